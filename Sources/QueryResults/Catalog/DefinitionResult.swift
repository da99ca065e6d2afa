/// The answer to a statement that gives something a name.
public struct DefinitionResult: Sendable, Equatable {
  public var definition: DefinitionKind
  public var name: String
  /// What the name now stands for, in canonical spelling.
  public var text: String
  /// How many units a segment has; nil where it was not counted.
  public var units: Int?
  /// Whether the name stands for nothing any more.
  public var isRemoved: Bool

  public init(
    definition: DefinitionKind,
    name: String,
    text: String,
    units: Int? = nil,
    isRemoved: Bool = false
  ) {
    self.definition = definition
    self.name = name
    self.text = text
    self.units = units
    self.isRemoved = isRemoved
  }
}

/// What can be defined.
public enum DefinitionKind: String, Sendable, Equatable, CaseIterable {
  case segment
  case event
  case group
  case set
}

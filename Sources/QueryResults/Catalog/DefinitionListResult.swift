/// The answer to `show definitions`, `show segments`, `show groups` and `show settings`.
public struct DefinitionListResult: Sendable, Equatable {
  /// Whether the list is about one kind only.
  public var kind: DefinitionKind?
  public var definitions: [DefinitionResult]

  public init(
    kind: DefinitionKind?,
    definitions: [DefinitionResult]
  ) {
    self.kind = kind
    self.definitions = definitions
  }
}

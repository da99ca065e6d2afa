public import EventModel

/// A segment that the sandbox serves.
public struct SandboxSegment: Hashable, Sendable {
  public enum Rule: Hashable, Sendable {
    /// Users with at least `atLeast` events of that name.
    case did(event: String, atLeast: Int)
    /// Users whose property has that text as its value.
    case property(name: String, equals: String)
  }

  public var name: String
  public var rule: Rule

  public init(name: String, rule: Rule) {
    self.name = name
    self.rule = rule
  }
}

/// A funnel that the sandbox serves with its figures.
public struct SandboxFunnel: Hashable, Sendable {
  public var name: String
  /// Event names, two at least.
  public var steps: [String]
  /// The half-open range that bounds all steps; `nil` is the first day of the data to its last.
  public var range: Range<Timestamp>?

  public init(name: String, steps: [String], range: Range<Timestamp>? = nil) {
    self.name = name
    self.steps = steps
    self.range = range
  }
}

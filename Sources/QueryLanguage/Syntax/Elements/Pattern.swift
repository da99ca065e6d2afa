public import EventModel

/// Steps joined by arrows.
public struct Pattern: Equatable, Sendable {
  /// At least one.
  public var steps: [Step]
  /// One fewer than the steps: `arrows[k]` leads from `steps[k]` to `steps[k + 1]`.
  public var arrows: [Arrow]
  /// Where it was written.
  public var span: SourceSpan
}

/// How the next step follows the one before.
public struct Arrow: Equatable, Sendable {
  /// Whether other events may lie between.
  public var kind: Kind
  /// All of them hold.
  public var constraints: [Located<Constraint>]
  /// Where it was written.
  public var span: SourceSpan

  /// Whether other events may lie between.
  public enum Kind: Hashable, Sendable {
    /// `->`
    case eventually
    /// `=>`
    case immediately
  }

  /// A further condition on the gap an arrow spans.
  public enum Constraint: Equatable, Sendable {
    /// `within 1h`, `within 3 events`, `within 1 sessions`
    case within(Window)
    /// `after 5m`: the gap is at least this long.
    case after(ElapsedTime)
    /// `not refund`: no such event between.
    case not(Step)
    /// `same item_id`: both steps agree on the property.
    case same(PropertyReference)
  }
}

/// How far apart two steps may lie.
public enum Window: Hashable, Sendable {
  case time(ElapsedTime)
  /// A difference of positions in the filtered stream.
  case events(Int)
  case sessions(Int)
}

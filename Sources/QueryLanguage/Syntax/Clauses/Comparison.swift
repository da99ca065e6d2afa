/// The sides of a `compare` clause.
public enum Comparison: Equatable, Sendable {
  /// At least two sides; at most one of them the rest.
  case segments([SegmentSide])
  /// At least two sides; at most one of them the rest.
  case values(PropertyReference, [ValueSide])
  /// `from D to D, from D to D`; at least two.
  case periods([Period])
  /// `previous period`: the range against the equally long stretch before it.
  case previousPeriod

  /// One side of a comparison of segments.
  public enum SegmentSide: Equatable, Sendable {
    case segment(Located<String>)
    /// Everyone the other sides leave out.
    case rest
  }

  /// One side of a comparison by a property.
  public enum ValueSide: Equatable, Sendable {
    case value(Located<LiteralValue>)
    /// Everyone the other sides leave out.
    case rest
  }

  /// One side of a comparison over time; half-open.
  public struct Period: Hashable, Sendable {
    /// Where it begins.
    public var from: Located<DateLiteral>
    /// Where it ends.
    public var to: Located<DateLiteral>
  }
}

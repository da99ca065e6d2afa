public import EventModel

/// A set of units, described by what they did and what is known of them.
public indirect enum SegmentExpression: Equatable, Sendable {
  /// `did purchase >= 2 times in last 30d`, `did not purchase`, `did view -> purchase within 7d order strict`
  case did(Behaviour, negated: Bool)
  /// `first did purchase in last 30d`: the very first time lies in the period.
  case firstDid(Step, SegmentPeriod?)
  /// `stopped purchase in last 30d`: did before the period, and not in it.
  case stopped(Step, SegmentPeriod?)
  /// `reached step 2 of view -> cart -> purchase within 7d`
  case reached(step: Located<Int>, Behaviour)
  /// `segment "EU"`
  case segment(Located<String>)
  /// `file 'vip.csv'`: the units listed in a file.
  case file(Located<String>)
  /// A condition on properties.
  case condition(Filter)
  case not(SegmentExpression)
  /// At least two.
  case all([SegmentExpression])
  /// At least two.
  case any([SegmentExpression])

  /// A pattern, how often it must occur, and when.
  public struct Behaviour: Equatable, Sendable {
    /// What is looked for.
    public var pattern: Pattern
    /// `>= 2 times`; nil means at least once.
    public var times: Times?
    /// The window from the pattern's first step, and every other option of the matcher.
    public var matching = MatchingOptions()
    /// When it counts; nil means whenever.
    public var period: SegmentPeriod?
  }

  /// A bound on a number of occurrences.
  public struct Times: Hashable, Sendable {
    /// How the sides are compared.
    public var relation: Relation
    /// The number to compare with.
    public var count: Int
  }
}

/// When a behaviour counts.
public enum SegmentPeriod: Equatable, Sendable {
  /// `in last 30d`, before the instant at which membership is evaluated.
  case last(ElapsedTime)
  /// `from D`, `to D` or both; half-open.
  case range(from: Located<DateLiteral>?, to: Located<DateLiteral>?)
}

/// The instant at which membership is evaluated.
public enum SegmentInstant: Hashable, Sendable {
  /// `as of event time`
  case eventTime
  /// `as of 2026-01-31`
  case date(DateLiteral)
}

/// A segment expression together with the instant it is evaluated at; nil means the end of the range.
public struct SegmentSelection: Equatable, Sendable {
  /// Who belongs to it.
  public var expression: SegmentExpression
  /// `as of event time`
  public var instant: Located<SegmentInstant>?
  /// Where it was written.
  public var span: SourceSpan
}

extension SegmentSelection {
  /// A selection made by a program rather than read.
  package init(expression: SegmentExpression) {
    self.init(expression: expression, instant: nil, span: .none)
  }
}

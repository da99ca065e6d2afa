/// `power conversion of purchase within 14d exposure checkout lift 5%`.
public struct PowerStatement: Equatable, Sendable {
  public var metric: GoalMetric
  public var window: Located<Window>?
  public var exposure: Step?
  /// `lift 5%` (relative) or `lift 0.01` (absolute): the smallest effect worth seeing.
  public var lift: Located<Amount>?
  public var alpha: Located<Double>?
  public var power: Located<Amount>?
  public var sides: Located<Int>?
  /// `arms 2`, control included.
  public var arms: Located<Int>?
  public var stream = StreamClauses()
}

/// `correlate view -> purchase within 7d with events between 1 and 2`.
public struct CorrelateStatement: Equatable, Sendable {
  public var pattern: Pattern
  /// `with events, properties platform`; empty means events and all properties.
  public var candidates: [CorrelationCandidates] = []
  /// `between i and j`: what happened between two steps.
  public var between: StepRange?
  /// The smallest share or number of units that carry a candidate.
  public var support: Located<Amount>?
  public var alpha: Located<Double>?
  public var top: Located<Int>?
  public var stream = StreamClauses()
  public var matching = MatchingOptions()
}

/// What may separate converters from the rest.
public enum CorrelationCandidates: Equatable, Sendable {
  case events
  /// The named properties; empty means all.
  case properties([PropertyReference])
}

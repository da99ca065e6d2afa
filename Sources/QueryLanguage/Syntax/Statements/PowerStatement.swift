/// `power conversion of purchase within 14d exposure checkout lift 5%`.
public struct PowerStatement: Equatable, Sendable {
  /// What is measured per unit.
  public var metric: GoalMetric
  /// `within 7d`
  public var window: Located<Window>?
  /// `exposure STEP`: the event that exposes a unit.
  public var exposure: Step?
  /// `lift 5%` (relative) or `lift 0.01` (absolute): the smallest effect worth seeing.
  public var lift: Located<Amount>?
  /// `alpha 0.05`
  public var alpha: Located<Double>?
  /// `power 80%`
  public var power: Located<Amount>?
  /// `sides 2`
  public var sides: Located<Int>?
  /// `arms 2`, control included.
  public var arms: Located<Int>?
  /// Which events and units are looked at.
  public var stream = StreamClauses()
}

/// `correlate view -> purchase within 7d with events between 1 and 2`.
public struct CorrelateStatement: Equatable, Sendable {
  /// What is looked for.
  public var pattern: Pattern
  /// `with events, properties platform`; empty means events and all properties.
  public var candidates: [CorrelationCandidates] = []
  /// `between i and j`: what happened between two steps.
  public var between: StepRange?
  /// The smallest share or number of units that carry a candidate.
  public var support: Located<Amount>?
  /// `alpha 0.05`
  public var alpha: Located<Double>?
  /// `top 20`: how many are shown.
  public var top: Located<Int>?
  /// Which events and units are looked at.
  public var stream = StreamClauses()
  /// The options of the matcher.
  public var matching = MatchingOptions()
}

/// What may separate converters from the rest.
public enum CorrelationCandidates: Equatable, Sendable {
  case events
  /// The named properties; empty means all.
  case properties([PropertyReference])
}

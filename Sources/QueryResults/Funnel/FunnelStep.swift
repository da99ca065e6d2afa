/// How many reached one mandatory step of a funnel, and how quickly.
public struct FunnelStep: Sendable, Equatable {
  /// The number of the step as written, from 1; optional steps count.
  public var step: Int
  public var label: String
  public var units: Int
  public var attempts: Int
  /// Those that stopped exactly here and may still go on, nil without a window.
  public var open: Int?
  /// Share of all units of the stream; nil when there are none.
  public var rateOfAll: Double?
  public var rateOfFirst: Double?
  /// Nil for step 1.
  public var rateOfPrevious: Double?
  public var intervalOfAll: ConfidenceInterval?
  public var intervalOfFirst: ConfidenceInterval?
  public var intervalOfPrevious: ConfidenceInterval?
  /// Nil for step 1.
  public var timeFromPrevious: DurationSummary?

  public init(
    step: Int,
    label: String,
    units: Int,
    attempts: Int,
    open: Int?,
    rateOfAll: Double?,
    rateOfFirst: Double?,
    rateOfPrevious: Double?,
    intervalOfAll: ConfidenceInterval?,
    intervalOfFirst: ConfidenceInterval?,
    intervalOfPrevious: ConfidenceInterval?,
    timeFromPrevious: DurationSummary?
  ) {
    self.step = step
    self.label = label
    self.units = units
    self.attempts = attempts
    self.open = open
    self.rateOfAll = rateOfAll
    self.rateOfFirst = rateOfFirst
    self.rateOfPrevious = rateOfPrevious
    self.intervalOfAll = intervalOfAll
    self.intervalOfFirst = intervalOfFirst
    self.intervalOfPrevious = intervalOfPrevious
    self.timeFromPrevious = timeFromPrevious
  }
}

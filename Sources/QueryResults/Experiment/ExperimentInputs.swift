public import EventModel

/// Everything the report was computed from: same inputs, same numbers.
public struct ExperimentInputs: Sendable, Equatable {
  public var experiment: String
  public var arms: [PlannedArm]
  public var range: ResultRange
  /// The newest event of the snapshot ends the data.
  public var data: ExperimentData
  /// The exposure step as written.
  public var exposure: String
  /// The property that names the variant.
  public var variant: String
  /// `fixed`, `sequential`, `group-sequential`, `bayesian` or `bootstrap`.
  public var method: String
  public var alpha: Double
  /// The longest window of the metrics in seconds, nil when none has one.
  public var window: Double?
  /// Further parameters in the order they are to be echoed.
  public var parameters: [ResultOption]
  /// The version of the engine.
  public var version: String
  /// A digest of data, statement and version: equal for equal reports.
  public var fingerprint: String?

  public init(
    experiment: String,
    arms: [PlannedArm],
    range: ResultRange,
    data: ExperimentData,
    exposure: String,
    variant: String,
    method: String,
    alpha: Double,
    window: Double?,
    parameters: [ResultOption] = [],
    version: String = "",
    fingerprint: String? = nil
  ) {
    self.experiment = experiment
    self.arms = arms
    self.range = range
    self.data = data
    self.exposure = exposure
    self.variant = variant
    self.method = method
    self.alpha = alpha
    self.window = window
    self.parameters = parameters
    self.version = version
    self.fingerprint = fingerprint
  }
}

/// An arm as planned.
public struct PlannedArm: Sendable, Equatable {
  public var arm: String
  /// Any positive number; shares are weights over their sum.
  public var weight: Double
  public var control: Bool

  public init(
    arm: String,
    weight: Double,
    control: Bool
  ) {
    self.arm = arm
    self.weight = weight
    self.control = control
  }
}

/// The events behind a report.
public struct ExperimentData: Sendable, Equatable {
  public var events: Int
  public var first: Timestamp?
  public var last: Timestamp?
  /// A digest of exposures and values of all units, whatever files they lie in; nil when there is none.
  public var fingerprint: String?

  public init(
    events: Int,
    first: Timestamp?,
    last: Timestamp?,
    fingerprint: String? = nil
  ) {
    self.events = events
    self.first = first
    self.last = last
    self.fingerprint = fingerprint
  }
}

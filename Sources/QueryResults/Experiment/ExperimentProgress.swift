/// How far an experiment is, and what it could have found so far.
public struct ExperimentProgress: Sendable, Equatable {
  /// The analysed units of all arms.
  public var units: Int
  /// The units of all arms the test was planned for, nil when none were named.
  public var planned: Int?
  /// Analysed over planned units.
  public var informationFraction: Double?
  /// Whether the method allows a decision now; nil when nothing was planned.
  public var isDecisionValid: Bool?
  /// The mean of new units per day over the last full week of data, nil with less than one full day and when units have
  /// stopped coming in.
  public var unitsPerDay: Double?
  /// The last day with a new unit, when none came in the last full week of data; else nil.
  public var lastDay: String?
  /// At that pace; nil when it cannot be said.
  public var daysLeft: Int?
  /// The power that the smallest detectable effects go with.
  public var power: Double
  public var detectable: [DetectableEffect]
  /// The looks of a group-sequential test, empty for other methods.
  public var looks: [PlannedLook]

  public init(
    units: Int, planned: Int?, informationFraction: Double?, isDecisionValid: Bool?, unitsPerDay: Double?,
    lastDay: String? = nil, daysLeft: Int?, power: Double, detectable: [DetectableEffect] = [],
    looks: [PlannedLook] = []
  ) {
    self.units = units
    self.planned = planned
    self.informationFraction = informationFraction
    self.isDecisionValid = isDecisionValid
    self.unitsPerDay = unitsPerDay
    self.lastDay = lastDay
    self.daysLeft = daysLeft
    self.power = power
    self.detectable = detectable
    self.looks = looks
  }
}

/// The smallest effect that the data could show in one comparison.
public struct DetectableEffect: Sendable, Equatable {
  public var metric: String
  public var treatment: String
  /// In the metric's own unit.
  public var absolute: Double?
  /// As a share of control's figure.
  public var relative: Double?
  /// The units per arm that the effect of `lift` takes, nil when none was named or no number suffices.
  public var unitsPerArm: Int?
  /// The days until all arms have them, at the pace of the last full week.
  public var days: Int?

  public init(
    metric: String, treatment: String, absolute: Double?, relative: Double?, unitsPerArm: Int? = nil,
    days: Int? = nil
  ) {
    self.metric = metric
    self.treatment = treatment
    self.absolute = absolute
    self.relative = relative
    self.unitsPerArm = unitsPerArm
    self.days = days
  }
}

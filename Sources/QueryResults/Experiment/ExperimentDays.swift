/// The units that came in on one calendar day.
public struct ExposureDay: Sendable, Equatable {
  /// `2026-01-05`, in the statement's zone.
  public var day: String
  /// The analysed units exposed on that day, in the order of the planned arms.
  public var arms: [ArmCount]

  public init(day: String, arms: [ArmCount]) {
    self.day = day
    self.arms = arms
  }
}

/// One effect as it grows: after each day, of all units exposed until its end.
///
/// The units count with everything they did within their windows, also later than that day.
public struct EffectSeries: Sendable, Equatable {
  public var metric: String
  public var treatment: String
  public var control: String
  public var points: [EffectPoint]
  /// Why there is no series, nil when there is one.
  public var reason: String?

  public init(
    metric: String, treatment: String, control: String, points: [EffectPoint] = [], reason: String? = nil
  ) {
    self.metric = metric
    self.treatment = treatment
    self.control = control
    self.points = points
    self.reason = reason
  }
}

/// One effect after one day.
public struct EffectPoint: Sendable, Equatable {
  public var day: String
  /// The units of all arms exposed until the end of the day.
  public var units: Int
  public var effect: Double?
  public var interval: ConfidenceInterval?
  /// By the report's method, as if the day were its only look.
  public var p: Double?
  /// The smallest P value so far; only where P values hold at every look.
  public var runningP: Double?
  /// Present only with the Bayesian method.
  public var chanceToWin: Double?

  public init(
    day: String, units: Int, effect: Double? = nil, interval: ConfidenceInterval? = nil, p: Double? = nil,
    runningP: Double? = nil, chanceToWin: Double? = nil
  ) {
    self.day = day
    self.units = units
    self.effect = effect
    self.interval = interval
    self.p = p
    self.runningP = runningP
    self.chanceToWin = chanceToWin
  }
}

/// A look that a group-sequential test was planned to take.
public struct PlannedLook: Sendable, Equatable {
  /// From 1.
  public var look: Int
  /// The units of all arms it waits for.
  public var plannedUnits: Int
  /// The first day at whose end they were there, nil while they are not.
  public var day: String?
  /// The units there were at the end of that day.
  public var units: Int?
  /// The share of the planned information, at most 1.
  public var share: Double?
  /// The alpha spent up to and with the look.
  public var spent: Double?
  /// The bound on |z|, or on z where one side counts.
  public var bound: Double?

  public init(
    look: Int, plannedUnits: Int, day: String? = nil, units: Int? = nil, share: Double? = nil,
    spent: Double? = nil, bound: Double? = nil
  ) {
    self.look = look
    self.plannedUnits = plannedUnits
    self.day = day
    self.units = units
    self.share = share
    self.spent = spent
    self.bound = bound
  }
}

/// What one comparison showed at one look of a group-sequential test.
public struct LookOutcome: Sendable, Equatable {
  public var look: Int
  public var effect: Double?
  /// Effect over standard error.
  public var statistic: Double?
  public var bound: Double
  /// Whether the statistic lies beyond the bound.
  public var isCrossed: Bool

  public init(look: Int, effect: Double?, statistic: Double?, bound: Double, isCrossed: Bool) {
    self.look = look
    self.effect = effect
    self.statistic = statistic
    self.bound = bound
    self.isCrossed = isCrossed
  }
}

/// The answer to a `power` statement: how large and how long an experiment must be.
public struct PowerResult: Sendable, Equatable {
  /// The metric as written.
  public var metric: String
  public var kind: MetricKind
  /// The exposure step as written.
  public var exposure: String
  /// Units whose window is over; the base figures are theirs.
  public var units: Int
  /// What the units did, all of them taken as control.
  public var base: ArmMeasure
  /// The standard deviation of one unit, by the delta method for ratios.
  public var unitDeviation: Double?
  /// New units per day over the week before 95 % of them were there, nil with less than one full day.
  public var unitsPerDay: Double?
  public var alpha: Double
  public var power: Double
  public var sides: Int
  /// Control included; alpha is shared by the comparisons with control (Bonferroni).
  public var arms: Int
  /// Seconds from exposure until a unit counts; nil for no end.
  public var window: Double?
  /// What the wanted effect takes, nil when none was named.
  public var target: PowerTarget?
  /// What experiments of some durations could find.
  public var durations: [DurationPower]
  /// Why there is no plan, nil when there is one.
  public var reason: String?

  public init(
    metric: String, kind: MetricKind, exposure: String, units: Int, base: ArmMeasure, unitDeviation: Double?,
    unitsPerDay: Double?, alpha: Double, power: Double, sides: Int, arms: Int, window: Double?,
    target: PowerTarget? = nil, durations: [DurationPower] = [], reason: String? = nil
  ) {
    self.metric = metric
    self.kind = kind
    self.exposure = exposure
    self.units = units
    self.base = base
    self.unitDeviation = unitDeviation
    self.unitsPerDay = unitsPerDay
    self.alpha = alpha
    self.power = power
    self.sides = sides
    self.arms = arms
    self.window = window
    self.target = target
    self.durations = durations
    self.reason = reason
  }
}

/// The size that a wanted effect takes.
public struct PowerTarget: Sendable, Equatable {
  /// In the metric's own unit.
  public var absolute: Double
  /// As a share of the base figure, nil where that is 0.
  public var relative: Double?
  public var unitsPerArm: Int?
  /// Days of new units until all arms have them; the window of the last unit comes on top.
  public var days: Int?
  /// Why there is no size, nil when there is one.
  public var reason: String?

  public init(
    absolute: Double, relative: Double?, unitsPerArm: Int? = nil, days: Int? = nil, reason: String? = nil
  ) {
    self.absolute = absolute
    self.relative = relative
    self.unitsPerArm = unitsPerArm
    self.days = days
    self.reason = reason
  }
}

/// What an experiment of one duration could find.
public struct DurationPower: Sendable, Equatable {
  public var days: Int
  public var unitsPerArm: Int
  /// The smallest detectable effect in the metric's own unit.
  public var absolute: Double?
  public var relative: Double?

  public init(days: Int, unitsPerArm: Int, absolute: Double?, relative: Double?) {
    self.days = days
    self.unitsPerArm = unitsPerArm
    self.absolute = absolute
    self.relative = relative
  }
}

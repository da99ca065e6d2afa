/// One metric of an experiment: what each arm did, and how the arms differ.
public struct ExperimentMetric: Sendable, Equatable {
  /// The metric as written.
  public var name: String
  public var role: MetricRole
  public var direction: MetricDirection
  public var kind: MetricKind
  /// What is compared: `user`, `session`, `account` or a property.
  public var unit: String
  /// Control first.
  public var arms: [ArmOutcome]
  public var comparisons: [ArmComparison]
  /// One test of all arms together, where there are more than two.
  public var omnibus: OmnibusTest?
  /// The limit that larger values count as, nil without a cap.
  public var cap: MetricCap?
  /// Seconds from exposure within which events count, nil for no end.
  public var window: Double?

  public init(
    name: String,
    role: MetricRole,
    direction: MetricDirection,
    kind: MetricKind,
    unit: String = "user",
    arms: [ArmOutcome],
    comparisons: [ArmComparison],
    omnibus: OmnibusTest? = nil,
    cap: MetricCap? = nil,
    window: Double? = nil
  ) {
    self.name = name
    self.role = role
    self.direction = direction
    self.kind = kind
    self.unit = unit
    self.arms = arms
    self.comparisons = comparisons
    self.omnibus = omnibus
    self.cap = cap
    self.window = window
  }
}

/// A test of whether any arm differs from the others.
public struct OmnibusTest: Sendable, Equatable {
  public var method: String
  public var statistic: Double?
  public var degreesOfFreedom: Double?
  public var p: Double?
  /// Why there is no result, nil when there is one.
  public var reason: String?

  public init(
    method: String, statistic: Double? = nil, degreesOfFreedom: Double? = nil, p: Double? = nil,
    reason: String? = nil
  ) {
    self.method = method
    self.statistic = statistic
    self.degreesOfFreedom = degreesOfFreedom
    self.p = p
    self.reason = reason
  }
}

/// A cap on the values of units, the same for all arms.
public struct MetricCap: Sendable, Equatable {
  /// The percentile of all arms pooled as a share, nil for a fixed limit.
  public var percentile: Double?
  public var limit: Double

  public init(percentile: Double?, limit: Double) {
    self.percentile = percentile
    self.limit = limit
  }
}

/// What a metric is for.
public enum MetricRole: String, Sendable, Equatable, CaseIterable {
  case goal
  case secondary
  case guardrail
}

/// Which way is good.
public enum MetricDirection: String, Sendable, Equatable, CaseIterable {
  case higherIsBetter = "higher-is-better"
  case lowerIsBetter = "lower-is-better"
}

/// What a metric measures per unit.
public enum MetricKind: String, Sendable, Equatable, CaseIterable {
  case conversion
  case count
  case sum
  case mean
  case ratio
  case quantile
  case retention
  case pattern
}

/// What one arm did.
public struct ArmOutcome: Sendable, Equatable {
  public var arm: String
  /// The analysed units.
  public var n: Int
  public var measure: ArmMeasure
  /// The interval of the rate or the mean.
  public var interval: ConfidenceInterval?
  /// How many units the cap lowered, nil without a cap.
  public var capped: Int?

  public init(
    arm: String,
    n: Int,
    measure: ArmMeasure,
    interval: ConfidenceInterval?,
    capped: Int? = nil
  ) {
    self.arm = arm
    self.n = n
    self.measure = measure
    self.interval = interval
    self.capped = capped
  }
}

/// The figure of one arm.
public enum ArmMeasure: Sendable, Equatable {
  case rate(converters: Int, rate: Double?)
  case mean(sum: Double, mean: Double?, standardDeviation: Double?)
  /// The sum of the numerators over the sum of the denominators.
  case ratio(numerator: Double, denominator: Double, ratio: Double?)
  /// The value below which the share `order` of the units lies.
  case quantile(order: Double, value: Double?)
}

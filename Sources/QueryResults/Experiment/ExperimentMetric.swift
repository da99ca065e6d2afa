/// One metric of an experiment: what each arm did, and how the arms differ.
public struct ExperimentMetric: Sendable, Equatable {
  /// The metric as written.
  public var name: String
  public var role: MetricRole
  public var direction: MetricDirection
  public var kind: MetricKind
  /// Control first.
  public var arms: [ArmOutcome]
  public var comparisons: [ArmComparison]

  public init(
    name: String,
    role: MetricRole,
    direction: MetricDirection,
    kind: MetricKind,
    arms: [ArmOutcome],
    comparisons: [ArmComparison]
  ) {
    self.name = name
    self.role = role
    self.direction = direction
    self.kind = kind
    self.arms = arms
    self.comparisons = comparisons
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

  public init(
    arm: String,
    n: Int,
    measure: ArmMeasure,
    interval: ConfidenceInterval?
  ) {
    self.arm = arm
    self.n = n
    self.measure = measure
    self.interval = interval
  }
}

/// The figure of one arm: a rate for metrics that count units, a mean for the others.
public enum ArmMeasure: Sendable, Equatable {
  case rate(converters: Int, rate: Double?)
  case mean(sum: Double, mean: Double?, standardDeviation: Double?)
}

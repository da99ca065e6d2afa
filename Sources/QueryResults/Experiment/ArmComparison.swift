/// How a treatment differs from control; effects are treatment minus control.
public struct ArmComparison: Sendable, Equatable {
  public var treatment: String
  public var control: String
  /// In the metric's own unit; a rate's effect is a difference of shares.
  public var absoluteEffect: Double?
  /// The absolute effect over the absolute value of control's figure.
  public var relativeEffect: Double?
  /// The interval of the absolute effect.
  public var interval: ConfidenceInterval?
  /// The interval of the relative effect by the delta method.
  public var relativeInterval: ConfidenceInterval?
  /// The level of both intervals, for example 0.95.
  public var level: Double
  /// The name of the test and the interval, for example `two-proportion z, Newcombe interval`.
  public var method: String
  public var statistic: Double?
  public var degreesOfFreedom: Double?
  public var p: Double?
  public var pAdjusted: Double?
  /// How many tests were adjusted together, nil without adjustment.
  public var familySize: Int?
  /// The smallest absolute effect the data could show with 80 % power.
  public var mde: Double?
  /// Present only with the Bayesian method.
  public var chanceToWin: Double?
  /// Present only with the Bayesian method.
  public var expectedLoss: Double?
  /// How the value before exposure changed the effect, nil without that adjustment.
  public var adjustment: CovariateEffect?
  /// How strata changed the effect, nil without them.
  public var stratification: StratificationEffect?
  /// The looks of a group-sequential test, in their order.
  public var looks: [LookOutcome]
  /// The effect in other ways of counting, to see whether the conclusion hangs on one of them.
  public var sensitivity: [SensitivityLine]
  /// Why there is no result, nil when there is one.
  public var reason: String?

  public init(
    treatment: String,
    control: String,
    absoluteEffect: Double?,
    relativeEffect: Double?,
    interval: ConfidenceInterval?,
    relativeInterval: ConfidenceInterval?,
    level: Double,
    method: String,
    statistic: Double?,
    degreesOfFreedom: Double? = nil,
    p: Double?,
    pAdjusted: Double?,
    familySize: Int? = nil,
    mde: Double?,
    chanceToWin: Double? = nil,
    expectedLoss: Double? = nil,
    adjustment: CovariateEffect? = nil,
    stratification: StratificationEffect? = nil,
    looks: [LookOutcome] = [],
    sensitivity: [SensitivityLine] = [],
    reason: String? = nil
  ) {
    self.treatment = treatment
    self.control = control
    self.absoluteEffect = absoluteEffect
    self.relativeEffect = relativeEffect
    self.interval = interval
    self.relativeInterval = relativeInterval
    self.level = level
    self.method = method
    self.statistic = statistic
    self.degreesOfFreedom = degreesOfFreedom
    self.p = p
    self.pAdjusted = pAdjusted
    self.familySize = familySize
    self.mde = mde
    self.chanceToWin = chanceToWin
    self.expectedLoss = expectedLoss
    self.adjustment = adjustment
    self.stratification = stratification
    self.looks = looks
    self.sensitivity = sensitivity
    self.reason = reason
  }
}

/// The adjustment by each unit's value before its exposure (CUPED).
public struct CovariateEffect: Sendable, Equatable {
  /// The slope θ of the value on the value before.
  public var slope: Double
  /// ρ²: the share of the variance that the adjustment removes.
  public var squaredCorrelation: Double
  public var unadjustedEffect: Double?
  public var unadjustedInterval: ConfidenceInterval?

  public init(
    slope: Double, squaredCorrelation: Double, unadjustedEffect: Double?,
    unadjustedInterval: ConfidenceInterval?
  ) {
    self.slope = slope
    self.squaredCorrelation = squaredCorrelation
    self.unadjustedEffect = unadjustedEffect
    self.unadjustedInterval = unadjustedInterval
  }
}

/// The weighting of the effect over strata known before exposure (post-stratification).
public struct StratificationEffect: Sendable, Equatable {
  /// The strata that the effect was weighted over.
  public var strata: Int
  /// The strata that were too small or without variance and were merged with others.
  public var merged: Int
  public var unadjustedEffect: Double?
  public var unadjustedInterval: ConfidenceInterval?

  public init(
    strata: Int, merged: Int, unadjustedEffect: Double?, unadjustedInterval: ConfidenceInterval?
  ) {
    self.strata = strata
    self.merged = merged
    self.unadjustedEffect = unadjustedEffect
    self.unadjustedInterval = unadjustedInterval
  }
}

/// One effect computed in another way.
public struct SensitivityLine: Sendable, Equatable {
  /// A stable word, for example `uncapped`, `matured-only`, `rank-test` or `bootstrap`.
  public var name: String
  /// In the metric's own unit; of a rank test the chance of superiority less one half.
  public var effect: Double?
  public var interval: ConfidenceInterval?
  public var p: Double?
  /// Whether this line leads to the same conclusion: the same sign, and significance or not.
  public var agrees: Bool?
  /// Why there is no result, nil when there is one.
  public var reason: String?

  public init(
    name: String, effect: Double? = nil, interval: ConfidenceInterval? = nil, p: Double? = nil,
    agrees: Bool? = nil, reason: String? = nil
  ) {
    self.name = name
    self.effect = effect
    self.interval = interval
    self.p = p
    self.agrees = agrees
    self.reason = reason
  }
}

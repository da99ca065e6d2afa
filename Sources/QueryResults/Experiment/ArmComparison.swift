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
    self.reason = reason
  }
}

/// CUPED: a metric adjusted by a value from before the exposure (Deng, Xu, Kohavi, Walker 2013).
package struct CovariateAdjustment: Sendable, Hashable {
  /// Whose units the slope θ is estimated over.
  package enum Slope: String, Sendable, Hashable {
    /// Both arms as one sample around the joint means; an effect leaks into θ in small samples.
    case joint
    /// Deviations from each arm's own means; free of the effect.
    case withinArms
  }

  /// θ = cov(after, before)/var(before); zero when either has no variance, which means no adjustment.
  package let slope: Double
  /// The squared correlation ρ² over the same units; the variance falls to about 1 − ρ².
  package let squaredCorrelation: Double
  /// The adjusted control.
  package let control: ArmStatistic
  /// The adjusted treatment.
  package let treatment: ArmStatistic
  private let controlMean: Double
  private let controlVariance: Double
  private let controlCovariance: Double

  /// Adjusts two arms; x is the value before, y the value after the exposure.
  package init(
    control: BivariateMoments, treatment: BivariateMoments, slope: Slope = .joint
  ) throws(StatisticsError) {
    var pooled = control
    switch slope {
    case .joint: pooled.merge(treatment)
    case .withinArms:
      pooled = BivariateMoments(
        count: control.count + treatment.count, meanX: 0, meanY: 0,
        squaredX: control.squaredX + treatment.squaredX, squaredY: control.squaredY + treatment.squaredY,
        product: control.product + treatment.product)
    }
    try requireFinite(pooled.squaredX)
    try requireFinite(pooled.squaredY)
    try requireFinite(pooled.product)
    let usable = pooled.squaredX > 0 && pooled.squaredY > 0
    let theta = usable ? pooled.product / pooled.squaredX : 0
    self.slope = theta
    squaredCorrelation =
      usable ? min(1, (pooled.product / pooled.squaredX) * (pooled.product / pooled.squaredY)) : 0
    self.control = try Self.adjusted(control, theta)
    self.treatment = try Self.adjusted(treatment, theta)
    controlMean = control.meanY
    controlVariance = control.y.variance ?? 0
    controlCovariance = control.covariance ?? 0
  }

  /// Mean y − θ·mean x with variance v_y + θ²v_x − 2θc.
  private static func adjusted(
    _ moments: BivariateMoments, _ theta: Double
  ) throws(StatisticsError) -> ArmStatistic {
    guard moments.count >= 2 else { throw .tooFewObservations(count: moments.count, needed: 2) }
    let squares = moments.squaredY - theta * (2 * moments.product - theta * moments.squaredX)
    let scale = moments.squaredY + theta * theta * moments.squaredX
    let cleaned = squares <= 32 * Double.ulpOfOne * scale ? 0 : squares
    return try ArmStatistic(
      estimate: moments.meanY - theta * moments.meanX, unitVariance: cleaned / Double(moments.count - 1),
      count: moments.count)
  }

  /// Returns the adjusted difference of the means.
  package func difference() throws(StatisticsError) -> EffectEstimate {
    try EffectEstimate.difference(control: control, treatment: treatment)
  }

  /// Returns the adjusted difference as a share of the unadjusted control mean.
  ///
  /// The delta method with the covariance −(v_y − θc)/n between the adjusted difference and that mean, which
  /// putting the adjusted variance into the plain formula leaves out.
  package func relativeLift() throws(StatisticsError) -> EffectEstimate {
    let difference = try difference()
    guard controlMean != 0 else { throw .zeroControlValue }
    let share = difference.effect / controlMean
    let n = Double(control.count)
    let covariance = -(controlVariance - slope * controlCovariance) / n
    let variance = difference.variance + share * share * controlVariance / n - 2 * share * covariance
    return try EffectEstimate(
      effect: difference.effect / abs(controlMean),
      standardError: max(variance, 0).squareRoot() / abs(controlMean),
      degreesOfFreedom: difference.degreesOfFreedom, scale: .relative)
  }
}

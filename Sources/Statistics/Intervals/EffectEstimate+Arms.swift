extension EffectEstimate {
  /// Returns the difference of two arms with Welch's error and degrees of freedom.
  ///
  /// One arm without variance is fine, the other then gives the degrees of freedom; two are not.
  package static func difference(
    control: ArmStatistic, treatment: ArmStatistic
  ) throws(StatisticsError) -> EffectEstimate {
    try EffectEstimate(
      effect: treatment.estimate - control.estimate,
      standardError: (control.variance + treatment.variance).squareRoot(),
      degreesOfFreedom: welchDegreesOfFreedom([control, treatment]), scale: .absolute)
  }

  /// Returns the relative lift (b − a)/|a| with the delta-method error, in which the control is random too.
  ///
  /// Var = v_b/(n_b a²) + v_a b²/(n_a a⁴). Not computable when the control's value is zero.
  package static func relativeLift(
    control: ArmStatistic, treatment: ArmStatistic
  ) throws(StatisticsError) -> EffectEstimate {
    let base = abs(control.estimate)
    guard base > 0 else { throw .zeroControlValue }
    let ratio = treatment.estimate / control.estimate
    return try EffectEstimate(
      effect: (treatment.estimate - control.estimate) / base,
      standardError: (treatment.variance + control.variance * ratio * ratio).squareRoot() / base,
      degreesOfFreedom: welchDegreesOfFreedom([control, treatment]), scale: .relative)
  }

  /// Returns the difference of two arms with a normal reference, for rates in large samples.
  package static func normalDifference(
    control: ArmStatistic, treatment: ArmStatistic
  ) throws(StatisticsError) -> EffectEstimate {
    let welch = try difference(control: control, treatment: treatment)
    return try EffectEstimate(effect: welch.effect, standardError: welch.standardError)
  }

  /// Welch and Satterthwaite's (Σ v/n)² / Σ (v/n)²/(n − 1), scaled so that it neither over- nor underflows.
  static func welchDegreesOfFreedom(_ arms: [ArmStatistic]) throws(StatisticsError) -> Double {
    let total = arms.reduce(0) { $0 + $1.variance }
    guard total > 0 else { throw .zeroVariance }
    var sum = 0.0
    for arm in arms {
      let share = arm.variance / total
      sum += share * share / Double(arm.count - 1)
    }
    return 1 / sum
  }
}

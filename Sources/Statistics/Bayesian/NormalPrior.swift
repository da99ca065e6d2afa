/// What is believed of an effect before the data: normal with a mean and a standard deviation.
package struct NormalPrior: Sendable, Hashable {
  /// The effect expected beforehand.
  package let mean: Double
  /// How far off it may be.
  package let standardDeviation: Double
  /// The scale of the belief, which need not be that of the analysis.
  package let scale: EffectEstimate.Scale

  /// Makes a belief; one without a spread is refused.
  package init(
    mean: Double, standardDeviation: Double, scale: EffectEstimate.Scale
  ) throws(StatisticsError) {
    try requireFinite(mean)
    try requirePositive(standardDeviation)
    self.mean = mean
    self.standardDeviation = standardDeviation
    self.scale = scale
  }

  /// Returns the same belief on another scale, by the control's absolute value.
  package func converted(
    to target: EffectEstimate.Scale, controlValue: Double
  ) throws(StatisticsError) -> NormalPrior {
    if target == scale { return self }
    let base = abs(controlValue)
    guard base > 0 else { throw .zeroControlValue }
    let factor = target == .absolute ? base : 1 / base
    return try NormalPrior(
      mean: mean * factor, standardDeviation: standardDeviation * factor, scale: target)
  }
}

import Glibc

/// What is believed of an effect after the data, with a normal likelihood.
package struct NormalPosterior: Sendable, Hashable {
  /// The effect expected.
  package let mean: Double
  /// The uncertainty left.
  package let standardDeviation: Double
  /// The scale of both.
  package let scale: EffectEstimate.Scale

  /// Combines an effect with a prior by precision; without a prior the posterior is the likelihood.
  ///
  /// A prior on another scale than the effect's is converted by the control's value.
  package init(
    _ estimate: EffectEstimate, prior: NormalPrior? = nil, controlValue: Double
  ) throws(StatisticsError) {
    scale = estimate.scale
    guard let prior = try prior?.converted(to: estimate.scale, controlValue: controlValue) else {
      mean = estimate.effect
      standardDeviation = estimate.standardError
      return
    }
    let priorVariance = prior.standardDeviation * prior.standardDeviation
    let total = estimate.variance + priorVariance
    // (d/V + m/s²)/(1/V + 1/s²) without the reciprocals, which overflow for tiny variances.
    mean = estimate.effect * (priorVariance / total) + prior.mean * (estimate.variance / total)
    standardDeviation = (estimate.variance * (priorVariance / total)).squareRoot()
    guard standardDeviation > 0, mean.isFinite else { throw .notFinite }
  }

  /// Returns the probability that the treatment is better than the control.
  ///
  /// With a flat prior this is one minus the one-sided P value.
  package func chanceToWin(higherIsBetter: Bool = true) -> TailProbability {
    let tails = StandardNormal.tails(mean / standardDeviation)
    return higherIsBetter ? tails.lower : tails.upper
  }

  /// Returns what is lost on average, in the unit of the effect, by shipping the treatment.
  package func expectedLossOfTreatment(higherIsBetter: Bool = true) -> Double {
    let z = mean / standardDeviation
    return standardDeviation * StandardNormal.loss(higherIsBetter ? z : -z)
  }

  /// Returns what is lost on average by keeping the control.
  package func expectedLossOfControl(higherIsBetter: Bool = true) -> Double {
    expectedLossOfTreatment(higherIsBetter: !higherIsBetter)
  }

  /// Returns the central interval that holds the effect with probability 1 − alpha.
  package func credibleInterval(alpha: Double) throws(StatisticsError) -> ConfidenceInterval {
    try requireOpenProbability(alpha)
    let half = StandardNormal.quantile(upperTail: alpha / 2) * standardDeviation
    return ConfidenceInterval(lower: mean - half, upper: mean + half, level: 1 - alpha)
  }
}

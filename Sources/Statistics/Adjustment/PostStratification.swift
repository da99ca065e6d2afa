/// A difference of means weighted over strata known before the exposure.
package struct PostStratification: Sendable, Hashable {
  /// One stratum's two arms.
  package struct Stratum: Sendable, Hashable {
    /// The control's units in the stratum.
    package var control: Moments
    /// The treatment's units in the stratum.
    package var treatment: Moments

    /// Makes a stratum of its arms, either of which may be empty.
    package init(control: Moments, treatment: Moments) {
      self.control = control
      self.treatment = treatment
    }

    var count: Int { control.count + treatment.count }
    /// Two units and some variance in either arm are needed to estimate an error.
    var isUsable: Bool { (control.variance ?? 0) > 0 && (treatment.variance ?? 0) > 0 }

    mutating func merge(_ other: Stratum) {
      control.merge(other.control)
      treatment.merge(other.treatment)
    }
  }

  /// How the shares of the strata are seen.
  package enum Weights: String, Sendable, Hashable {
    /// As given: the error is conditional on the shares observed.
    case fixed
    /// As a sample of the population: adds Σ w(d_k − d)²/N.
    case sampled
  }

  /// An arm's mean over the strata, weighted by the shares of all units.
  package struct WeightedMean: Sendable, Hashable {
    package let mean: Double
    /// The variance of the mean, the weights taken as given.
    package let variance: Double
  }

  /// The weighted control.
  package let control: WeightedMean
  /// The weighted treatment.
  package let treatment: WeightedMean
  /// The weighted difference.
  package let estimate: EffectEstimate
  /// The number of strata used after merging.
  package let stratumCount: Int
  /// The positions in the input of the strata that were merged because an arm was too small or constant.
  package let merged: [Int]

  /// Weights the difference of each stratum by its share of all units, d = Σ w_k(b_k − a_k).
  ///
  /// A stratum with fewer than two units or no variance in an arm is merged with the others of its kind, and that
  /// remainder, if it is still unusable, with the smallest usable stratum; nobody is dropped.
  package init(_ strata: [Stratum], weights: Weights = .fixed) throws(StatisticsError) {
    var used: [Stratum] = []
    var remainder = Stratum(control: Moments(), treatment: Moments())
    var merged: [Int] = []
    for (index, stratum) in strata.enumerated() {
      if stratum.isUsable {
        used.append(stratum)
      } else {
        remainder.merge(stratum)
        merged.append(index)
      }
    }
    if remainder.isUsable {
      used.append(remainder)
    } else if remainder.count > 0 {
      guard let smallest = used.indices.min(by: { (used[$0].count, $0) < (used[$1].count, $1) }) else {
        throw .noUsableStratum
      }
      used[smallest].merge(remainder)
    }
    guard !used.isEmpty else { throw .noUsableStratum }
    let total = Double(used.reduce(0) { $0 + $1.count })
    var effect = NeumaierSum()
    for stratum in used {
      effect.add(Double(stratum.count) / total * (stratum.treatment.mean - stratum.control.mean))
    }
    var variance = 0.0
    var satterthwaite = 0.0
    var between = 0.0
    var means = [NeumaierSum(), NeumaierSum()]
    var variances = [0.0, 0.0]
    for stratum in used {
      let weight = Double(stratum.count) / total
      for (place, moments) in [stratum.control, stratum.treatment].enumerated() {
        let arm = try ArmStatistic(moments)
        let part = weight * weight * arm.variance
        variance += part
        means[place].add(weight * arm.estimate)
        variances[place] += part
        satterthwaite += part * part / Double(arm.count - 1)
      }
      let deviation = stratum.treatment.mean - stratum.control.mean - effect.value
      between += weight * deviation * deviation
    }
    let degreesOfFreedom = variance * variance / satterthwaite
    if weights == .sampled { variance += between / total }
    estimate = try EffectEstimate(
      effect: effect.value, standardError: variance.squareRoot(),
      degreesOfFreedom: degreesOfFreedom.isFinite ? degreesOfFreedom : nil)
    control = WeightedMean(mean: means[0].value, variance: variances[0])
    treatment = WeightedMean(mean: means[1].value, variance: variances[1])
    stratumCount = used.count
    self.merged = merged
  }

  /// Returns the weighted difference as a share of the weighted control by the delta method.
  package func relativeLift() throws(StatisticsError) -> EffectEstimate {
    let base = abs(control.mean)
    guard base > 0 else { throw .zeroControlValue }
    let ratio = treatment.mean / control.mean
    return try EffectEstimate(
      effect: (treatment.mean - control.mean) / base,
      standardError: (treatment.variance + ratio * ratio * control.variance).squareRoot() / base,
      degreesOfFreedom: estimate.degreesOfFreedom, scale: .relative)
  }
}

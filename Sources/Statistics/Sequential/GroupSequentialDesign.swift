import Glibc

/// A test with a planned number of looks whose bounds spend alpha step by step.
///
/// The z bounds come from the exact recursion of Armitage, McPherson and Rowe over the joint normal distribution of
/// the looks. Needs the planned final sample; the information share of a look is its sample over that one.
package struct GroupSequentialDesign: Sendable {
  /// The information share of each look, rising, the last at most one.
  package let shares: [Double]
  /// The bound on |z| (or on z if one-sided) at each look; infinite where nothing is spent.
  package let bounds: [Double]
  /// The alpha spent up to and with each look.
  package let spent: [Double]
  /// Whether the bounds hold for |z|.
  package let isTwoSided: Bool
  /// The level of the whole design.
  package let alpha: Double

  /// Computes the bounds for looks at the given shares of the planned information.
  ///
  /// A two-sided design spends half of alpha on either side.
  package init(
    shares: [Double], spending: SpendingFunction = .power(2), alpha: Double, twoSided: Bool = true
  ) throws(StatisticsError) {
    guard !shares.isEmpty else { throw .tooFewGroups(count: 0, needed: 1) }
    guard shares.count <= 1_000 else { throw .tooLarge(size: Double(shares.count), limit: 1_000) }
    var previous = 0.0
    for share in shares {
      try requireFinite(share)
      guard share > previous else { throw .notIncreasing }
      guard BoundaryCrossing.canResolve(from: previous, to: share) else {
        throw .tooLarge(size: share / (share - previous), limit: 3_000)
      }
      previous = share
    }
    var bounds: [Double] = []
    var spent: [Double] = []
    var path = BoundaryCrossing(drift: 0, twoSided: twoSided)
    var last = 0.0
    for share in shares {
      // Information beyond the plan has no alpha left; the last bound is found as if it were the planned size.
      let sides: Double = twoSided ? 2 : 1
      let cumulative = max(last, sides * (try spending.cumulative(alpha: alpha / sides, share: share)))
      let step = cumulative - last
      let bound = step > 0 ? path.bound(at: share, crossing: step) : Double.infinity
      path.advance(to: share, bound: bound)
      bounds.append(bound)
      spent.append(cumulative)
      last = cumulative
    }
    self.shares = shares
    self.bounds = bounds
    self.spent = spent
    isTwoSided = twoSided
    self.alpha = alpha
  }

  /// Returns the probability of crossing a bound for the first time at each look.
  ///
  /// `drift` is the expected z at full information; zero gives back the alpha spent. For a two-sided design both
  /// bounds count.
  package func crossingProbabilities(drift: Double) -> [Double] {
    var path = BoundaryCrossing(drift: drift, twoSided: isTwoSided)
    return zip(shares, bounds).map { share, bound in
      let probability = path.crossingProbability(at: share, bound: bound)
      path.advance(to: share, bound: bound)
      return probability
    }
  }

  /// Returns the expected z at full information with which the design has the given power.
  package func drift(power: Double) throws(StatisticsError) -> Double {
    guard power > alpha, power < 1 else { throw .probabilityOutOfRange(power) }
    var low = 0.0
    var high = 1.0
    while NeumaierSum.of(crossingProbabilities(drift: high)) < power, high < 64 { high *= 2 }
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if NeumaierSum.of(crossingProbabilities(drift: middle)) < power { low = middle } else { high = middle }
      if high - low < 1e-12 * high { break }
    }
    return (low + high) / 2
  }

  /// Returns by which factor the planned sample exceeds that of a fixed test with the same power.
  package func inflation(power: Double) throws(StatisticsError) -> Double {
    let fixed =
      StandardNormal.quantile(upperTail: isTwoSided ? alpha / 2 : alpha)
      + StandardNormal.quantile(lowerTail: power)
    let ratio = try drift(power: power) / fixed
    return ratio * ratio
  }

  /// Returns the repeated confidence interval of a look: effect ± bound·se, jointly valid over all looks.
  package func interval(
    _ estimate: EffectEstimate, look: Int
  ) throws(StatisticsError) -> ConfidenceInterval {
    guard bounds.indices.contains(look) else {
      throw .countOutOfRange(count: Double(look), total: Double(bounds.count))
    }
    let half = bounds[look] * estimate.standardError
    return ConfidenceInterval(
      lower: estimate.effect - half, upper: isTwoSided ? estimate.effect + half : .infinity,
      level: 1 - alpha)
  }
}

/// Welch's analysis of variance: the omnibus test of several means with unequal variances.
package enum WelchAnova {
  /// Tests whether all arms have the same value.
  ///
  /// F with k − 1 and (k² − 1)/(3Σ(1 − w/W)²/(n − 1)) degrees of freedom, weights w = n/v. Every arm needs variance.
  /// The reported degrees of freedom are those of the denominator.
  package static func test(_ arms: [ArmStatistic]) throws(StatisticsError) -> TestResult {
    guard arms.count >= 2 else { throw .tooFewGroups(count: arms.count, needed: 2) }
    var weights: [Double] = []
    for arm in arms {
      guard arm.unitVariance > 0 else { throw .zeroVariance }
      weights.append(1 / arm.variance)
    }
    let total = NeumaierSum.of(weights)
    try requireFinite(total)
    let k = Double(arms.count)
    // Deviations from the first arm instead of from zero: large means with small spread keep their digits.
    let origin = arms[0].estimate
    var centre = NeumaierSum()
    for (arm, weight) in zip(arms, weights) { centre.add(weight / total * (arm.estimate - origin)) }
    var between = NeumaierSum()
    var imbalance = NeumaierSum()
    for (arm, weight) in zip(arms, weights) {
      let deviation = arm.estimate - origin - centre.value
      between.add(weight * deviation * deviation)
      let rest = 1 - weight / total
      imbalance.add(rest * rest / Double(arm.count - 1))
    }
    let denominator = 1 + 2 * (k - 2) / (k * k - 1) * imbalance.value
    let statistic = between.value / (k - 1) / denominator
    try requireFinite(statistic)
    let degreesOfFreedom = (k * k - 1) / (3 * imbalance.value)
    let tail = try FisherF(numerator: k - 1, denominator: degreesOfFreedom).tails(statistic).upper
    return TestResult(statistic: statistic, degreesOfFreedom: degreesOfFreedom, pValue: tail)
  }
}

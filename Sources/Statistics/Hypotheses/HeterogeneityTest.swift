/// Cochran's Q: do segments differ in their effect?
///
/// The interaction test to print beside a breakdown, instead of one P value per segment.
package enum HeterogeneityTest {
  /// Tests whether independent effects are equal: Σ(d − d̄)²/se² against chi-square with k − 1 degrees of freedom,
  /// d̄ weighted by the inverse variances.
  package static func test(_ effects: [EffectEstimate]) throws(StatisticsError) -> TestResult {
    guard effects.count >= 2 else { throw .tooFewGroups(count: effects.count, needed: 2) }
    let total = NeumaierSum.of(effects.lazy.map { 1 / $0.variance })
    try requireFinite(total)
    var centre = NeumaierSum()
    for effect in effects { centre.add(effect.effect / effect.variance / total) }
    var statistic = NeumaierSum()
    for effect in effects {
      let deviation = (effect.effect - centre.value) / effect.standardError
      statistic.add(deviation * deviation)
    }
    try requireFinite(statistic.value)
    let degreesOfFreedom = Double(effects.count - 1)
    return TestResult(
      statistic: statistic.value, degreesOfFreedom: degreesOfFreedom,
      pValue: try ChiSquare(degreesOfFreedom: degreesOfFreedom).tails(statistic.value).upper)
  }
}

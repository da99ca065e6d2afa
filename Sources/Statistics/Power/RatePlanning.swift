import Glibc

/// Sample size, power and detectable effect of conversion rates.
package struct RatePlanning: Sendable, Hashable {
  /// The level, power and split.
  package let plan: TestPlan
  /// The rate expected of the control.
  package let controlRate: Double

  /// Plans for a control rate between zero and one.
  package init(_ plan: TestPlan, controlRate: Double) throws(StatisticsError) {
    try requireProbability(controlRate)
    self.plan = plan
    self.controlRate = controlRate
  }

  /// Returns the control units needed to find a treatment rate with the pooled z test, before rounding up.
  ///
  /// (z_{1−α/2}√(p̄q̄(1 + 1/k)) + z_power√(p_a q_a + p_b q_b/k))²/(p_b − p_a)².
  package func sampleSize(treatmentRate: Double) throws(StatisticsError) -> Double {
    try requireProbability(treatmentRate)
    let difference = treatmentRate - controlRate
    guard difference != 0 else { throw .zeroEffect }
    let k = plan.ratio
    let mean = (controlRate + k * treatmentRate) / (1 + k)
    let pooled = plan.criticalValue * (mean * (1 - mean) * (1 + 1 / k)).squareRoot()
    let separate =
      plan.powerQuantile
      * (controlRate * (1 - controlRate) + treatmentRate * (1 - treatmentRate) / k).squareRoot()
    let root = max(0, pooled + separate) / difference
    return root * root
  }

  /// Returns Cohen's effect size 2asin√p_b − 2asin√p_a.
  package func arcsineEffect(treatmentRate: Double) throws(StatisticsError) -> Double {
    try requireProbability(treatmentRate)
    return 2 * asin(treatmentRate.squareRoot()) - 2 * asin(controlRate.squareRoot())
  }

  /// Returns the control units needed on the arcsine scale, both tails counted, before rounding up.
  package func arcsineSampleSize(treatmentRate: Double) throws(StatisticsError) -> Double {
    let effect = try arcsineEffect(treatmentRate: treatmentRate)
    guard effect != 0 else { throw .zeroEffect }
    let shift = try plan.requiredShift() / effect
    return (1 + 1 / plan.ratio) * shift * shift
  }

  /// Returns the power on the arcsine scale with this many control units.
  package func arcsinePower(treatmentRate: Double, controlUnits: Double) throws(StatisticsError) -> Double {
    try requirePositive(controlUnits)
    let effect = try arcsineEffect(treatmentRate: treatmentRate)
    return plan.normalPower(
      shift: effect * (controlUnits * plan.ratio / (1 + plan.ratio)).squareRoot())
  }

  /// Returns the power of the pooled z test with this many control units: critical value from the pooled error,
  /// spread from the separate one, both tails counted.
  package func power(treatmentRate: Double, controlUnits: Double) throws(StatisticsError) -> Double {
    try requireProbability(treatmentRate)
    try requirePositive(controlUnits)
    let k = plan.ratio
    let mean = (controlRate + k * treatmentRate) / (1 + k)
    let pooled = (mean * (1 - mean) * (1 + 1 / k) / controlUnits).squareRoot()
    let separate =
      ((controlRate * (1 - controlRate) + treatmentRate * (1 - treatmentRate) / k) / controlUnits)
      .squareRoot()
    guard separate > 0 else { throw .zeroVariance }
    let difference = abs(treatmentRate - controlRate)
    let critical = plan.criticalValue * pooled
    let near = StandardNormal.lowerTail((difference - critical) / separate)
    return plan.isTwoSided ? near + StandardNormal.lowerTail((-difference - critical) / separate) : near
  }

  /// Returns the treatment rate nearest above (or below) the control's that this many control units can find.
  package func detectableRate(
    controlUnits: Double, increase: Bool = true
  ) throws(StatisticsError) -> Double {
    try requirePositive(controlUnits)
    let end: Double = increase ? 1 : 0
    guard controlRate != end, try sampleSize(treatmentRate: end) <= controlUnits else {
      throw .targetUnreachable
    }
    // The size needed falls as the rate moves away from the control's; halve the distance that is still enough.
    var tooClose = controlRate
    var enough = end
    for _ in 0..<200 {
      let middle = tooClose + (enough - tooClose) / 2
      if middle == tooClose || middle == enough { break }
      if try sampleSize(treatmentRate: middle) <= controlUnits { enough = middle } else { tooClose = middle }
    }
    return enough
  }
}

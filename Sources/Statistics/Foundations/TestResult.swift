/// What a test of a hypothesis found.
package struct TestResult: Sendable, Hashable {
  /// The test statistic; positive when the treatment lies above the control, where it has a sign.
  package let statistic: Double
  /// The degrees of freedom of the reference distribution, nil for the normal and for exact ones.
  package let degreesOfFreedom: Double?
  /// The probability of a statistic at least as extreme under the null hypothesis.
  package let pValue: TailProbability

  /// Makes a result; most callers use one of the reference distributions below.
  package init(statistic: Double, degreesOfFreedom: Double? = nil, pValue: TailProbability) {
    self.statistic = statistic
    self.degreesOfFreedom = degreesOfFreedom
    self.pValue = pValue
  }

  /// Reads the P value of a standard normal statistic.
  package static func normal(_ statistic: Double, alternative: Alternative = .twoSided) -> TestResult {
    let pValue =
      switch alternative {
      case .twoSided: StandardNormal.tails(abs(statistic)).upper.doubled
      case .greater: StandardNormal.tails(statistic).upper
      case .less: StandardNormal.tails(statistic).lower
      }
    return TestResult(statistic: statistic, pValue: pValue)
  }

  /// Reads the P value of a Student t statistic.
  package static func studentT(
    _ statistic: Double, degreesOfFreedom: Double, alternative: Alternative = .twoSided
  ) throws(StatisticsError) -> TestResult {
    let distribution = try StudentT(degreesOfFreedom: degreesOfFreedom)
    let pValue =
      switch alternative {
      case .twoSided: distribution.tails(abs(statistic)).upper.doubled
      case .greater: distribution.tails(statistic).upper
      case .less: distribution.tails(statistic).lower
      }
    return TestResult(statistic: statistic, degreesOfFreedom: degreesOfFreedom, pValue: pValue)
  }
}

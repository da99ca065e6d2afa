import Glibc

/// The difference of two proportions, treatment minus control, with its intervals.
package struct ProportionDifference: Sendable, Hashable {
  /// The control's rate.
  package let control: Proportion
  /// The treatment's rate.
  package let treatment: Proportion

  /// Compares two rates.
  package init(control: Proportion, treatment: Proportion) {
    self.control = control
    self.treatment = treatment
  }

  /// The difference of the rates.
  package var effect: Double { treatment.rate - control.rate }

  /// The standard error that does not assume equal rates.
  package var unpooledStandardError: Double {
    (control.variance / Double(control.trials) + treatment.variance / Double(treatment.trials)).squareRoot()
  }

  /// The standard error under the hypothesis of equal rates.
  package var pooledStandardError: Double {
    let n = Double(control.trials) + Double(treatment.trials)
    let successes = Double(control.successes) + Double(treatment.successes)
    let failures = Double(control.trials - control.successes) + Double(treatment.trials - treatment.successes)
    return ((successes / n) * (failures / n) * (1 / Double(control.trials) + 1 / Double(treatment.trials)))
      .squareRoot()
  }

  /// Returns Newcombe's hybrid score interval (method 10), the default for small counts.
  ///
  /// Built of the Wilson bounds (l, u) of each arm: d − √((p_b−l_b)² + (u_a−p_a)²) and
  /// d + √((u_b−p_b)² + (p_a−l_a)²).
  package func newcombe(alpha: Double) throws(StatisticsError) -> ConfidenceInterval {
    let a = try ProportionInterval.wilson(control, alpha: alpha)
    let b = try ProportionInterval.wilson(treatment, alpha: alpha)
    return ConfidenceInterval(
      lower: effect - hypot(treatment.rate - b.lower, a.upper - control.rate),
      upper: effect + hypot(b.upper - treatment.rate, control.rate - a.lower), level: 1 - alpha)
  }

  /// Returns the normal interval on the unpooled error, not cut to [−1, 1]; it collapses where both arms are full
  /// or empty.
  package func wald(alpha: Double) throws(StatisticsError) -> ConfidenceInterval {
    try requireOpenProbability(alpha)
    let half = StandardNormal.quantile(upperTail: alpha / 2) * unpooledStandardError
    return ConfidenceInterval(lower: effect - half, upper: effect + half, level: 1 - alpha)
  }

  /// Returns the z test on the pooled error; its square is Pearson's chi-square of the 2×2 table.
  ///
  /// Not computable when no unit, or every unit, of both arms converted.
  package func pooledTest(
    alternative: Alternative = .twoSided
  ) throws(StatisticsError) -> TestResult {
    let error = pooledStandardError
    guard error > 0 else { throw .zeroVariance }
    return .normal(effect / error, alternative: alternative)
  }

  /// Returns the z test on the unpooled error, which always agrees with the Wald interval.
  ///
  /// A null difference other than zero gives the non-inferiority test with that margin.
  package func unpooledTest(
    alternative: Alternative = .twoSided, nullDifference: Double = 0
  ) throws(StatisticsError) -> TestResult {
    let error = unpooledStandardError
    guard error > 0 else { throw .zeroVariance }
    return .normal((effect - nullDifference) / error, alternative: alternative)
  }

  /// The smallest of the four counts expected under equal rates; below 5 prefer Fisher's and Newcombe's methods.
  package var smallestExpectedCount: Double {
    let n = Double(control.trials) + Double(treatment.trials)
    let successes = Double(control.successes) + Double(treatment.successes)
    let smallerArm = Double(min(control.trials, treatment.trials))
    return smallerArm * (min(successes, n - successes) / n)
  }
}

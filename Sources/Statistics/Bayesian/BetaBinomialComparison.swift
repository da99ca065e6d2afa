import Glibc

/// Two conversion rates with beta posteriors, compared without a normal approximation.
package struct BetaBinomialComparison: Sendable, Hashable {
  /// The posterior of the control's rate.
  package let control: BetaDistribution
  /// The posterior of the treatment's rate.
  package let treatment: BetaDistribution

  /// Updates the same beta prior in both arms, Jeffreys's Beta(½, ½) unless said otherwise.
  package init(
    control: Proportion, treatment: Proportion, priorAlpha: Double = 0.5, priorBeta: Double = 0.5
  ) throws(StatisticsError) {
    try requirePositive(priorAlpha)
    try requirePositive(priorBeta)
    self.control = try BetaDistribution(
      alpha: priorAlpha + Double(control.successes),
      beta: priorBeta + Double(control.trials - control.successes))
    self.treatment = try BetaDistribution(
      alpha: priorAlpha + Double(treatment.successes),
      beta: priorBeta + Double(treatment.trials - treatment.successes))
  }

  /// Returns the probability that the treatment is better than the control.
  package func chanceToWin(higherIsBetter: Bool = true) -> TailProbability {
    // ∫ f_B(x)·P(A < x) dx and its counterpart, each by itself; the smaller one keeps its digits.
    let above = logIntegral { x, y in
      treatment.logDensity(x, complement: y) + control.tails(x, complement: y).lower.logarithm
    }
    let below = logIntegral { x, y in
      treatment.logDensity(x, complement: y) + control.tails(x, complement: y).upper.logarithm
    }
    let win =
      above < below
      ? TailProbability(logarithm: above) : TailProbability(logarithm: below).complement
    return higherIsBetter ? win : win.complement
  }

  /// Returns E[max(control − treatment, 0)], what is lost on average by shipping the treatment.
  package func expectedLossOfTreatment(higherIsBetter: Bool = true) -> Double {
    // E[(A − B)₊] = ∫ P(B < x)·P(A > x) dx: positive terms only.
    let (shipped, other) = higherIsBetter ? (treatment, control) : (control, treatment)
    return exp(
      logIntegral { x, y in
        shipped.tails(x, complement: y).lower.logarithm + other.tails(x, complement: y).upper.logarithm
      })
  }

  /// Returns what is lost on average by keeping the control.
  package func expectedLossOfControl(higherIsBetter: Bool = true) -> Double {
    expectedLossOfTreatment(higherIsBetter: !higherIsBetter)
  }

  /// Returns the central interval that holds the difference of the rates with probability 1 − alpha.
  package func credibleInterval(alpha: Double) throws(StatisticsError) -> ConfidenceInterval {
    try requireOpenProbability(alpha)
    return ConfidenceInterval(
      lower: differenceQuantile { differenceTail($0, upper: false) - alpha / 2 },
      upper: differenceQuantile { alpha / 2 - differenceTail($0, upper: true) }, level: 1 - alpha)
  }

  /// log ∫ exp(f) dx over (0, 1), by the trapezoidal rule on the logit scale.
  private func logIntegral(_ exponent: (_ x: Double, _ y: Double) -> Double) -> Double {
    let widthA = (1 / control.alpha + 1 / control.beta).squareRoot()
    let widthB = (1 / treatment.alpha + 1 / treatment.beta).squareRoot()
    let logitA = log(control.alpha / control.beta)
    let logitB = log(treatment.alpha / treatment.beta)
    let precisionA = 1 / (widthA * widthA)
    let precisionB = 1 / (widthB * widthB)
    let start = (logitA * precisionA + logitB * precisionB) / (precisionA + precisionB)
    return LogTrapezoid.value(start: start, step: min(0.2, 0.35 * min(widthA, widthB))) { v in
      let x = 1 / (1 + exp(-v))
      let y = 1 / (1 + exp(v))
      return exponent(x, y) + log(x) + log(y)
    }
  }

  /// Returns P(treatment − control < d), or > d, as a mean over the arm with the narrower posterior.
  private func differenceTail(_ d: Double, upper: Bool) -> Double {
    let overControl = control.variance <= treatment.variance
    let outer = overControl ? control : treatment
    let inner = overControl ? treatment : control
    // With the control outside, the treatment must lie below x + d; with the treatment outside the control must lie
    // above x − d.
    let shift = overControl ? d : -d
    let wantsLower = overControl != upper
    let low = outer.quantile(lowerTail: 1e-17)
    let high = outer.quantile(upperTail: 1e-17)
    let first = min(max(-shift, low), high)
    let second = min(max(1 - shift, first), high)
    var sum = TanhSinhRule.integral(from: first, to: second) { x in
      let tails = inner.tails(x + shift)
      return exp(outer.logDensity(x, complement: 1 - x)) * (wantsLower ? tails.lower : tails.upper).value
    }
    // Outside the unit interval the inner condition is certain or impossible.
    sum += wantsLower ? outer.tails(second).upper.value : outer.tails(first).lower.value
    return sum - (wantsLower && second >= high ? outer.tails(high).upper.value : 0)
  }

  /// Returns the root of an increasing function of the difference.
  private func differenceQuantile(_ function: (Double) -> Double) -> Double {
    let centre = treatment.mean - control.mean
    let deviation = (treatment.variance + control.variance).squareRoot()
    var lower = max(-1, centre - 12 * deviation)
    var upper = min(1, centre + 12 * deviation)
    var lowerValue = function(lower)
    var upperValue = function(upper)
    // Illinois's regula falsi with a halving step now and then.
    for iteration in 0..<80 {
      let straight = upper - upperValue * (upper - lower) / (upperValue - lowerValue)
      let inside = straight > lower && straight < upper && iteration % 4 != 3
      let next = inside ? straight : (lower + upper) / 2
      let value = function(next)
      if value == 0 || upper - lower < 1e-14 { return next }
      if value < 0 {
        lower = next
        lowerValue = value
        upperValue /= 2
      } else {
        upper = next
        upperValue = value
        lowerValue /= 2
      }
    }
    return (lower + upper) / 2
  }
}

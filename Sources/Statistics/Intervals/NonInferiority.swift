/// The judgement of a guardrail: is the treatment at most a margin worse than the control?
package struct NonInferiority: Sendable, Hashable {
  /// What the one-sided bound says.
  package enum Verdict: String, Sendable, Hashable {
    /// The bound stays within the margin.
    case pass
    /// The effect is worse than the margin even at its optimistic bound.
    case fail
    /// Neither is shown; this is not a pass.
    case inconclusive
  }

  /// The one-sided bound on the bad side, at level 1 − alpha.
  package let bound: Double
  /// The one-sided P value of "worse than the margin".
  package let pValue: TailProbability
  /// The judgement.
  package let verdict: Verdict

  /// Judges an effect against a margin on the effect's own scale.
  ///
  /// - Parameters:
  ///   - margin: How much worse is still acceptable, zero or more.
  ///   - higherIsBetter: The direction of the metric.
  ///   - alpha: The level of each one-sided bound.
  package init(
    _ estimate: EffectEstimate, margin: Double, higherIsBetter: Bool, alpha: Double
  ) throws(StatisticsError) {
    try requireFinite(margin)
    guard margin >= 0 else { throw .negative(margin) }
    let good: Alternative = higherIsBetter ? .greater : .less
    let bad: Alternative = higherIsBetter ? .less : .greater
    let limit = higherIsBetter ? -margin : margin
    let pessimistic = try estimate.interval(alpha: alpha, alternative: good)
    let optimistic = try estimate.interval(alpha: alpha, alternative: bad)
    bound = higherIsBetter ? pessimistic.lower : pessimistic.upper
    pValue = try estimate.test(null: limit, alternative: good).pValue
    if higherIsBetter ? bound > limit : bound < limit {
      verdict = .pass
    } else if higherIsBetter ? optimistic.upper < limit : optimistic.lower > limit {
      verdict = .fail
    } else {
      verdict = .inconclusive
    }
  }
}

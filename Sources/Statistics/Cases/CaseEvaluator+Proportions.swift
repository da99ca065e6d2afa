extension CaseEvaluator {
  static let proportionCases: [Evaluator] = [
    Evaluator(
      kind: "two_proportion_z", keys: ["z", "p_value", "diff", "ci_low", "ci_high"]
    ) { inputs throws(StatisticsError) in
      let difference = try proportions(inputs)
      let alpha = try inputs.number("alpha")
      let interval = try difference.wald(alpha: alpha)
      let test = computed { () throws(StatisticsError) in try difference.pooledTest() }
      var result = CaseResult()
      result.set("z", test.map(\.statistic))
      result.set("p_value", test.map(\.pValue.value))
      result.set("diff", difference.effect)
      result.set("ci_low", interval.lower)
      result.set("ci_high", interval.upper)
      return result
    },
    Evaluator(kind: "wilson_ci", keys: ["ci_low", "ci_high"]) { inputs throws(StatisticsError) in
      let proportion = try Proportion(successes: inputs.count("x"), trials: inputs.count("n"))
      let interval = try ProportionInterval.wilson(proportion, alpha: inputs.number("alpha"))
      var result = CaseResult()
      result.set("ci_low", interval.lower)
      result.set("ci_high", interval.upper)
      return result
    },
    Evaluator(kind: "newcombe_ci", keys: ["diff", "ci_low", "ci_high"]) { inputs throws(StatisticsError) in
      let difference = try proportions(inputs)
      let interval = try difference.newcombe(alpha: inputs.number("alpha"))
      var result = CaseResult()
      result.set("diff", difference.effect)
      result.set("ci_low", interval.lower)
      result.set("ci_high", interval.upper)
      return result
    },
    Evaluator(kind: "chi2_kx2", keys: ["chi2", "df", "p_value"]) { inputs throws(StatisticsError) in
      let table = try inputs.table("table")
      var result = CaseResult()
      result.set(try ChiSquareTest.independence(table))
      if table.count == 2, table[0].count == 2 {
        let corrected = try ChiSquareTest.yates(table)
        result.set("chi2_yates", corrected.statistic)
        result.set("p_value_yates", corrected.pValue.value)
      }
      return result
    },
    Evaluator(
      kind: "fisher_exact_2x2", keys: ["odds_ratio", "p_two_sided", "p_less", "p_greater"]
    ) { inputs throws(StatisticsError) in
      let table = try inputs.table("table")
      guard table.count == 2, table[0].count == 2, table[1].count == 2 else { throw .missingField("table") }
      let test = try FisherExactTest(table[0][0], table[0][1], table[1][0], table[1][1])
      var result = CaseResult()
      result.set("odds_ratio", test.oddsRatio)
      result.set("p_two_sided", test.twoSided.value)
      result.set("p_less", test.less.value)
      result.set("p_greater", test.greater.value)
      return result
    },
    Evaluator(kind: "srm_chi2", keys: ["chi2", "df", "p_value"]) { inputs throws(StatisticsError) in
      let observed = try inputs.counts("observed")
      let weights = try inputs.numbers("weights")
      let test = computed { () throws(StatisticsError) in
        try ChiSquareTest.sampleRatio(observed: observed, weights: weights)
      }
      var result = CaseResult()
      if test.reason == .noObservations {
        // Without units nothing contradicts the plan: the convention of the evaluation file is P = 1.
        result.set("chi2", .null)
        result.set("df", Double(observed.count - 1))
        result.set("p_value", 1)
        result.note(.noObservations)
        return result
      }
      result.set(try test.get())
      return result
    },
  ]

  private static func proportions(
    _ inputs: CaseInputs
  ) throws(StatisticsError) -> ProportionDifference {
    ProportionDifference(
      control: try Proportion(successes: inputs.count("x_a"), trials: inputs.count("n_a")),
      treatment: try Proportion(successes: inputs.count("x_b"), trials: inputs.count("n_b")))
  }
}

extension CaseResult {
  /// Sets the three members of a chi-square test.
  fileprivate mutating func set(_ test: TestResult) {
    set("chi2", test.statistic)
    set("df", test.degreesOfFreedom ?? .nan)
    set("p_value", test.pValue.value)
  }
}

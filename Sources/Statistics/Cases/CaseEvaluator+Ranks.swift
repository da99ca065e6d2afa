extension CaseEvaluator {
  static let rankCases: [Evaluator] = [
    Evaluator(kind: "mann_whitney_asymptotic", keys: rankKeys) { inputs throws(StatisticsError) in
      try mannWhitney(inputs, .asymptotic)
    },
    Evaluator(kind: "mann_whitney_exact", keys: rankKeys) { inputs throws(StatisticsError) in
      try mannWhitney(inputs, .exact)
    },
    Evaluator(
      kind: "ks_2samp", keys: ["d", "p_exact", "p_kolmogorov_limit"]
    ) { inputs throws(StatisticsError) in
      let test = try KolmogorovSmirnovTest(inputs.numbers("a"), inputs.numbers("b"))
      var result = CaseResult()
      result.set("d", test.distance)
      result.set("p_exact", test.exactPValue.map(\.value))
      result.set("p_kolmogorov_limit", test.limitPValue.value)
      return result
    },
    Evaluator(
      kind: "quantile_ci", keys: ["quantile_linear", "ci_low", "ci_high"]
    ) { inputs throws(StatisticsError) in
      let values = try inputs.numbers("x")
      try requireFinite(values)
      let confidence = try inputs.number("confidence")
      try requireOpenProbability(confidence)
      let interval = try QuantileInterval(
        ascending: values.sorted(), order: inputs.number("q"), alpha: 1 - confidence)
      var result = CaseResult()
      result.set("quantile_linear", interval.estimate)
      result.set("ci_low", interval.lower)
      result.set("ci_high", interval.upper)
      return result
    },
    Evaluator(
      kind: "p_adjust", keys: ["bonferroni", "holm", "benjamini_hochberg"]
    ) { inputs throws(StatisticsError) in
      let pValues = try inputs.numbers("p")
      for pValue in pValues { try requireProbability(pValue) }
      var result = CaseResult()
      result.set("bonferroni", MultiplicityAdjustment.bonferroni.adjust(pValues))
      result.set("holm", MultiplicityAdjustment.holm.adjust(pValues))
      result.set("benjamini_hochberg", MultiplicityAdjustment.benjaminiHochberg.adjust(pValues))
      result.set("benjamini_yekutieli", MultiplicityAdjustment.benjaminiYekutieli.adjust(pValues))
      return result
    },
  ]

  private static let rankKeys = ["u_b", "p_two_sided", "p_b_greater", "p_b_less"]

  private static func mannWhitney(
    _ inputs: CaseInputs, _ method: MannWhitneyTest.Method
  ) throws(StatisticsError) -> CaseResult {
    let test = try MannWhitneyTest(
      control: inputs.numbers("a"), treatment: inputs.numbers("b"), method: method)
    var result = CaseResult()
    result.set("u_b", test.statistic)
    result.set("p_two_sided", test.twoSided.value)
    result.set("p_b_greater", test.treatmentGreater.value)
    result.set("p_b_less", test.treatmentLess.value)
    return result
  }
}

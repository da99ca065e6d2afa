extension CaseEvaluator {
  static let planningCases: [Evaluator] = [
    Evaluator(
      kind: "sample_size_proportions", keys: ["n_a_pooled", "n_a_arcsine"]
    ) { inputs throws(StatisticsError) in
      let planning = try RatePlanning(plan(inputs), controlRate: inputs.number("p_a"))
      let rate = try inputs.number("p_b")
      var result = CaseResult()
      result.set("n_a_pooled", try planning.sampleSize(treatmentRate: rate))
      result.set("n_a_arcsine", try planning.arcsineSampleSize(treatmentRate: rate))
      return result
    },
    Evaluator(
      kind: "power_proportions", keys: ["effect_h", "power"]
    ) { inputs throws(StatisticsError) in
      let planning = try RatePlanning(plan(inputs), controlRate: inputs.number("p_a"))
      let rate = try inputs.number("p_b")
      var result = CaseResult()
      result.set("effect_h", try planning.arcsineEffect(treatmentRate: rate))
      result.set(
        "power", try planning.arcsinePower(treatmentRate: rate, controlUnits: inputs.number("n_a")))
      return result
    },
    Evaluator(
      kind: "sample_size_means", keys: ["n_a_normal", "n_a_t"]
    ) { inputs throws(StatisticsError) in
      let planning = try MeanPlanning(plan(inputs))
      let effect = try inputs.number("effect_d")
      var result = CaseResult()
      result.set("n_a_normal", try planning.normalSampleSize(difference: effect))
      result.set("n_a_t", try planning.sampleSize(difference: effect))
      return result
    },
    Evaluator(
      kind: "power_means", keys: ["power_normal", "power_t"]
    ) { inputs throws(StatisticsError) in
      let planning = try MeanPlanning(plan(inputs))
      let effect = try inputs.number("effect_d")
      let units = try inputs.number("n_a")
      var result = CaseResult()
      result.set("power_normal", try planning.normalPower(difference: effect, controlUnits: units))
      result.set("power_t", try planning.power(difference: effect, controlUnits: units))
      return result
    },
  ]

  private static func plan(_ inputs: CaseInputs) throws(StatisticsError) -> TestPlan {
    try TestPlan(
      alpha: inputs.number("alpha"), power: inputs.number("power", default: 0.8),
      ratio: inputs.number("ratio_b_to_a", default: 1))
  }
}

extension CaseEvaluator {
  static let meanCases: [Evaluator] = [
    Evaluator(kind: "welch_t", keys: ["diff"] + testKeys + ["se"]) { inputs throws(StatisticsError) in
      let control = try summary(inputs, "a")
      let treatment = try summary(inputs, "b")
      var result = CaseResult()
      result.set("diff", treatment.estimate - control.estimate)
      result.setTest(
        try inputs.number("alpha"), withError: true,
        computed { () throws(StatisticsError) in
          try EffectEstimate.difference(control: control, treatment: treatment)
        })
      return result
    },
    Evaluator(
      kind: "welch_t_raw", keys: ["mean_a", "mean_b", "var_a", "var_b", "diff"] + testKeys
    ) { inputs throws(StatisticsError) in
      let control = try moments(inputs, "a")
      let treatment = try moments(inputs, "b")
      var result = CaseResult()
      result.set("mean_a", control.mean)
      result.set("mean_b", treatment.mean)
      result.set("var_a", control.variance.map { CaseValue($0) } ?? .null)
      result.set("var_b", treatment.variance.map { CaseValue($0) } ?? .null)
      result.set("diff", treatment.mean - control.mean)
      result.setTest(
        try inputs.number("alpha"), withError: false,
        computed { () throws(StatisticsError) in
          try EffectEstimate.difference(control: ArmStatistic(control), treatment: ArmStatistic(treatment))
        })
      return result
    },
    Evaluator(
      kind: "cuped",
      keys: ["theta", "diff", "se", "df", "p_value", "ci_low", "ci_high", "unadjusted_diff", "unadjusted_se"]
    ) { inputs throws(StatisticsError) in
      let control = try pairs(inputs, "a", x: "pre", y: "post")
      let treatment = try pairs(inputs, "b", x: "pre", y: "post")
      let adjustment = try CovariateAdjustment(control: control, treatment: treatment)
      let effect = try adjustment.difference()
      let plain = try EffectEstimate.difference(
        control: ArmStatistic(control.y), treatment: ArmStatistic(treatment.y))
      let interval = try effect.interval(alpha: inputs.number("alpha"))
      var result = CaseResult()
      result.set("theta", adjustment.slope)
      result.set("diff", effect.effect)
      result.set("se", effect.standardError)
      result.set("df", effect.degreesOfFreedom ?? .infinity)
      result.set("p_value", try effect.test().pValue.value)
      result.set("ci_low", interval.lower)
      result.set("ci_high", interval.upper)
      result.set("unadjusted_diff", plain.effect)
      result.set("unadjusted_se", plain.standardError)
      return result
    },
    Evaluator(
      kind: "ratio_delta_method",
      keys: [
        "ratio_a", "ratio_b", "diff", "t", "df", "p_value", "ci_low", "ci_high", "se", "relative_diff",
        "relative_se",
      ]
    ) { inputs throws(StatisticsError) in
      let control = try ArmStatistic(ratio: pairs(inputs, "a", x: "den", y: "num"))
      let treatment = try ArmStatistic(ratio: pairs(inputs, "b", x: "den", y: "num"))
      var result = CaseResult()
      result.set("ratio_a", control.estimate)
      result.set("ratio_b", treatment.estimate)
      result.set("diff", treatment.estimate - control.estimate)
      result.setTest(
        try inputs.number("alpha"), withError: true,
        computed { () throws(StatisticsError) in
          try EffectEstimate.difference(control: control, treatment: treatment)
        })
      let lift = computed { () throws(StatisticsError) in
        try EffectEstimate.relativeLift(control: control, treatment: treatment)
      }
      result.set("relative_diff", lift.map(\.effect))
      result.set("relative_se", lift.map(\.standardError))
      return result
    },
  ]

  private static let testKeys = ["t", "df", "p_value", "ci_low", "ci_high"]

  private static func summary(_ inputs: CaseInputs, _ arm: String) throws(StatisticsError) -> ArmStatistic {
    let deviation = try inputs.number("sd_" + arm)
    guard deviation >= 0 else { throw .negative(deviation) }
    return try ArmStatistic(
      estimate: inputs.number("mean_" + arm), unitVariance: deviation * deviation,
      count: inputs.count("n_" + arm))
  }

  private static func moments(_ inputs: CaseInputs, _ name: String) throws(StatisticsError) -> Moments {
    let values = try inputs.numbers(name)
    guard !values.isEmpty else { throw .noObservations }
    try requireFinite(values)
    return Moments(values)
  }

  private static func pairs(
    _ inputs: CaseInputs, _ arm: String, x: String, y: String
  ) throws(StatisticsError) -> BivariateMoments {
    let columns = try inputs.inputs(arm)
    let xs = try columns.numbers(x)
    let ys = try columns.numbers(y)
    try requireFinite(xs)
    try requireFinite(ys)
    return try BivariateMoments(x: xs, y: ys)
  }
}

extension CaseResult {
  /// Sets the members of a t test and its interval, or nulls and the reason.
  fileprivate mutating func setTest(
    _ alpha: Double, withError: Bool, _ effect: Computed<EffectEstimate>
  ) {
    let test = effect.flatMap { effect in computed { () throws(StatisticsError) in try effect.test() } }
    let interval = effect.flatMap { effect in
      computed { () throws(StatisticsError) in try effect.interval(alpha: alpha) }
    }
    set("t", test.map(\.statistic))
    set("df", CaseValue(effect.map { $0.degreesOfFreedom ?? .infinity }))
    set("p_value", test.map(\.pValue.value))
    set("ci_low", interval.map(\.lower))
    set("ci_high", interval.map(\.upper))
    if withError { set("se", CaseValue(effect.map(\.standardError))) }
    if let reason = effect.reason { markUndefined(reason) }
  }
}

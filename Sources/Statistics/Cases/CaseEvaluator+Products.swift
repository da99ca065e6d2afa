import Glibc

/// The conventions of published products, reproduced so that their numbers can be compared.
extension CaseEvaluator {
  static let productCases: [Evaluator] = [
    Evaluator(kind: "gb_two_sided_proportion", keys: twoSidedKeys) { inputs throws(StatisticsError) in
      try twoSided(inputs)
    },
    Evaluator(kind: "gb_two_sided_mean", keys: twoSidedKeys) { inputs throws(StatisticsError) in
      try twoSided(inputs)
    },
    Evaluator(
      kind: "gb_sequential", keys: ["effect", "ci_low", "ci_high", "rho", "p_value", "log_p_value"]
    ) { inputs throws(StatisticsError) in
      let arms = try Arms(inputs)
      let alpha = try inputs.number("alpha")
      let planned = try inputs.number("tuning")
      try requireOpenProbability(alpha)
      try requirePositive(planned)
      guard let effect = try arms.effect() else {
        return neutral(["effect": 0, "ci_low": 0, "ci_high": 0, "p_value": 1])
      }
      let sequence = try ConfidenceSequence(
        effect, count: arms.control.count + arms.treatment.count, tuning: .plannedCount(planned),
        alpha: alpha)
      var result = CaseResult()
      result.set("effect", effect.effect)
      result.set("ci_low", sequence.interval.lower)
      result.set("ci_high", sequence.interval.upper)
      result.set(
        "rho",
        ConfidenceSequence.Tuning.squaredRate(alpha: alpha, plannedCount: planned).squareRoot())
      result.set("p_value", sequence.pValue.value)
      result.set("log_p_value", sequence.pValue.logarithm)
      return result
    },
    Evaluator(kind: "gb_bayes_proportion", keys: bayesKeys) { inputs throws(StatisticsError) in
      try bayes(inputs)
    },
    Evaluator(kind: "gb_bayes_mean", keys: bayesKeys) { inputs throws(StatisticsError) in
      try bayes(inputs)
    },
    Evaluator(kind: "msprt_means", keys: ["log_lambda", "always_valid_p"]) { inputs throws(StatisticsError) in
      let deviation = try inputs.number("tau")
      try requirePositive(deviation)
      var running = AlwaysValidPValue()
      var evidence: [CaseValue] = []
      var pValues: [Double] = []
      var result = CaseResult()
      for look in try inputs.list("looks") {
        let control = try summary(look, "a")
        let treatment = try summary(look, "b")
        let sequence = computed { () throws(StatisticsError) in
          try ConfidenceSequence(
            EffectEstimate.normalDifference(control: control, treatment: treatment),
            count: control.count + treatment.count, tuning: .effectDeviation(deviation), alpha: 0.05)
        }
        running.observe(sequence)
        evidence.append(CaseValue(sequence.map(\.logEvidence)))
        if let reason = sequence.reason { result.note(reason) }
        pValues.append(running.value.value)
      }
      result.set("log_lambda", .array(evidence))
      result.set("always_valid_p", pValues)
      return result
    },
  ]

  private static let twoSidedKeys = ["effect", "ci_low", "ci_high", "stddev", "df", "p_value_accurate"]
  private static let bayesKeys = [
    "effect", "stddev", "ci_low", "ci_high", "chance_to_win", "risk_control", "risk_treatment",
  ]

  /// The arms of a case given by count, sum and, for means, sum of squares.
  private struct Arms {
    let control: ArmStatistic
    let treatment: ArmStatistic
    let isRelative: Bool

    init(_ inputs: CaseInputs) throws(StatisticsError) {
      control = try Self.arm(inputs.inputs("a"))
      treatment = try Self.arm(inputs.inputs("b"))
      switch try inputs.text("difference") {
      case "relative": isRelative = true
      case "absolute": isRelative = false
      default: throw .missingField("difference")
      }
    }

    private static func arm(_ inputs: CaseInputs) throws(StatisticsError) -> ArmStatistic {
      if inputs.value["sum_squares"] != nil {
        return try ArmStatistic(
          Moments(
            count: inputs.count("n"), sum: inputs.number("sum"), sumOfSquares: inputs.number("sum_squares")))
      }
      return try ArmStatistic(Proportion(successes: inputs.count("sum"), trials: inputs.count("n")))
    }

    /// The effect, nil where the product refuses: an arm without variance, a control of zero.
    func effect() throws(StatisticsError) -> EffectEstimate? {
      if control.unitVariance <= 0 || treatment.unitVariance <= 0 { return nil }
      return isRelative
        ? try .relativeLift(control: control, treatment: treatment)
        : try .difference(control: control, treatment: treatment)
    }
  }

  private static func twoSided(_ inputs: CaseInputs) throws(StatisticsError) -> CaseResult {
    guard let effect = try Arms(inputs).effect() else {
      return neutral(["effect": 0, "ci_low": 0, "ci_high": 0, "p_value": 1, "stddev": 0])
    }
    let interval = try effect.interval(alpha: inputs.number("alpha"))
    var result = CaseResult()
    result.set("effect", effect.effect)
    result.set("ci_low", interval.lower)
    result.set("ci_high", interval.upper)
    result.set("stddev", effect.standardError)
    result.set("df", effect.degreesOfFreedom ?? .infinity)
    result.set("p_value_accurate", try effect.test().pValue.value)
    return result
  }

  private static func bayes(_ inputs: CaseInputs) throws(StatisticsError) -> CaseResult {
    let arms = try Arms(inputs)
    guard let effect = try arms.effect() else {
      return neutral(["effect": 0, "chance_to_win": 0.5, "risk_control": 0, "risk_treatment": 0])
    }
    var prior: NormalPrior?
    if let value = inputs.value["prior"], value != .null {
      let fields = try inputs.inputs("prior")
      guard let scale = EffectEstimate.Scale(rawValue: try fields.text("scale")) else {
        throw .missingField("scale")
      }
      prior = try NormalPrior(
        mean: fields.number("mean"), standardDeviation: fields.number("sd"), scale: scale)
    }
    let posterior = try NormalPosterior(effect, prior: prior, controlValue: arms.control.estimate)
    let interval = try posterior.credibleInterval(alpha: inputs.number("alpha"))
    let higherIsBetter = !inputs.flag("lower_is_better")
    var result = CaseResult()
    result.set("effect", posterior.mean)
    result.set("stddev", posterior.standardDeviation)
    result.set("ci_low", interval.lower)
    result.set("ci_high", interval.upper)
    result.set("chance_to_win", posterior.chanceToWin(higherIsBetter: higherIsBetter).value)
    result.set("risk_control", posterior.expectedLossOfControl(higherIsBetter: higherIsBetter))
    result.set("risk_treatment", posterior.expectedLossOfTreatment(higherIsBetter: higherIsBetter))
    return result
  }

  /// The neutral answer that the product gives in place of a refusal, marked as such and with our reason.
  private static func neutral(_ members: KeyValuePairs<String, Double>) -> CaseResult {
    var result = CaseResult()
    result.set("error", .string("zero_variance"))
    for (name, value) in members { result.set(name, value) }
    result.note(.zeroVariance)
    return result
  }

  private static func summary(_ inputs: CaseInputs, _ arm: String) throws(StatisticsError) -> ArmStatistic {
    let deviation = try inputs.number("sd_" + arm)
    guard deviation >= 0 else { throw .negative(deviation) }
    return try ArmStatistic(
      estimate: inputs.number("mean_" + arm), unitVariance: deviation * deviation,
      count: inputs.count("n_" + arm))
  }
}

/// Kinds beyond those of the shared evaluation file, for cross-checks of the rest of the module.
extension CaseEvaluator {
  static let furtherCases: [Evaluator] = [
    Evaluator(kind: "f_sf", keys: ["sf"]) { inputs throws(StatisticsError) in
      let distribution = try FisherF(numerator: inputs.number("df1"), denominator: inputs.number("df2"))
      var result = CaseResult()
      result.set("sf", distribution.tails(try inputs.number("x")).upper.value)
      return result
    },
    Evaluator(kind: "binomial_cdf", keys: ["cdf", "sf", "pmf"]) { inputs throws(StatisticsError) in
      let distribution = try Binomial(trials: inputs.count("n"), probability: inputs.number("p"))
      let k = try inputs.count("k")
      var result = CaseResult()
      result.set("cdf", distribution.tails(k).lower.value)
      result.set("sf", distribution.tails(k).upper.value)
      result.set("pmf", distribution.mass(k))
      return result
    },
    Evaluator(kind: "poisson_cdf", keys: ["cdf", "sf", "pmf"]) { inputs throws(StatisticsError) in
      let distribution = try Poisson(mean: inputs.number("mean"))
      let k = try inputs.count("k")
      var result = CaseResult()
      result.set("cdf", distribution.tails(k).lower.value)
      result.set("sf", distribution.tails(k).upper.value)
      result.set("pmf", distribution.mass(k))
      return result
    },
    Evaluator(kind: "noncentral_t_cdf", keys: ["cdf", "sf"]) { inputs throws(StatisticsError) in
      let distribution = try NoncentralT(
        degreesOfFreedom: inputs.number("df"), noncentrality: inputs.number("nc"))
      let t = try inputs.number("t")
      var result = CaseResult()
      result.set("cdf", distribution.lowerTail(t).value)
      result.set("sf", distribution.upperTail(t).value)
      return result
    },
    Evaluator(kind: "clopper_pearson_ci", keys: ["ci_low", "ci_high"]) { inputs throws(StatisticsError) in
      let interval = try ProportionInterval.clopperPearson(
        Proportion(successes: inputs.count("x"), trials: inputs.count("n")), alpha: inputs.number("alpha"))
      var result = CaseResult()
      result.set("ci_low", interval.lower)
      result.set("ci_high", interval.upper)
      return result
    },
    Evaluator(kind: "welch_anova", keys: ["f", "df2", "p_value"]) { inputs throws(StatisticsError) in
      let test = try WelchAnova.test(groups(inputs, "groups"))
      var result = CaseResult()
      result.set("f", test.statistic)
      result.set("df2", test.degreesOfFreedom ?? .infinity)
      result.set("p_value", test.pValue.value)
      return result
    },
    Evaluator(kind: "dunnett", keys: ["t", "p_value", "critical"]) { inputs throws(StatisticsError) in
      let arms = try groups(inputs, "groups")
      guard let control = arms.first else { throw .tooFewGroups(count: 0, needed: 2) }
      let test = try DunnettTest(control: control, treatments: Array(arms.dropFirst()))
      var result = CaseResult()
      result.set("t", test.statistics)
      result.set("p_value", test.adjustedPValues().map(\.value))
      result.set("critical", try test.criticalValue(alpha: inputs.number("alpha")))
      return result
    },
    Evaluator(kind: "fieller_ci", keys: ["ci_low", "ci_high", "form"]) { inputs throws(StatisticsError) in
      let arms = try [groups(inputs, "a", single: true)[0], groups(inputs, "b", single: true)[0]]
      let interval = try FiellerInterval(
        control: arms[0], treatment: arms[1], alpha: inputs.number("alpha"))
      var result = CaseResult()
      switch interval {
      case .bounded(let bounds):
        result.set("ci_low", bounds.lower)
        result.set("ci_high", bounds.upper)
        result.set("form", .string("bounded"))
      case .outside(let lower, let upper):
        result.set("ci_low", lower)
        result.set("ci_high", upper)
        result.set("form", .string("outside"))
      case .everything:
        result.set("ci_low", -.infinity)
        result.set("ci_high", .infinity)
        result.set("form", .string("everything"))
      }
      return result
    },
    Evaluator(
      kind: "beta_binomial", keys: ["chance_to_win", "risk_control", "risk_treatment", "ci_low", "ci_high"]
    ) { inputs throws(StatisticsError) in
      let comparison = try BetaBinomialComparison(
        control: Proportion(successes: inputs.count("x_a"), trials: inputs.count("n_a")),
        treatment: Proportion(successes: inputs.count("x_b"), trials: inputs.count("n_b")),
        priorAlpha: inputs.number("prior_alpha", default: 0.5),
        priorBeta: inputs.number("prior_beta", default: 0.5))
      let interval = try comparison.credibleInterval(alpha: inputs.number("alpha"))
      var result = CaseResult()
      result.set("chance_to_win", comparison.chanceToWin().value)
      result.set("risk_control", comparison.expectedLossOfControl())
      result.set("risk_treatment", comparison.expectedLossOfTreatment())
      result.set("ci_low", interval.lower)
      result.set("ci_high", interval.upper)
      return result
    },
    Evaluator(kind: "group_sequential", keys: ["bounds", "spent"]) { inputs throws(StatisticsError) in
      let parameter = try inputs.number("parameter", default: 2)
      let spending: SpendingFunction
      switch try inputs.text("spending") {
      case "power": spending = .power(parameter)
      case "obrien_fleming": spending = .obrienFleming
      case "pocock": spending = .pocock
      case "hwang_shih_decani": spending = .hwangShihDeCani(parameter)
      default: throw .missingField("spending")
      }
      let design = try GroupSequentialDesign(
        shares: inputs.numbers("shares"), spending: spending, alpha: inputs.number("alpha"))
      var result = CaseResult()
      result.set("bounds", design.bounds)
      result.set("spent", design.spent)
      return result
    },
  ]

  /// Arms given as lists of values: one list of lists, or a single list.
  private static func groups(
    _ inputs: CaseInputs, _ name: String, single: Bool = false
  ) throws(StatisticsError) -> [ArmStatistic] {
    guard let lists = single ? inputs.value[name].map({ [$0] }) : inputs.value[name]?.array else {
      throw .missingField(name)
    }
    var arms: [ArmStatistic] = []
    for list in lists {
      let values = try CaseInputs(value: .object([.init(name, list)])).numbers(name)
      try requireFinite(values)
      arms.append(try ArmStatistic(Moments(values)))
    }
    return arms
  }
}

extension CaseEvaluator {
  static let distributionCases: [Evaluator] = [
    Evaluator(kind: "normal_cdf", keys: ["cdf", "sf"]) { inputs throws(StatisticsError) in
      let x = try inputs.number("x")
      var result = CaseResult()
      result.set("cdf", StandardNormal.lowerTail(x))
      result.set("sf", StandardNormal.upperTail(x))
      return result
    },
    Evaluator(kind: "normal_ppf", keys: ["x"]) { inputs throws(StatisticsError) in
      let p = try inputs.number("p")
      try requireProbability(p)
      var result = CaseResult()
      result.set("x", StandardNormal.quantile(lowerTail: p))
      return result
    },
    Evaluator(kind: "student_t_cdf", keys: ["cdf", "sf"]) { inputs throws(StatisticsError) in
      let tails = try StudentT(degreesOfFreedom: inputs.number("df")).tails(inputs.number("t"))
      var result = CaseResult()
      result.set("cdf", tails.lower.value)
      result.set("sf", tails.upper.value)
      return result
    },
    Evaluator(kind: "student_t_ppf", keys: ["t"]) { inputs throws(StatisticsError) in
      let p = try inputs.number("p")
      try requireProbability(p)
      var result = CaseResult()
      result.set("t", try StudentT(degreesOfFreedom: inputs.number("df")).quantile(lowerTail: p))
      return result
    },
    Evaluator(kind: "chi2_sf", keys: ["sf"]) { inputs throws(StatisticsError) in
      var result = CaseResult()
      result.set(
        "sf", try ChiSquare(degreesOfFreedom: inputs.number("df")).tails(inputs.number("x")).upper.value)
      return result
    },
    Evaluator(kind: "reg_inc_beta", keys: ["value"]) { inputs throws(StatisticsError) in
      let x = try inputs.number("x")
      try requireProbability(x)
      let beta = try BetaDistribution(alpha: inputs.number("a"), beta: inputs.number("b"))
      var result = CaseResult()
      result.set("value", beta.tails(x).lower.value)
      return result
    },
    Evaluator(kind: "log_gamma", keys: ["value"]) { inputs throws(StatisticsError) in
      let x = try inputs.number("x")
      let value = GammaFunction.logGamma(x)
      guard value.isFinite else { throw .notFinite }
      var result = CaseResult()
      result.set("value", value)
      return result
    },
  ]
}

import Testing

@testable import Statistics

struct CaseEvaluatorTests {
  private func object(_ members: KeyValuePairs<String, CaseValue>) -> CaseValue {
    .object(members.map { .init($0.key, $0.value) })
  }

  @Test func `a case is answered with the keys of its kind`() {
    let result = CaseEvaluator.evaluate(kind: "normal_cdf", inputs: object(["x": .number(0)]))
    #expect(result == object(["cdf": .number(0.5), "sf": .number(0.5)]))
    #expect(Set(CaseEvaluator.kinds).count == CaseEvaluator.kinds.count)
  }

  @Test func `kinds beyond the shared file reach the rest of the module`() {
    func list(_ values: [Double]) -> CaseValue { .array(values.map { .number($0) }) }
    func number(_ kind: String, _ key: String, _ inputs: KeyValuePairs<String, CaseValue>) -> Double {
      CaseEvaluator.evaluate(kind: kind, inputs: object(inputs))[key]?.number ?? .nan
    }
    expectClose(
      number("f_sf", "sf", ["x": .number(3.2), "df1": .number(4), "df2": .number(27)]), 0.02835760385348472)
    expectClose(
      number("binomial_cdf", "cdf", ["k": .number(7), "n": .number(20), "p": .number(0.3)]),
      0.7722717974181608)
    expectClose(
      number("poisson_cdf", "sf", ["k": .number(20), "mean": .number(4.5)]), 1.4222869966938937e-08)
    expectClose(
      number("noncentral_t_cdf", "sf", ["t": .number(2), "df": .number(10), "nc": .number(1.5)]),
      0.340845927557809, 1e-11)
    expectClose(
      number("clopper_pearson_ci", "ci_high", ["x": .number(3), "n": .number(20), "alpha": .number(0.05)]),
      0.37892682654529564, 1e-11)
    let groups = CaseValue.array([
      list([1, 2, 3, 4, 5]), list([2, 4, 6, 8]), list([3, 3.5, 5, 9, 12, 13]),
    ])
    expectClose(number("welch_anova", "p_value", ["groups": groups]), 0.11588149798391661)
    let dunnett = CaseEvaluator.evaluate(
      kind: "dunnett", inputs: object(["groups": groups, "alpha": .number(0.05)]))
    #expect(dunnett["p_value"]?.array?.count == 2)
    let fieller = CaseEvaluator.evaluate(
      kind: "fieller_ci",
      inputs: object(["a": list([10, 11, 12]), "b": list([12, 13, 15]), "alpha": .number(0.05)]))
    #expect(fieller["form"] == .string("bounded"))
    expectClose(
      number(
        "beta_binomial", "chance_to_win",
        [
          "x_a": .number(0), "n_a": .number(10), "x_b": .number(1), "n_b": .number(10),
          "prior_alpha": .number(1), "prior_beta": .number(1), "alpha": .number(0.05),
        ]), 0.761904761904762, 1e-10)
    let design = CaseEvaluator.evaluate(
      kind: "group_sequential",
      inputs: object([
        "shares": list([0.3, 0.6, 1]), "spending": .string("power"), "alpha": .number(0.05),
      ]))
    expectClose(design["bounds"]?.array?[1].number ?? .nan, 2.426740600436845, 1e-10)
  }

  @Test func `an unknown kind is refused with a reason`() {
    let result = CaseEvaluator.evaluate(kind: "horoscope", inputs: object([:]))
    #expect(result["reason"] == .string("unknown-kind"))
    #expect(result["undefined"] == .bool(true))
  }

  @Test(arguments: CaseEvaluator.kinds)
  func `every kind answers empty and absurd inputs with a reason`(kind: String) {
    let absurd: [CaseValue] = [
      object([:]), .null, .array([.number(1)]),
      object([
        "x": .string("abc"), "n": .number(-1), "p": .number(7), "t": .null, "df": .number(-3),
        "a": .number(-1), "b": .number(2), "alpha": .number(0), "table": .array([.number(1)]),
        "observed": .array([.number(1.5)]), "looks": .null,
      ]),
    ]
    for inputs in absurd {
      let result = CaseEvaluator.evaluate(kind: kind, inputs: inputs)
      guard case .string = result["reason"] else {
        Issue.record("\(kind) gives no reason for \(inputs): \(result)")
        continue
      }
      #expect(result["undefined"] == .bool(true))
    }
  }

  @Test func `a part that cannot be computed is null beside the parts that can`() {
    let result = CaseEvaluator.evaluate(
      kind: "two_proportion_z",
      inputs: object([
        "x_a": .number(0), "n_a": .number(50), "x_b": .number(0), "n_b": .number(60),
        "alpha": .number(0.05),
      ]))
    #expect(result["z"] == .null && result["p_value"] == .null)
    #expect(result["diff"] == .number(0) && result["ci_low"] == .number(0))
    #expect(result["reason"] == .string("zero-variance"))
    #expect(result["undefined"] == nil)
  }

  @Test func `infinities are written as words`() {
    let result = CaseEvaluator.evaluate(kind: "normal_ppf", inputs: object(["p": .number(0)]))
    #expect(result["x"] == .string("-inf"))
    #expect(CaseValue(Double.nan) == .null)
    #expect(CaseValue.string("inf").number == .infinity)
    #expect(CaseValue.string("-inf").number == -.infinity)
    #expect(CaseValue.bool(true).number == nil)
  }

  @Test func `a sample ratio without units is certain by convention`() {
    let result = CaseEvaluator.evaluate(
      kind: "srm_chi2",
      inputs: object([
        "observed": .array([.number(0), .number(0)]), "weights": .array([.number(0.5), .number(0.5)]),
      ]))
    #expect(result["p_value"] == .number(1))
    #expect(result["reason"] == .string("no-observations"))
  }

  @Test func `an arm without variance gives the product's neutral answer and a reason`() {
    let result = CaseEvaluator.evaluate(
      kind: "gb_two_sided_mean",
      inputs: object([
        "a": object(["n": .number(10), "sum": .number(20), "sum_squares": .number(40)]),
        "b": object(["n": .number(10), "sum": .number(30), "sum_squares": .number(90)]),
        "difference": .string("absolute"), "alpha": .number(0.05),
      ]))
    #expect(result["error"] == .string("zero_variance"))
    #expect(result["p_value"] == .number(1))
    #expect(result["reason"] == .string("zero-variance"))
  }

  @Test func `a look without variance carries the last P value`() {
    let look = object([
      "mean_a": .number(10), "sd_a": .number(4), "n_a": .number(1000), "mean_b": .number(11.5),
      "sd_b": .number(4), "n_b": .number(1000),
    ])
    let constant = object([
      "mean_a": .number(10), "sd_a": .number(0), "n_a": .number(1000), "mean_b": .number(11.5),
      "sd_b": .number(0), "n_b": .number(1000),
    ])
    let result = CaseEvaluator.evaluate(
      kind: "msprt_means", inputs: object(["looks": .array([look, constant]), "tau": .number(0.5)]))
    let pValues = result["always_valid_p"]?.array ?? []
    #expect(pValues.count == 2 && pValues[0] == pValues[1])
    #expect(result["log_lambda"]?.array?.last == .null)
  }

  @Test func `the comparison with expected values notices a wrong one`() {
    let comparison = OracleComparison(relative: 1e-9, absolute: 0, tight: ["p"])
    let answer = object(["p": .number(0.5), "z": .null])
    #expect(comparison.problems(answer, expected: ["p": 0.5, "z": "nan"]) == [])
    #expect(comparison.problems(answer, expected: ["p": 0.5000001]).count == 1)
    #expect(comparison.problems(answer, expected: ["q": 0.5]).count == 1)
    #expect(comparison.problems(answer, expected: ["undefined": true]).count == 2)
  }

  @Test func `every reason has a code of its own`() {
    let reasons: [StatisticsError] = [
      .tooFewObservations(count: 1, needed: 2), .noObservations, .zeroVariance,
      .zeroControlValue, .zeroDenominator, .zeroExpectedCount, .tooFewGroups(count: 1, needed: 2),
      .lengthMismatch(first: 1, second: 2), .countOutOfRange(count: 3, total: 2), .probabilityOutOfRange(2),
      .notPositive(0), .negative(-1), .notFinite, .tiesPresent, .zeroEffect, .levelUnreachable,
      .targetUnreachable, .tooLarge(size: 2, limit: 1), .inconsistentSums, .notIncreasing, .noUsableStratum,
      .unknownKind("x"), .missingField("x"),
    ]
    #expect(Set(reasons.map(\.code)).count == reasons.count)
  }
}

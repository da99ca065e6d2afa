import EventModel
import NaiveEvaluator
import QueryResults

extension Differences {
  /// Compares the counts of an experiment with the plain evaluator's.
  init(_ result: QueryResult, _ question: ExperimentQuestion, on stored: [NaiveEvent]) {
    self.init()
    let log = question.goal.orderedLog(stored)
    guard case .experiment(let report) = result.body, let metric = report.metrics.first else {
      equal("\(result.body)", "an experiment with a goal", "the answer")
      return
    }
    let expected = question.experiment.answer(on: log)
    let converted = question.converted(in: log)
    for arm in metric.arms {
      let naive = expected.arms.first { $0.variant.plainText == arm.arm }
      let converters = (naive?.units ?? []).count { converted.contains($0.unit) }
      if question.isPlainStep {
        equal(converters, naive?.converters ?? 0, "two plain ways to count converters of \(arm.arm)")
      }
      equal(arm.n, naive?.n ?? 0, "units of \(arm.arm)")
      equal(
        arm.measure,
        .rate(converters: converters, rate: arm.n == 0 ? nil : Double(converters) / Double(arm.n)),
        "converters of \(arm.arm)")
      let interval = WilsonInterval.bounds(converters, arm.n)
      near(arm.interval?.lower, interval?.lower, "lower end for \(arm.arm)")
      near(arm.interval?.upper, interval?.upper, "upper end for \(arm.arm)")
    }
    let known = Set(metric.arms.map(\.arm))
    equal(
      expected.arms.map(\.variant.plainText).filter { !known.contains($0) }, [], "arms of the evaluator alone"
    )
    health(report, expected, question, log)
    population(report, expected)
    if let control = question.control { equal(metric.arms[0].arm, control.plainText, "control") }
  }

  private mutating func health(
    _ report: ExperimentReport, _ expected: NaiveExperiment.Result, _ question: ExperimentQuestion,
    _ log: [NaiveEvent]
  ) {
    func value(_ check: String) -> Double? { report.health.first { $0.check == check }?.value }
    // Exposure events without any variant are nobody's variant; the evaluator counts them as unrecognised.
    var named = question.experiment
    named.exposure.filter =
      if case .always = named.exposure.filter {
        .not(.isNull(named.variant))
      } else {
        .and([named.exposure.filter, .not(.isNull(named.variant))])
      }
    near(value("unknown-variants"), Double(named.answer(on: log).unknownUnits), "units of unknown variants")
    near(
      value("immature-units"), Double(expected.arms.reduce(0) { $0 + $1.immature }),
      "units with a running window")
    let exposed = expected.arms.reduce(expected.switchers) { $0 + $1.n }
    near(
      value("multiple-variants"), exposed == 0 ? nil : Double(expected.switchers) / Double(exposed),
      "switchers")
  }

  private mutating func population(_ report: ExperimentReport, _ expected: NaiveExperiment.Result) {
    func total(_ stage: PopulationStage) -> Int? { report.population.first { $0.stage == stage }?.total }
    let analysed = expected.arms.reduce(0) { $0 + $1.n }
    equal(total(.analysed), analysed, "analysed units")
    equal(total(.excluded), expected.switchers, "excluded units")
    equal(total(.exposed), analysed + expected.switchers, "exposed units")
  }
}

extension PropertyValue {
  /// The name of the arm that the value makes.
  fileprivate var plainText: String {
    switch self {
    case .string(let text): text
    case .integer(let number): "\(number)"
    case .double(let number): "\(number)"
    case .boolean(let flag): "\(flag)"
    case .timestamp(let time): "\(time.microseconds)"
    }
  }
}

import EventModel
import NaiveEvaluator
import QueryResults

/// An experiment on per-unit totals that both the engine and plain counting can answer.
struct TotalsQuestion {
  /// What is made of the totals of all units.
  enum Shape: Sendable {
    case mean
    case ratio(NaiveTotal)
    case quantile(Double)
  }

  var experiment: NaiveExperiment
  var total: NaiveTotal
  var shape: Shape
  var activation: NaiveCondition?
  var maturedOnly: Bool
  var keepsSwitchers: Bool
  var cap: Double?

  init(_ questions: inout LogQuestions) {
    func condition(_ questions: inout LogQuestions) -> NaiveCondition {
      NaiveCondition(
        questions.random.chance(25) ? .any : .oneOf([questions.random.pick(questions.stored.log).name]))
    }
    func total(_ questions: inout LogQuestions) -> NaiveTotal {
      NaiveTotal(
        questions.random.pick(NaiveTotal.Aggregate.allCases), questions.random.pick(["q", "m"]),
        of: condition(&questions))
    }
    let measured = total(&questions)
    self.total = measured
    switch questions.random.number(below: 4) {
    case 0: shape = .ratio(total(&questions))
    case 1: shape = .quantile(questions.random.pick([0.25, 0.5, 0.9]))
    default: shape = .mean
    }
    experiment = NaiveExperiment(
      exposure: condition(&questions), variant: questions.random.pick(["p", "account", "q"]),
      goal: measured.condition,
      window: questions.random.chance(60) ? questions.generator.window() : nil)
    activation = questions.random.chance(25) ? condition(&questions) : nil
    maturedOnly = questions.random.chance(25)
    keepsSwitchers = questions.random.chance(35)
    if case .mean = shape, questions.random.chance(25) { cap = 1 }
  }

  /// The question as a statement.
  var text: String {
    var clauses = [
      "experiment e exposure \(StatementText.condition(experiment.exposure))",
      "variant \(StatementText.field(experiment.variant))",
    ]
    if let activation { clauses.append("activation \(StatementText.condition(activation))") }
    if keepsSwitchers { clauses.append("switchers first") }
    if maturedOnly { clauses.append("matured only") }
    let measure = Self.text(total)
    switch shape {
    case .mean: clauses.append("goal mean of \(measure)")
    case .ratio(let denominator): clauses.append("goal ratio of \(measure) to \(Self.text(denominator))")
    case .quantile(let order): clauses.append("goal quantile \(order) of \(measure)")
    }
    if let window = experiment.window { clauses.append("within \(StatementText.elapsed(window))") }
    if let cap { clauses.append("cap \(cap)") }
    return clauses.joined(separator: " ")
  }

  private static func text(_ total: NaiveTotal) -> String {
    let step = StatementText.condition(total.condition)
    switch total.aggregate {
    case .count, .users: return "\(total.aggregate.rawValue) of \(step)"
    default: return "\(total.aggregate.rawValue)(\(StatementText.field(total.field))) of \(step)"
    }
  }

  // MARK: Plain counting

  struct Arm {
    var variant: PropertyValue
    var values: [Double] = []
    var denominators: [Double] = []
  }

  /// The totals of every analysed unit by arm, in order of the variants' values.
  func arms(in log: [NaiveEvent]) -> [Arm] {
    var arms: [Arm] = []
    let endOfData = log.map(\.time).max().map { NaiveCalendar().endOfDay($0) } ?? 0
    for sequence in experiment.stream.sequences(of: log).sequences {
      let exposures = sequence.events.filter { experiment.exposure.accepts($0) }
        .compactMap { event in event.value(of: experiment.variant).map { (event.time, $0) } }
      guard let (start, variant) = exposures.first else { continue }
      if !arms.contains(where: { $0.variant == variant }) { arms.append(Arm(variant: variant)) }
      for (_, other) in exposures where !arms.contains(where: { $0.variant == other }) {
        arms.append(Arm(variant: other))
      }
      if !keepsSwitchers, exposures.contains(where: { $0.1 != variant }) { continue }
      if let activation, !sequence.events.contains(where: { activation.accepts($0) && $0.time >= start }) {
        continue
      }
      if maturedOnly, let window = experiment.window, start + window >= endOfData { continue }
      guard let arm = arms.firstIndex(where: { $0.variant == variant }) else { continue }
      let end = experiment.window.map { start + $0 } ?? Int64.max
      let value = total.value(of: sequence.events, from: start, through: end)
      arms[arm].values.append(cap.map { min($0, value) } ?? value)
      if case .ratio(let denominator) = shape {
        arms[arm].denominators.append(denominator.value(of: sequence.events, from: start, through: end))
      }
    }
    return arms.sorted { PropertyValue.listsBefore($0.variant, $1.variant) }
  }
}

extension Differences {
  /// Compares the totals of an experiment with those of plain counting.
  init(_ result: QueryResult, _ question: TotalsQuestion, on log: [NaiveEvent]) {
    self.init()
    guard case .experiment(let report) = result.body, let metric = report.metrics.first else {
      equal("\(result.body)", "an experiment with a goal", "the answer")
      return
    }
    let expected = question.arms(in: log)
    equal(metric.arms.count, expected.count, "arms")
    for arm in expected {
      guard let found = metric.arms.first(where: { $0.arm == Self.name(arm.variant) }) else {
        equal("none", "an arm", Self.name(arm.variant))
        continue
      }
      equal(found.n, arm.values.count, "units of \(found.arm)")
      let sum = arm.values.reduce(0, +)
      let count = Double(arm.values.count)
      switch found.measure {
      case .rate: equal("a rate", "totals", found.arm)
      case .mean(let foundSum, let mean, let deviation):
        near(foundSum, sum, "sum of \(found.arm)")
        near(mean, arm.values.isEmpty ? nil : sum / count, "mean of \(found.arm)")
        let squares = arm.values.reduce(0) { $0 + ($1 - sum / count) * ($1 - sum / count) }
        near(
          deviation, arm.values.count < 2 ? nil : (squares / (count - 1)).squareRoot(),
          "deviation of \(found.arm)")
      case .ratio(let numerator, let denominator, let ratio):
        let base = arm.denominators.reduce(0, +)
        near(numerator, sum, "numerator of \(found.arm)")
        near(denominator, base, "denominator of \(found.arm)")
        near(ratio, arm.values.isEmpty || base == 0 ? nil : sum / base, "ratio of \(found.arm)")
      case .quantile(let order, let value):
        near(value, Self.quantile(arm.values.sorted(), order), "quantile of \(found.arm)")
      }
    }
    population(report)
  }

  /// The name of the arm that the value makes.
  private static func name(_ value: PropertyValue) -> String {
    switch value {
    case .string(let text): text
    case .integer(let number): "\(number)"
    case .double(let number): "\(number)"
    case .boolean(let flag): "\(flag)"
    case .timestamp(let time): "\(time.microseconds)"
    }
  }

  private mutating func population(_ report: ExperimentReport) {
    func total(_ stage: PopulationStage) -> Int {
      report.population.filter { $0.stage == stage }.reduce(0) { $0 + $1.total }
    }
    equal(total(.exposed) - total(.excluded), total(.analysed), "exposed less excluded units")
  }

  private static func quantile(_ ascending: [Double], _ order: Double) -> Double? {
    guard let last = ascending.indices.last else { return nil }
    let rank = order * Double(last)
    let below = Int(rank)
    if below == last { return ascending[last] }
    return ascending[below] + (ascending[below + 1] - ascending[below]) * (rank - Double(below))
  }
}

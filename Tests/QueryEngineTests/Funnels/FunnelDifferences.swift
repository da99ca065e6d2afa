import EventModel
import NaiveEvaluator
import QueryResults

extension Differences {
  /// Compares a funnel's answer with the plain evaluator's.
  init(_ result: QueryResult, _ expected: NaiveFunnelResult, of question: FunnelQuestion) {
    self.init()
    guard case .funnel(let funnel) = result.body else {
      equal("\(result.body)", "a funnel", "the answer")
      return
    }
    equal(result.stats.units, expected.allUnits, "units")
    equal(result.stats.unitsWithoutKey, expected.eventsWithoutKey, "events without key")
    steps(funnel.steps, expected.steps, expected.allUnits, question, "all")
    groups(funnel.groups, expected, question)
  }

  private mutating func steps(
    _ steps: [FunnelStep], _ expected: [NaiveStepResult], _ allUnits: Int, _ question: FunnelQuestion,
    _ place: String
  ) {
    equal(steps.count, expected.count, "\(place): steps")
    for (index, (step, naive)) in zip(steps, expected).enumerated() {
      let place = "\(place), step \(index + 1)"
      equal(step.step, naive.step, "\(place): number")
      equal(step.units, naive.units, "\(place): units")
      equal(step.attempts, naive.attempts, "\(place): attempts")
      // The last step has nothing to wait for.
      equal(step.open, index == expected.count - 1 ? naive.open.map { _ in 0 } : naive.open, "\(place): open")
      near(step.rateOfAll, naive.rateOfAll, "\(place): rate of all")
      near(step.rateOfFirst, naive.rateOfFirst, "\(place): rate of first")
      near(step.rateOfPrevious, naive.rateOfPrevious, "\(place): rate of previous")
      interval(step.intervalOfAll, naive.units, allUnits, "\(place): interval of all")
      interval(step.intervalOfFirst, naive.units, expected[0].units, "\(place): interval of first")
      interval(
        step.intervalOfPrevious, naive.units, index == 0 ? 0 : expected[index - 1].units,
        "\(place): interval of previous")
      guard index > 0 else {
        equal(step.timeFromPrevious, nil, "\(place): times")
        continue
      }
      times(step.timeFromPrevious, naive, question.bins, place)
    }
  }

  private mutating func interval(
    _ interval: ConfidenceInterval?, _ part: Int, _ whole: Int, _ place: String
  ) {
    let expected = WilsonInterval.bounds(part, whole)
    near(interval?.lower, expected?.lower, "\(place), lower")
    near(interval?.upper, expected?.upper, "\(place), upper")
  }

  private mutating func times(
    _ summary: DurationSummary?, _ naive: NaiveStepResult, _ bins: Int?, _ place: String
  ) {
    let expected = naive.timeFromPrevious
    equal(summary?.count, expected?.count ?? 0, "\(place): times counted")
    near(summary?.mean, expected?.mean, "\(place): mean time")
    near(summary?.median, expected?.median, "\(place): median time")
    near(summary?.p10, expected?.p10, "\(place): p10 of times")
    near(summary?.p25, expected?.p25, "\(place): p25 of times")
    near(summary?.p75, expected?.p75, "\(place): p75 of times")
    near(summary?.p90, expected?.p90, "\(place): p90 of times")
    near(summary?.p95, expected?.p95, "\(place): p95 of times")
    near(summary?.min, expected?.min, "\(place): shortest time")
    near(summary?.max, expected?.max, "\(place): longest time")
    let histogram = bins.map { Self.histogram(naive.timesFromPrevious, bins: $0) }
    equal(summary?.histogram?.map(\.units), histogram, "\(place): histogram")
    guard let drawn = summary?.histogram, let first = drawn.first, let last = drawn.last else { return }
    near(first.from, expected?.min, "\(place): start of histogram")
    near(last.to, expected?.max, "\(place): end of histogram")
    equal(drawn.dropFirst().map(\.from), drawn.dropLast().map(\.to), "\(place): borders of bins")
  }

  /// How many of the ascending times fall into each of the bins, counted in whole numbers.
  private static func histogram(_ times: [Int64], bins: Int) -> [Int] {
    guard let first = times.first, let last = times.last else { return [] }
    if first == last { return [times.count] }
    var count = bins
    if bins == 0 {
      while count * count * count < times.count { count += 1 }
    }
    return (0..<count).map { bin in
      times.count { time in
        min(count - 1, Int(Int128(time - first) * Int128(count) / Int128(last - first))) == bin
      }
    }
  }

  private mutating func groups(
    _ groups: [FunnelGroup]?, _ expected: NaiveFunnelResult, _ question: FunnelQuestion
  ) {
    if question.funnel.by.isEmpty {
      equal(groups == nil, true, "no groups")
      return
    }
    // The evaluator keeps the remainder last; the engine puts it before the units without a value.
    let order: [NaiveGroup.Kind] = [.value, .other, .none, .notReached]
    let naive = order.flatMap { kind in expected.groups.filter { $0.group.kind == kind } }
    equal(groups?.count, naive.count, "number of groups")
    for (group, naive) in zip(groups ?? [], naive) {
      let kind: GroupKind =
        switch naive.group.kind {
        case .value: .value
        case .none: .none
        case .other: .other
        case .notReached: .notReached
        }
      equal(group.group.kind, kind, "kind of \(naive.group)")
      let values =
        naive.group.kind == .value
        ? naive.group.values : [PropertyValue?](repeating: nil, count: question.funnel.by.count)
      equal(group.group.values.map(\.value), values, "values of \(naive.group)")
      // Under `attribute all` shares of all are of the units with an event of the value.
      let first = naive.steps.first
      let allUnits =
        first.flatMap { step in
          step.rateOfAll.map { Int((Double(step.units) / $0).rounded()) }
        } ?? expected.allUnits
      steps(
        group.steps, naive.steps, first?.units == 0 ? expected.allUnits : allUnits, question, "\(naive.group)"
      )
    }
  }
}

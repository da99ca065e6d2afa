import EventModel
import QueryLanguage
import QueryResults
import SegmentStore

extension StatementContext {
  /// Answers a funnel; with `compare` also one funnel per side and the differences between each two of them.
  func answer(_ funnel: FunnelStatement) throws -> QueryResult {
    guard let compare = funnel.compare else { return try run(funnel) }
    var binder = makeBinder()
    if case .values = compare.value, case .all = funnel.breakdown?.attribution?.value {
      binder.refuse(.compareAttributeAll, at: compare.span)
    }
    let sides = ComparisonSides(
      compare, of: funnel.stream, definitions: engine.definitions, binder: &binder)
    try binder.finish()
    var whole = funnel
    whole.compare = nil
    var result = try run(whole)
    guard case .funnel(var body) = result.body else { return result }
    let context = StatementContext(
      engine: engine.defining(sides.definitions), statement: statement, progress: progress,
      recorder: recorder, times: times, isCancelled: isCancelled)
    var plain = whole
    (plain.breakdown, plain.bins, plain.every, plain.weekStart) = (nil, nil, nil, nil)
    plain.showsUnits = false
    plain.stoppedAt = nil
    var steps: [[FunnelStep]] = []
    for side in sides.sides {
      plain.stream = side.stream
      // A side by a value keeps the attempts that `by` would put in the value's group.
      let attempts = side.condition.map { Having($0, funnel.breakdown?.attribution) }
      let answer = try context.run(plain, side: attempts)
      guard case .funnel(let funnel) = answer.body else { continue }
      steps.append(funnel.steps)
      // The same events again: read once, their bytes as often as there are sides.
      result.stats.eventsRead = max(result.stats.eventsRead, answer.stats.eventsRead)
      result.stats.bytesRead += answer.stats.bytesRead
    }
    body.compare = Self.comparisons(sides.sides.map(\.name), steps)
    result.body = .funnel(body)
    result.warnings += try context.warnings(of: sides, in: funnel.stream)
    if body.compare?.contains(where: { $0.steps.contains { $0.p == nil } }) == true {
      result.warnings.append(
        ResultWarning(
          code: "not-computable",
          message: "Where a side has no entries, or nobody or everybody converts on both sides, there is "
            + "nothing to test."))
    }
    return result
  }

  /// Each pair of sides, with Holm's adjustment over all steps and pairs.
  static func comparisons(_ names: [ComparisonSide], _ steps: [[FunnelStep]]) -> [FunnelComparison] {
    var comparisons: [FunnelComparison] = []
    for a in names.indices {
      for b in names.indices where a < b {
        comparisons.append(
          FunnelComparison(
            a: names[a], b: names[b],
            steps: zip(steps[a], steps[b]).dropFirst().map { first, second in
              let one = (part: first.units, whole: steps[a][0].units)
              let two = (part: second.units, whole: steps[b][0].units)
              let difference = RateDifference(one, two)
              return FunnelComparisonStep(
                step: first.step, a: .init(reached: one.part, entered: one.whole),
                b: .init(reached: two.part, entered: two.whole), difference: difference.difference,
                interval: difference.interval, p: difference.p, pAdjusted: nil)
            }))
      }
    }
    var adjusted = RateDifference.adjusted(comparisons.flatMap { $0.steps.map(\.p) }).makeIterator()
    for place in comparisons.indices {
      for step in comparisons[place].steps.indices {
        comparisons[place].steps[step].pAdjusted = adjusted.next() ?? nil
      }
    }
    return comparisons
  }

  /// What makes sides less independent than the tests take them for.
  func warnings(of sides: ComparisonSides, in stream: StreamClauses) throws -> [ResultWarning] {
    var warnings: [ResultWarning] = []
    let isShared = try sharedUsers(of: sides, in: stream)
    if isShared > 0 {
      warnings.append(
        ResultWarning(
          code: "overlapping-sides",
          message: "Users on two sides of the comparison: \(isShared). Intervals and p-values take the "
            + "sides for independent."))
    }
    if case .period = sides.sides.first?.name {
      warnings.append(
        ResultWarning(
          code: "overlapping-sides",
          message: "A user may have entered in several periods; intervals and p-values take the periods for "
            + "independent."))
    }
    return warnings
  }

  /// Users who belong to two of the compared segments.
  private func sharedUsers(of sides: ComparisonSides, in stream: StreamClauses) throws -> Int {
    guard sides.segments.count > 1 else { return 0 }
    var binder = makeBinder()
    var clauses = stream
    clauses.segment = nil
    clauses.unit = nil
    let end = binder.stream(clauses, defaultUnit: .user).range.upperBound
    let tests = sides.segments.map { binder.segmentTest($0, end: end) }
    try binder.finish()
    let columns = tests.reduce(into: Set<Int>()) { $0.formUnion($1.columns) }
    let (counts, _) = try scan(columns: columns).run(makeState: { 0 }) { count, block in
      let members = try tests.map { try $0.members(of: block) }
      for user in 0..<block.userCount where tests.indices.count(where: { members[$0][user] }) > 1 {
        count += 1
      }
    }
    return counts.reduce(0, +)
  }
}

import QueryLanguage
import QueryResults
import SequenceMatcher

extension StatementContext {
  /// Answers a funnel; `side` is what a side of a comparison asks of its attempts besides.
  func run(_ funnel: FunnelStatement, side: Having? = nil) throws -> QueryResult {
    var binder = makeBinder()
    let plan = FunnelPlan(funnel, side: side, binder: &binder)
    try binder.finish()
    let (counts, totals) = try count(plan)
    try checkCancelled()
    let answer = FunnelAnswer(plan: plan, counts: counts, limits: engine.groupLimits)
    var probe = CancelProbe(isCancelled)
    let funnelResult = try answer.result(ranked: try counts.ranked(&probe))
    return result(
      .funnel(funnelResult), stream: plan.stream, options: plan.options,
      warnings: binder.warnings + plan.warnings(funnelResult.groups ?? [], limit: try answer.groupLimit()),
      totals: totals, units: answer.unitCount, rowsWithoutKey: counts.rowsWithoutKey)
  }

  /// Counts a funnel over the whole snapshot.
  func count(_ plan: FunnelPlan) throws -> (counts: FunnelCounts, totals: UnitScan.Totals) {
    if plan.isPlain, let counted = try countPlainly(plan) { return counted }
    let (counts, totals) = try count(plan, .all(tallied: engine.groupLimits.tallied))
    guard plan.breakdown != nil, plan.countsUnitsApart || counts.groupSizes != nil else {
      return (counts, totals)
    }
    let limit = try FunnelAnswer(plan: plan, counts: counts, limits: engine.groupLimits).groupLimit()
    var probe = CancelProbe(isCancelled)
    let ranked = try counts.ranked(&probe)
    if counts.groupSizes == nil, ranked.count <= limit { return (counts, totals) }
    // A unit may be in several of the groups behind `(other)`, and of too many groups only sizes are known: counting
    // again tells the rest.
    let again = try count(plan, .listed(Set(ranked.prefix(limit)), without: counts.withoutAttempts))
    return (
      again.counts,
      UnitScan.Totals(
        eventsRead: totals.eventsRead + again.totals.eventsRead,
        bytesRead: totals.bytesRead + again.totals.bytesRead)
    )
  }

  /// Counts with the fast operator; `nil` where a breakdown has too many groups for it.
  private func countPlainly(
    _ plan: FunnelPlan
  ) throws -> (counts: FunnelCounts, totals: UnitScan.Totals)? {
    let limits = engine.groupLimits
    do {
      let (workers, totals) = try scan(columns: plan.columns).run(
        makeState: { FunnelOperator(plan: plan) },
        body: { state, block in
          try state.consume(block)
          if state.groups.keys.count > limits.talliedPlainly { throw TooManyGroups() }
        })
      try checkCancelled()
      return (try FunnelCounts(plan: plan, workers: workers, limits: limits), totals)
    } catch is TooManyGroups {
      return nil
    }
  }

  private func count(
    _ plan: FunnelPlan, _ selection: GroupSelection
  ) throws -> (counts: FunnelCounts, totals: UnitScan.Totals) {
    let isCancelled = isCancelled
    var (workers, totals) = try scan(columns: plan.columns).runNumbered(
      makeState: { PatternOperator(plan: plan, selection: selection, isCancelled: isCancelled) },
      body: { try $0.consume($2, number: $1) })
    if case .property = plan.stream.unit {
      var gathering = PatternOperator(plan: plan, selection: selection, isCancelled: isCancelled)
      try gathering.matchGathered(workers)
      workers = [gathering]
    }
    let counts = try FunnelCounts(
      plan: plan, workers: workers, limits: engine.groupLimits, isCancelled: isCancelled)
    return (counts, totals)
  }
}

extension FunnelPlan {
  /// Every option with the value it had, in the order of the interface.
  var options: [ResultOption] {
    let choice = pattern.choice
    let isStrict = choice.order == .strict || pattern.rules.steps.contains(where: \.arrow.isImmediate)
    return [
      ResultOption(key: "order", value: .text(choice.order.rawValue)),
      ResultOption(key: "window", value: windowValue),
      ResultOption(key: "entry", value: choice.order == .sets ? .null : .text(choice.entry.rawValue)),
      ResultOption(key: "ties", value: .text(choice.ties.rawValue)),
      ResultOption(
        key: "tolerance", value: .duration(Double(pattern.rules.tolerance) / microsecondsPerSecond)),
      ResultOption(
        key: "resolution",
        value: pattern.resolution.map { .duration(Double($0) / microsecondsPerSecond) } ?? .null),
      ResultOption(
        key: "repeats", value: isStrict ? .text(choice.foldsRepeats ? "fold" : "break") : .null),
      ResultOption(key: "reuse", value: choice.reusesEqualSteps ? .text("equal-steps") : .null),
      ResultOption(key: "scope", value: .text(choice.scope.rawValue)),
      ResultOption(
        key: "holding",
        value: pattern.heldNames.isEmpty
          ? .null
          : .list(
            pattern.heldNames.map { .text($0) }
              + [.text(pattern.holdsFirstValue ? "first value" : "each value")])),
      ResultOption(
        key: "exclusion_effect",
        value: pattern.rules.exclusions.isEmpty ? .null : .text(choice.effect.rawValue)),
      ResultOption(key: "attribution", value: breakdown.map { .text($0.attributionName) } ?? .null),
      ResultOption(key: "preset", value: choice.preset.map { .text($0.rawValue) } ?? .null),
    ]
  }

  private var windowValue: OptionValue {
    switch pattern.rules.window {
    case nil: .null
    case .time(let time): .duration(Double(time) / microsecondsPerSecond)
    case .events(let count): .text("\(count) events")
    case .sessions(let count): .text("\(count) sessions")
    }
  }

  /// What the person who reads the answer must know.
  ///
  /// `limit` is how many groups are listed.
  func warnings(_ groups: [FunnelGroup], limit: Int) -> [ResultWarning] {
    var warnings: [ResultWarning] = []
    if let breakdown, limit < breakdown.top ?? .max, groups.contains(where: { $0.group.kind == .other }) {
      warnings.append(
        ResultWarning(
          code: "groups-limited",
          message: "Only the \(limit) largest groups are listed; (other) holds the rest."))
    }
    if breakdown?.attribution == .all {
      warnings.append(
        ResultWarning(
          code: "groups-overlap",
          message: "A unit may be in several groups, so groups do not sum to the total."))
    }
    return warnings
  }
}

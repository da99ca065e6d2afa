import EventModel
import QueryResults
import SequenceMatcher
import Statistics

/// Merges what the workers counted and works out rates, intervals and times.
struct FunnelAnswer {
  private let plan: FunnelPlan
  private var all: FunnelTally
  private var units = 0
  private(set) var rowsWithoutKey = 0
  private var groups: [Group: FunnelTally] = [:]

  /// A group's values, or no list for the units that did not reach the attributed step.
  private struct Group: Hashable {
    var values: [PropertyValue?]?
  }

  /// The level of all intervals.
  static let alpha = 0.05

  init(plan: FunnelPlan, workers: [FunnelOperator]) {
    self.plan = plan
    all = FunnelTally(steps: plan.steps.count)
    for worker in workers {
      all.merge(worker.all)
      units += worker.unitCount
      rowsWithoutKey += worker.rowsWithoutKey
      for place in worker.groups.keys.indices {
        guard let tally = worker.groups.accumulators[place] else { continue }
        groups[
          Group(values: worker.groups.groupValues(at: place)), default: FunnelTally(steps: plan.steps.count)
        ].merge(tally)
      }
    }
  }

  var unitCount: Int { units }

  func result() -> FunnelResult {
    FunnelResult(steps: steps(of: all), groups: plan.breakdown.map { groupResults(top: $0.top) })
  }

  private func steps(of tally: FunnelTally) -> [FunnelStep] {
    plan.steps.indices.map { index in
      let reached = tally.reached(index)
      let first = tally.reached(0)
      let previous = index == 0 ? nil : tally.reached(index - 1)
      // Only the attempts of step k that stopped there can still go on; the last step has nothing to go on to.
      let open = plan.rules.window == nil ? nil : (index == plan.steps.count - 1 ? 0 : tally.open[index])
      return FunnelStep(
        step: index + 1, label: plan.steps[index].label, units: reached, attempts: reached, open: open,
        rateOfAll: Self.rate(reached, units), rateOfFirst: Self.rate(reached, first),
        rateOfPrevious: previous.flatMap { Self.rate(reached, $0) },
        intervalOfAll: Self.interval(reached, units), intervalOfFirst: Self.interval(reached, first),
        intervalOfPrevious: previous.flatMap { Self.interval(reached, $0) },
        timeFromPrevious: index == 0 ? nil : DurationSummary(times: tally.times[index - 1], bins: plan.bins))
    }
  }

  static func rate(_ part: Int, _ whole: Int) -> Double? {
    whole == 0 ? nil : Double(part) / Double(whole)
  }

  /// The Wilson interval; `nil` where there is nothing to take a share of.
  static func interval(_ part: Int, _ whole: Int) -> QueryResults.ConfidenceInterval? {
    guard let proportion = try? Proportion(successes: part, trials: whole),
      let interval = try? ProportionInterval.wilson(proportion, alpha: alpha)
    else { return nil }
    return .init(lower: interval.lower, upper: interval.upper)
  }

  // MARK: Groups

  private func groupResults(top: Int?) -> [FunnelGroup] {
    let isNone = { (group: Group) in group.values?.allSatisfy { $0 == nil } ?? false }
    var reached = groups.filter { $0.key.values != nil && !isNone($0.key) }.sorted { left, right in
      let (leftUnits, rightUnits) = (left.value.reached(0), right.value.reached(0))
      if leftUnits != rightUnits { return leftUnits > rightUnits }
      return Self.listsBefore(left.key.values ?? [], right.key.values ?? [])
    }
    var other: FunnelTally?
    if let top, reached.count > top {
      var rest = FunnelTally(steps: plan.steps.count)
      for (_, tally) in reached[top...] { rest.merge(tally) }
      other = rest
      reached.removeSubrange(top...)
    }
    var results = reached.map { result($0.value, values: $0.key.values ?? [], kind: .value) }
    let empty = [PropertyValue?](repeating: nil, count: plan.breakdown?.names.count ?? 0)
    if let other { results.append(result(other, values: empty, kind: .other)) }
    // Missing values and missed steps are no values: they do not compete and always stay.
    if let none = groups.first(where: { isNone($0.key) }) {
      results.append(result(none.value, values: empty, kind: .none))
    }
    if let missed = groups[Group(values: nil)] {
      results.append(result(missed, values: empty, kind: .notReached))
    }
    return results
  }

  private func result(_ tally: FunnelTally, values: [PropertyValue?], kind: GroupKind) -> FunnelGroup {
    let names = plan.breakdown?.names ?? []
    return FunnelGroup(
      group: GroupKey(
        values: zip(names, values).map { GroupValue(property: $0, value: $1) }, kind: kind),
      steps: steps(of: tally))
  }

  /// Missing values come last.
  static func listsBefore(_ left: [PropertyValue?], _ right: [PropertyValue?]) -> Bool {
    for (left, right) in zip(left, right) where left != right {
      guard let left else { return false }
      guard let right else { return true }
      return PropertyValue.listsBefore(left, right)
    }
    return false
  }
}

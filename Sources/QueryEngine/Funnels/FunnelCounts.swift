import EventModel
import QueryLanguage
import QueryResults
import SequenceMatcher

/// What all workers have counted together.
struct FunnelCounts {
  var all: GroupTally
  /// Units with an event of the stream in the range.
  var units = 0
  var rowsWithoutKey = 0
  var groups: [FunnelGroupKey: GroupTally] = [:]
  var listed: [ListedAttempt] = []
  /// The first and last time of the stream, µs, where buckets were counted.
  var extent: ClosedRange<Int64>?

  init(plan: FunnelPlan, workers: [FunnelOperator]) throws {
    all = GroupTally(whole: FunnelTally(steps: plan.pattern.rules.mandatory.count))
    for worker in workers {
      all.whole.merge(worker.all)
      units += worker.unitCount
      rowsWithoutKey += worker.rowsWithoutKey
      for place in worker.groups.keys.indices {
        let tally = worker.groups.accumulators[place]
        let values = worker.groups.groupValues(at: place)
        let isNone = values?.allSatisfy { $0 == nil } ?? false
        let key = FunnelGroupKey(
          kind: values == nil ? .notReached : isNone ? .none : .value, values: isNone ? [] : values ?? [])
        try merge(GroupTally(whole: tally), into: key, plan)
      }
    }
  }

  /// Listings are long, so their ordering asks whether it is still wanted.
  init(plan: FunnelPlan, workers: [PatternOperator], isCancelled: @escaping @Sendable () -> Bool) throws {
    var probe = CancelProbe(isCancelled)
    all = GroupTally(whole: FunnelTally(steps: plan.pattern.rules.mandatory.count))
    for worker in workers {
      let tallies = worker.tallies
      all.merge(tallies.all)
      units += tallies.units
      rowsWithoutKey += worker.rowsWithoutKey
      listed += tallies.listed
      if let other = tallies.extent {
        extent =
          min(
            extent?.lowerBound ?? other.lowerBound, other.lowerBound)...max(
            extent?.upperBound ?? other.upperBound, other.upperBound)
      }
      for (key, tally) in zip(tallies.groupKeys, tallies.groups) {
        try probe.count()
        try merge(tally, into: key, plan)
      }
    }
    try listed.sort { left, right in
      try probe.count()
      return left.listsBefore(right)
    }
  }

  private mutating func merge(_ tally: GroupTally, into key: FunnelGroupKey, _ plan: FunnelPlan) throws {
    groups[key, default: GroupTally(whole: FunnelTally(steps: tally.whole.stopped.count))].merge(tally)
    if groups.count > AttemptTallies.maximumGroups {
      throw QueryError.invalid([
        StatementProblem(.tooManyGroups(allowed: AttemptTallies.maximumGroups), at: plan.span)
      ])
    }
  }
}

extension ListedAttempt {
  /// By unit, then by time.
  fileprivate func listsBefore(_ other: ListedAttempt) -> Bool {
    if name.owner != other.name.owner { return PropertyValue.listsBefore(name.owner, other.name.owner) }
    if let part = name.part, let otherPart = other.name.part, part != otherPart {
      return PropertyValue.listsBefore(part, otherPart)
    }
    let (start, otherStart) = (unit.times.compactMap { $0 }.first, other.unit.times.compactMap { $0 }.first)
    if let start, let otherStart, start != otherStart { return start < otherStart }
    for (left, right) in zip(unit.held, other.unit.held) where left != right {
      guard let left, let right else { return left != nil }
      return PropertyValue.listsBefore(left, right)
    }
    return false
  }
}

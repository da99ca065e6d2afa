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
  /// Where there were too many groups to count more: how many units each of them has.
  var groupSizes: [FunnelGroupKey: Int]?
  var listed: [ListedAttempt] = []
  /// The first and last time of the stream, µs, where buckets were counted.
  var extent: ClosedRange<Int64>?

  /// Throws ``TooManyGroups``.
  init(plan: FunnelPlan, workers: [FunnelOperator], limits: GroupLimits) throws {
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
        merge(GroupTally(whole: tally), into: key)
        if groups.count > limits.talliedPlainly { throw TooManyGroups() }
      }
    }
  }

  /// Counts sizes in place of groups where any worker did.
  ///
  /// Listings are long, so their ordering asks whether it is still wanted.
  init(
    plan: FunnelPlan, workers: [PatternOperator], limits: GroupLimits,
    isCancelled: @escaping @Sendable () -> Bool
  ) throws {
    var probe = CancelProbe(isCancelled)
    if workers.contains(where: { $0.tallies.sizes != nil }) { groupSizes = [:] }
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
      if groupSizes == nil {
        for (key, tally) in zip(tallies.groupKeys, tallies.groups) {
          try probe.count()
          merge(tally, into: key)
        }
      } else {
        try mergeSizes(of: tallies, plan, limits, &probe)
      }
    }
    try listed.sort { left, right in
      try probe.count()
      return left.listsBefore(right)
    }
  }

  private mutating func merge(_ tally: GroupTally, into key: FunnelGroupKey) {
    groups[key, default: GroupTally(whole: FunnelTally(steps: tally.whole.stopped.count))].merge(tally)
  }

  private mutating func mergeSizes(
    of tallies: AttemptTallies, _ plan: FunnelPlan, _ limits: GroupLimits, _ probe: inout CancelProbe
  ) throws {
    let sizes = tallies.sizes ?? tallies.groups.map { $0.whole.reachedUnits(0) }
    for (key, size) in zip(tallies.groupKeys, sizes) {
      try probe.count()
      groupSizes?[key, default: 0] += size
    }
    if let count = groupSizes?.count, count > limits.compared {
      throw QueryError.invalid([
        StatementProblem(.tooManyGroups(allowed: limits.compared), at: plan.span)
      ])
    }
  }

  // MARK: Ranking

  /// The groups of values that have events but no attempts.
  var withoutAttempts: Set<FunnelGroupKey> {
    var keys: Set<FunnelGroupKey> = []
    if let groupSizes {
      for (key, size) in groupSizes where key.kind == .value && size == 0 { keys.insert(key) }
    } else {
      for (key, tally) in groups where key.kind == .value && tally.whole.reached(0) == 0 { keys.insert(key) }
    }
    return keys
  }

  /// The groups of values that have attempts, largest first.
  func ranked(_ probe: inout CancelProbe) throws -> [FunnelGroupKey] {
    var sized: [(size: Int, key: FunnelGroupKey)] = []
    if let groupSizes {
      for (key, size) in groupSizes where key.kind == .value && size > 0 { sized.append((size, key)) }
    } else {
      for (key, tally) in groups where key.kind == .value && tally.whole.reached(0) > 0 {
        sized.append((tally.whole.reachedUnits(0), key))
      }
    }
    try sized.sort { left, right in
      try probe.count()
      if left.size != right.size { return left.size > right.size }
      return FunnelAnswer.listsBefore(left.key.values, right.key.values)
    }
    return sized.map(\.key)
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

import EventModel
import QueryResults
import SequenceMatcher
import Statistics

/// Works out rates, intervals and times of what was counted.
struct FunnelAnswer {
  private let plan: FunnelPlan
  private let counts: FunnelCounts
  private let limits: GroupLimits
  private let mandatory: [Int]

  /// The level of all intervals.
  static let alpha = 0.05
  /// More buckets than anyone reads.
  static let maximumBuckets = 20_000

  init(plan: FunnelPlan, counts: FunnelCounts, limits: GroupLimits) {
    self.plan = plan
    self.counts = counts
    self.limits = limits
    mandatory = plan.pattern.rules.mandatory
  }

  var unitCount: Int { counts.units }

  /// How many groups are listed by themselves.
  func groupLimit() throws -> Int {
    let wanted = plan.breakdown?.top ?? limits.listed
    guard let buckets = try bucketOrder()?.count else { return wanted }
    return min(wanted, max(1, limits.cells / buckets))
  }

  /// - Parameter ranked: the groups of values, largest first.
  func result(ranked: [FunnelGroupKey]) throws -> FunnelResult {
    let order = try bucketOrder()
    let limit = try groupLimit()
    return FunnelResult(
      steps: steps(of: counts.all.whole, units: counts.units),
      groups: plan.breakdown.map { _ in groupResults(ranked, limit, order) },
      buckets: plan.buckets == nil ? nil : buckets(of: counts.all, order),
      optional: optional(of: counts.all.whole),
      units: plan.listing == nil ? nil : counts.listed.map(\.unit))
  }

  private func steps(of tally: FunnelTally, units: Int) -> [FunnelStep] {
    mandatory.indices.map { index in
      let reached = tally.reachedUnits(index)
      let first = tally.reachedUnits(0)
      let previous = index == 0 ? nil : tally.reachedUnits(index - 1)
      // Only the attempts of step k that stopped there can still go on; the last step has nothing to go on to.
      let open =
        plan.pattern.rules.window == nil ? nil : (index == mandatory.count - 1 ? 0 : tally.open[index])
      return FunnelStep(
        step: mandatory[index] + 1, label: plan.steps[mandatory[index]].label, units: reached,
        attempts: tally.reached(index), open: open,
        rateOfAll: Self.rate(reached, units), rateOfFirst: Self.rate(reached, first),
        rateOfPrevious: previous.flatMap { Self.rate(reached, $0) },
        intervalOfAll: Self.interval(reached, units), intervalOfFirst: Self.interval(reached, first),
        intervalOfPrevious: previous.flatMap { Self.interval(reached, $0) },
        timeFromPrevious: index == 0 ? nil : DurationSummary(times: tally.times[index - 1], bins: plan.bins))
    }
  }

  private func optional(of tally: FunnelTally) -> [FunnelOptionalStep]? {
    let steps = plan.steps.indices.filter { !mandatory.contains($0) }
    if steps.isEmpty { return nil }
    return steps.map { step in
      FunnelOptionalStep(
        step: step + 1, label: plan.steps[step].label, attempts: tally.passed.isEmpty ? 0 : tally.passed[step]
      )
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

  // MARK: Buckets

  /// The numbers of the buckets of the range, empty ones included.
  private func bucketOrder() throws -> ClosedRange<Int>? {
    guard let calendar = plan.buckets else { return nil }
    let range = plan.stream.range
    let first = range.lowerBound == .min ? counts.extent?.lowerBound : range.lowerBound
    let last = range.upperBound == .max ? counts.extent?.upperBound : range.upperBound - 1
    guard let first, let last else { return nil }
    let bounds = (
      calendar.index(of: Timestamp(microseconds: first)), calendar.index(of: Timestamp(microseconds: last))
    )
    guard bounds.0 <= bounds.1 else { return nil }
    let order = bounds.0...bounds.1
    if order.count > Self.maximumBuckets {
      throw QueryError.invalid([
        StatementProblem(.tooManyBuckets(order.count, allowed: Self.maximumBuckets), at: plan.span)
      ])
    }
    return order
  }

  private func buckets(of tally: GroupTally, _ order: ClosedRange<Int>?) -> [FunnelBucket] {
    guard let calendar = plan.buckets, let order else { return [] }
    return order.map { bucket in
      FunnelBucket(
        bucket: calendar.label(ofIndex: bucket),
        steps: steps(
          of: tally.buckets[bucket] ?? FunnelTally(steps: mandatory.count),
          units: counts.all.buckets[bucket]?.units ?? 0))
    }
  }

  // MARK: Groups

  private func groupResults(
    _ ranked: [FunnelGroupKey], _ limit: Int, _ order: ClosedRange<Int>?
  ) -> [FunnelGroup] {
    var other = counts.groups[FunnelGroupKey(kind: .other, values: [])]
    if ranked.count > limit {
      var rest = other ?? GroupTally(whole: FunnelTally(steps: mandatory.count))
      for key in ranked[limit...] {
        if let tally = counts.groups[key] { rest.merge(tally) }
      }
      other = rest
    }
    let listed = ranked.prefix(limit).compactMap { key in counts.groups[key].map { (key, $0) } }
    var results = listed.map { result($1, $0, order) }
    // Missing values and missed steps are no values: they do not compete and always stay.
    for (key, tally) in [
      (FunnelGroupKey(kind: .other, values: []), other),
      (FunnelGroupKey(kind: .none, values: []), counts.groups[FunnelGroupKey(kind: .none, values: [])]),
      (
        FunnelGroupKey(kind: .notReached, values: []),
        counts.groups[FunnelGroupKey(kind: .notReached, values: [])]
      ),
    ] {
      if let tally, tally.whole.reached(0) > 0 { results.append(result(tally, key, order)) }
    }
    return results
  }

  private func result(_ tally: GroupTally, _ key: FunnelGroupKey, _ order: ClosedRange<Int>?) -> FunnelGroup {
    let names = plan.breakdown?.names ?? []
    let values = key.kind == .value ? key.values : [PropertyValue?](repeating: nil, count: names.count)
    let units = plan.breakdown?.attribution == .all ? tally.whole.units : counts.units
    return FunnelGroup(
      group: GroupKey(
        values: zip(names, values).map { GroupValue(property: $0, value: $1) }, kind: key.kind),
      steps: steps(of: tally.whole, units: units),
      buckets: plan.buckets == nil ? nil : buckets(of: tally, order))
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

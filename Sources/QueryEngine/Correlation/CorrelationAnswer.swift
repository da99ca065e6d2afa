import EventModel
import QueryResults
import Statistics

/// Merges what the workers counted and tests every candidate with enough units.
struct CorrelationAnswer {
  private let plan: CorrelationPlan
  private let catalog: SnapshotCatalog
  private let entered: Int
  private let converted: Int
  private var events: [CorrelationOperator.EventCounts]
  private var values: [CorrelationOperator.ValueUnits]

  init(
    plan: CorrelationPlan, catalog: SnapshotCatalog, entered: Int, converted: Int,
    stretches: CorrelationStretches, workers: [CorrelationOperator]
  ) {
    self.plan = plan
    self.catalog = catalog
    self.entered = entered
    self.converted = converted
    events = CorrelationOperator.scatteredCounts(of: workers, stretches, eventCount: catalog.events.count)
    values = plan.properties.map { _ in .init() }
    for worker in workers {
      for event in events.indices { events[event].merge(worker.events[event]) }
      for place in values.indices { values[place].merge(worker.values[place]) }
    }
  }

  /// The result, and the events that could not be tested because they are the entering step's own.
  func result() -> (CorrelationResult, untested: [String]) {
    var rows: [CorrelationRow] = []
    var tooRare = 0
    let least = plan.leastUnits(of: entered)
    let ownEvents = plan.ownEvents
    var ownRows: [CorrelationRow] = []
    func add(_ row: CorrelationRow) {
      if row.converted.reached + row.others.reached >= least { rows.append(row) } else { tooRare += 1 }
    }
    for (number, counts) in events.enumerated() where counts.convertedUnits + counts.otherUnits > 0 {
      var candidate = row(.event, catalog.events[number].name, nil, counts.convertedUnits, counts.otherUnits)
      candidate.timesConverted = FunnelAnswer.rate(counts.convertedTimes, counts.convertedUnits)
      candidate.timesOthers = FunnelAnswer.rate(counts.otherTimes, counts.otherUnits)
      candidate.meanDelay =
        Double(counts.delay) / Double(counts.convertedUnits + counts.otherUnits) / microsecondsPerSecond
      if ownEvents.contains(number) {
        (candidate.oddsRatio, candidate.interval, candidate.p) = (nil, nil, nil)
        ownRows.append(candidate)
      } else {
        add(candidate)
      }
    }
    for (place, property) in plan.properties.enumerated() {
      let found = values[place].units ?? [:]
      // A property that every unit has with the same value says nothing.
      if found.count < 2 { continue }
      for (value, count) in found.sorted(by: { Self.listsBefore($0.key, $1.key) }) {
        add(row(.property, property.name, value, count.converted, count.others))
      }
    }
    let adjusted = RateDifference.adjusted(rows.map(\.p))
    for place in rows.indices { rows[place].pAdjusted = adjusted[place] }
    let tested = rows.count
    rows.sort { left, right in
      let (a, b) = (left.pAdjusted ?? 2, right.pAdjusted ?? 2)
      if a != b { return a < b }
      let (p, q) = (left.p ?? 2, right.p ?? 2)
      if p != q { return p < q }
      if left.support != right.support { return left.support > right.support }
      if left.kind != right.kind { return left.kind == .event }
      if left.name != right.name { return ExactText(left.name) < ExactText(right.name) }
      return Self.listsBefore(left.value, right.value)
    }
    rows = Array(rows.prefix(plan.top))
    rows += ownRows.prefix(plan.top - rows.count)
    let result = CorrelationResult(
      fromStep: plan.fromStep + 1, toStep: plan.toStep + 1, entered: entered, converted: converted,
      support: Double(least) / Double(max(1, entered)), alpha: plan.alpha, rows: rows,
      tested: tested, tooRare: tooRare,
      skippedProperties: plan.properties.indices.filter { values[$0].units == nil }
        .map { plan.properties[$0].name })
    return (result, ownRows.map(\.name))
  }

  private static func listsBefore(_ left: PropertyValue?, _ right: PropertyValue?) -> Bool {
    guard let left, let right else { return left == nil && right != nil }
    return PropertyValue.listsBefore(left, right)
  }

  /// Tests the two-by-two table of a candidate: with it or without, converted or not.
  ///
  /// The p-value is Fisher's where an expected count is below 5, otherwise that of the pooled test.
  private func row(
    _ kind: CorrelationKind, _ name: String, _ value: PropertyValue?, _ convertedWith: Int, _ othersWith: Int
  ) -> CorrelationRow {
    let with = convertedWith + othersWith
    let without = entered - with
    var row = CorrelationRow(
      kind: kind, name: name, value: value,
      converted: .init(reached: convertedWith, entered: converted),
      others: .init(reached: othersWith, entered: entered - converted),
      support: Double(with) / Double(max(1, entered)), oddsRatio: nil, interval: nil, p: nil)
    guard with > 0, without > 0,
      let carriers = try? Statistics.Proportion(successes: convertedWith, trials: with),
      let rest = try? Statistics.Proportion(successes: converted - convertedWith, trials: without)
    else { return row }
    let difference = ProportionDifference(control: rest, treatment: carriers)
    if let ratio = try? RiskRatio.oddsRatio(control: rest, treatment: carriers, alpha: plan.alpha) {
      row.oddsRatio = ratio.estimate
      row.interval = .init(lower: ratio.interval.lower, upper: ratio.interval.upper)
    }
    if difference.smallestExpectedCount < 5 {
      row.p = try? FisherExactTest(
        convertedWith, othersWith, converted - convertedWith, entered - converted - othersWith
      ).twoSided.value
    } else {
      row.p = try? difference.pooledTest().pValue.value
    }
    return row
  }
}

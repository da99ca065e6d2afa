import EventModel
import SegmentStore

/// Counts the candidates of one worker's blocks.
struct CorrelationOperator {
  /// Units that have an event, and how often it happened to them.
  struct EventCounts: Sendable {
    var convertedUnits = 0
    var otherUnits = 0
    var convertedTimes = 0
    var otherTimes = 0
    /// Of the first occurrence after entering, µs, over all units that have it.
    var delay = Int128(0)

    mutating func merge(_ other: EventCounts) {
      convertedUnits += other.convertedUnits
      otherUnits += other.otherUnits
      convertedTimes += other.convertedTimes
      otherTimes += other.otherTimes
      delay += other.delay
    }
  }

  /// Units by the value of one property.
  struct ValueUnits: Sendable {
    /// `nil` once there are too many values to tell apart.
    var units: [PropertyValue?: (converted: Int, others: Int)]? = [:]

    mutating func add(_ value: PropertyValue?, converted: Int, others: Int) {
      guard converted + others > 0 else { return }
      let known = units?[value] ?? (0, 0)
      units?[value] = (known.converted + converted, known.others + others)
      if let count = units?.count, count > CorrelationPlan.maximumValues { units = nil }
    }

    mutating func merge(_ other: ValueUnits) {
      guard let values = other.units else {
        units = nil
        return
      }
      for (value, count) in values { add(value, converted: count.converted, others: count.others) }
    }
  }

  /// How often an event happened in one stretch, and when first, µs after its start.
  struct Occurrence: Sendable {
    var times = 0
    var delay = Int64.max
  }

  private let plan: CorrelationPlan
  private let stretches: CorrelationStretches
  /// By event number of the catalog.
  private(set) var events: [EventCounts]
  /// By place among the plan's properties.
  private(set) var values: [ValueUnits]
  /// What happened in stretches whose unit has events in other blocks too: by stretch, then by event.
  private(set) var scattered: [Int: [Int: Occurrence]] = [:]
  /// Scratch: what happened in the stretch at hand, by event number, and which events did at all.
  private var found: [Occurrence]
  private var seen: [Int] = []

  init(plan: CorrelationPlan, stretches: CorrelationStretches, eventCount: Int) {
    self.plan = plan
    self.stretches = stretches
    events = [EventCounts](repeating: EventCounts(), count: eventCount)
    found = [Occurrence](repeating: Occurrence(), count: eventCount)
    values = plan.properties.map { _ in ValueUnits() }
  }

  /// Looks at block `number` of the scan that found the stretches.
  mutating func consume(_ block: RowBlock, number: Int) throws {
    let entries = stretches.entries[number] ?? []
    if plan.looksAtEvents {
      switch plan.stream.unit {
      case .user: if !entries.isEmpty { try countEvents(entries, nil, block) }
      case .session(let column, let gap, let resetZone):
        guard !entries.isEmpty else { break }
        let map = try UnitMap(sessionsOf: block, column: column, gap: gap, resetZone: resetZone)
        try countEvents(entries, map.unitOfRow, block)
      case .property(let field, _): try gatherEvents(field, block)
      }
    }
    if !plan.properties.isEmpty, !entries.isEmpty { try countValues(entries, block) }
  }

  // MARK: Events

  /// Units that lie in the block as a whole: users, or with `unitOfRow` parts of them.
  private mutating func countEvents(
    _ entries: [(row: Int, stretch: Int)], _ unitOfRow: [UInt32]?, _ block: RowBlock
  ) throws {
    let numbers = try block.events()
    let rowTimes = try block.times()
    let isInStream = try plan.stream.filter?.holds(block.allRows(), in: block)
    let isNamed = events.indices.map { plan.stream.events.contains($0) }
    let users = block.users(ofRows: entries.map { UInt32($0.row) }.sorted())
    var userOfRow: [Int: Int] = [:]
    for (row, user) in zip(entries.map(\.row).sorted(), users) { userOfRow[row] = user }
    for (entry, number) in entries {
      let stretch = stretches.all[number]
      guard let user = userOfRow[entry] else { continue }
      let rows = block.rows(ofUser: user)
      var row = Self.firstRow(in: rows, after: stretch.start, rowTimes)
      while row < rows.upperBound, rowTimes[row] < stretch.end {
        if isInStream?[row] ?? true, unitOfRow.map({ $0[row] == $0[entry] }) ?? true {
          let delay = rowTimes[row] - stretch.start
          if let several = block.labels?.several(ofRow: row) {
            for label in several where isNamed[Int(label)] { note(Int(label), delay: delay) }
          } else if isNamed[Int(numbers[row])] {
            note(Int(numbers[row]), delay: delay)
          }
        }
        row += 1
      }
      for event in seen {
        events[event].add(found[event], hasConverted: stretch.hasConverted)
        found[event] = Occurrence()
      }
      seen.removeAll(keepingCapacity: true)
    }
  }

  /// Notes that an event happened in the stretch at hand.
  @inline(__always)
  private mutating func note(_ event: Int, delay: Int64) {
    if found[event].times == 0 {
      seen.append(event)
      found[event].delay = delay
    }
    found[event].times += 1
  }

  private static func firstRow(in rows: Range<Int>, after time: Int64, _ times: RowTimes) -> Int {
    var (low, high) = (rows.lowerBound, rows.upperBound)
    while low < high {
      let middle = (low + high) / 2
      if times[middle] <= time { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Units whose events may lie in any block; memory grows with what happened in their stretches.
  private mutating func gatherEvents(_ field: BoundFilter.Field, _ block: RowBlock) throws {
    var rows = try plan.stream.events.rows(in: block)
    if let filter = plan.stream.filter { rows = try filter.selection(rows, in: block) }
    var table = ValueTable(fieldCount: 1)
    let keys = try FieldNumbers([field], rows: rows, in: block, table: &table)
    let stretchesOfKey = [[]] + table.values[0].map { stretches.byUnit[$0] ?? [] }
    let numbers = try block.events()
    let times = try block.times()
    for row in rows {
      let time = times[Int(row)]
      for number in stretchesOfKey[Int(keys.number(field: 0, source: row))] {
        let stretch = stretches.all[number]
        guard time > stretch.start, time < stretch.end else { continue }
        for event in block.labels?.several(ofRow: Int(row)) ?? [numbers[Int(row)]]
        where plan.stream.events.contains(Int(event)) {
          scattered[number, default: [:]][Int(event), default: Occurrence()]
            .add(1, delay: time - stretch.start)
        }
      }
    }
  }

  // MARK: Properties

  /// The values that each stretch's entering event has.
  private mutating func countValues(_ entries: [(row: Int, stretch: Int)], _ block: RowBlock) throws {
    for (place, property) in plan.properties.enumerated() where values[place].units != nil {
      guard let chunk = try block.column(property.column) else {
        let converted = entries.count { stretches.all[$0.stretch].hasConverted }
        values[place].add(nil, converted: converted, others: entries.count - converted)
        continue
      }
      var counts = [(converted: Int, others: Int)](repeating: (0, 0), count: chunk.dictionary.count + 1)
      for (row, stretch) in entries {
        if stretches.all[stretch].hasConverted {
          counts[Int(chunk.codesByRow[row])].converted += 1
        } else {
          counts[Int(chunk.codesByRow[row])].others += 1
        }
      }
      for (code, count) in counts.enumerated() {
        values[place].add(
          code == 0 ? nil : chunk.dictionary.value(at: code - 1), converted: count.converted,
          others: count.others)
      }
    }
  }

  // MARK: Merging

  /// Counts the scattered stretches of all workers, each once.
  static func scatteredCounts(
    of workers: [CorrelationOperator], _ stretches: CorrelationStretches, eventCount: Int
  ) -> [EventCounts] {
    var all: [Int: [Int: Occurrence]] = [:]
    for worker in workers {
      for (stretch, events) in worker.scattered {
        all[stretch, default: [:]].merge(events) { $0.adding($1) }
      }
    }
    var counts = [EventCounts](repeating: EventCounts(), count: eventCount)
    for (stretch, events) in all {
      for (event, occurrence) in events {
        counts[event].add(occurrence, hasConverted: stretches.all[stretch].hasConverted)
      }
    }
    return counts
  }
}

extension CorrelationOperator.Occurrence {
  fileprivate mutating func add(_ count: Int, delay: Int64) {
    times += count
    self.delay = min(self.delay, delay)
  }

  fileprivate func adding(_ other: Self) -> Self {
    Self(times: times + other.times, delay: min(delay, other.delay))
  }
}

extension CorrelationOperator.EventCounts {
  /// Adds what happened in one stretch.
  fileprivate mutating func add(_ occurrence: CorrelationOperator.Occurrence, hasConverted: Bool) {
    delay += Int128(occurrence.delay)
    if hasConverted {
      convertedUnits += 1
      convertedTimes += occurrence.times
    } else {
      otherUnits += 1
      otherTimes += occurrence.times
    }
  }
}

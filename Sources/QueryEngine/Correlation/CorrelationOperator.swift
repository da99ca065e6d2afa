import EventModel
import SegmentStore

/// The stretch of a unit's events that is looked at: after it entered and before it converted, or could have.
struct CorrelationStretch: Sendable {
  /// The time of the entering event, µs; events of the same instant are not looked at.
  var start: Int64
  /// The first time that is not looked at any more, µs.
  var end: Int64
  var hasConverted: Bool
}

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

  private let plan: CorrelationPlan
  private let stretches: [ExactText: CorrelationStretch]
  /// By event number of the catalog.
  private(set) var events: [EventCounts]
  /// By place among the plan's properties.
  private(set) var values: [ValueUnits]
  /// Scratch: how often each event happened to the unit at hand, and which did at all.
  private var times: [Int]
  private var seen: [Int] = []

  init(plan: CorrelationPlan, stretches: [ExactText: CorrelationStretch], eventCount: Int) {
    self.plan = plan
    self.stretches = stretches
    events = [EventCounts](repeating: EventCounts(), count: eventCount)
    times = [Int](repeating: 0, count: eventCount)
    values = plan.properties.map { _ in ValueUnits() }
  }

  mutating func consume(_ block: RowBlock) throws {
    let ids = try block.userIDs()
    let found = (0..<block.userCount).compactMap { user in
      stretches[ExactText(ids.text(at: user))].map { (user: user, stretch: $0) }
    }
    guard !found.isEmpty else { return }
    if plan.looksAtEvents { try countEvents(found, block) }
    if !plan.properties.isEmpty { try countValues(found, block) }
  }

  private mutating func countEvents(
    _ found: [(user: Int, stretch: CorrelationStretch)], _ block: RowBlock
  ) throws {
    let numbers = try block.events()
    let rowTimes = try block.times()
    let isInStream = try plan.stream.filter?.holds(block.allRows(), in: block)
    let isNamed = events.indices.map { plan.stream.events.contains($0) }
    for (user, stretch) in found {
      let rows = block.rows(ofUser: user)
      var row = Self.firstRow(in: rows, after: stretch.start, rowTimes)
      while row < rows.upperBound, rowTimes[row] < stretch.end {
        let number = Int(numbers[row])
        if isNamed[number], isInStream?[row] ?? true {
          if times[number] == 0 {
            seen.append(number)
            events[number].delay += Int128(rowTimes[row] - stretch.start)
          }
          times[number] += 1
        }
        row += 1
      }
      for number in seen {
        if stretch.hasConverted {
          events[number].convertedUnits += 1
          events[number].convertedTimes += times[number]
        } else {
          events[number].otherUnits += 1
          events[number].otherTimes += times[number]
        }
        times[number] = 0
      }
      seen.removeAll(keepingCapacity: true)
    }
  }

  private static func firstRow(in rows: Range<Int>, after time: Int64, _ times: RowTimes) -> Int {
    var (low, high) = (rows.lowerBound, rows.upperBound)
    while low < high {
      let middle = (low + high) / 2
      if times[middle] <= time { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The values that each unit's entering event has.
  private mutating func countValues(
    _ found: [(user: Int, stretch: CorrelationStretch)], _ block: RowBlock
  ) throws {
    let entries = try UserRows(plan.entry.rows(in: block, stream: plan.stream), in: block)
    let rows = found.compactMap { user, stretch -> (row: Int, hasConverted: Bool)? in
      let places = entries.places(of: user, in: stretch.start..<Int64.max)
      return places.isEmpty ? nil : (Int(entries.rows[places.lowerBound]), stretch.hasConverted)
    }
    for (place, property) in plan.properties.enumerated() where values[place].units != nil {
      guard let chunk = try block.column(property.column) else {
        let converted = rows.count { $0.hasConverted }
        values[place].add(nil, converted: converted, others: rows.count - converted)
        continue
      }
      var counts = [(converted: Int, others: Int)](repeating: (0, 0), count: chunk.dictionary.count + 1)
      for (row, hasConverted) in rows {
        if hasConverted {
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
}

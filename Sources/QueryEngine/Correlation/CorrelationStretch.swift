import EventModel

/// The stretch of a unit's events that is looked at: after it entered and before it converted, or could have.
struct CorrelationStretch: Sendable {
  /// The time of the entering event, µs; events of the same instant are not looked at.
  var start: Int64
  /// The first time that is not looked at any more, µs.
  var end: Int64
  var hasConverted: Bool
}

/// All stretches, found by the block and row of their entering event, or by their unit.
struct CorrelationStretches: Sendable {
  private(set) var all: [CorrelationStretch] = []
  /// By number of the block: the entering row, and the number of the stretch.
  private(set) var entries: [Int: [(row: Int, stretch: Int)]] = [:]
  /// By unit, the numbers of its stretches.
  private(set) var byUnit: [PropertyValue: [Int]] = [:]

  /// `row` holds the number of the block, then the row.
  mutating func append(_ stretch: CorrelationStretch, unit: PropertyValue, row: UInt64) {
    let number = all.count
    all.append(stretch)
    entries[Int(row >> 32), default: []].append((Int(row & 0xffff_ffff), number))
    byUnit[unit, default: []].append(number)
  }
}

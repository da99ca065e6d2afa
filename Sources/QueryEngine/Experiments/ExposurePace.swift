import EventModel

/// How fast units come in.
struct ExposurePace {
  /// The days that the pace is taken over.
  static let days: Int64 = 7

  /// The mean of new units per day; `nil` where it cannot be said, or where units have stopped coming in.
  var unitsPerDay: Double?
  /// The last day with a new unit, where none came in the last full week of data.
  var lastDay: Int64?

  /// The pace of the last seven days before the newest day of data, which may not be over; of fewer where there are
  /// fewer since the first unit.
  init(_ unitsByDay: [(day: Int64, units: Int)], newestDay: Int64) {
    guard let first = unitsByDay.first?.day, let last = unitsByDay.last?.day else { return }
    if last < newestDay - Self.days {
      lastDay = last
    } else {
      unitsPerDay = Self.mean(unitsByDay, from: first, before: newestDay)
    }
  }

  /// The pace while units came in, however long ago: of the seven days before the one by which 95 % of them were there.
  ///
  /// The few stragglers at the end of a log say nothing of how fast the next experiment fills.
  static func whileComing(_ unitsByDay: [(day: Int64, units: Int)]) -> Double? {
    guard let first = unitsByDay.first?.day else { return nil }
    let all = unitsByDay.reduce(0) { $0 + $1.units }
    var sum = 0
    let end = unitsByDay.first { day in
      sum += day.units
      return Double(sum) >= 0.95 * Double(all)
    }
    return end.flatMap { mean(unitsByDay, from: first, before: $0.day) }
      ?? unitsByDay.last.flatMap { mean(unitsByDay, from: first, before: $0.day) }
  }

  private static func mean(
    _ unitsByDay: [(day: Int64, units: Int)], from first: Int64, before end: Int64
  ) -> Double? {
    let start = max(first, end - days)
    guard start < end else { return nil }
    let units = unitsByDay.reduce(0) { $1.day >= start && $1.day < end ? $0 + $1.units : $0 }
    return units == 0 ? nil : Double(units) / Double(end - start)
  }
}

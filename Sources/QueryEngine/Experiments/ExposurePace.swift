/// How fast units come in.
enum ExposurePace {
  /// The days that the pace is taken over.
  static let days: Int64 = 7

  /// The mean of new units per day over the last seven days before the newest one, which may not be over; fewer where
  /// there are fewer. `nil` when all units came on one day.
  static func unitsPerDay(_ unitsByDay: [(day: Int64, units: Int)]) -> Double? {
    guard let first = unitsByDay.first?.day, let last = unitsByDay.last?.day, last > first else { return nil }
    let start = max(first, last - days)
    let units = unitsByDay.reduce(0) { $1.day >= start && $1.day < last ? $0 + $1.units : $0 }
    return Double(units) / Double(last - start)
  }
}

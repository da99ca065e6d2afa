import EventModel

/// One number per unit, taken from its events between two instants, both included.
package struct NaiveTotal: Sendable {
  package enum Aggregate: String, Sendable, CaseIterable {
    case count, users, distinct, sum, mean, median, min, max
  }

  package var aggregate: Aggregate
  package var field: NaiveField
  package var condition: NaiveCondition

  package init(_ aggregate: Aggregate, _ field: NaiveField, of condition: NaiveCondition) {
    self.aggregate = aggregate
    self.field = field
    self.condition = condition
  }

  /// 0 where no event counts.
  package func value(of events: [NaiveEvent], from start: Int64, through end: Int64) -> Double {
    let counted = events.filter { condition.accepts($0) && $0.time >= start && $0.time <= end }
    switch aggregate {
    case .count: return Double(counted.count)
    case .users: return counted.isEmpty ? 0 : 1
    case .distinct: return Double(Set(counted.compactMap { $0.value(of: field) }).count)
    case .sum, .mean, .median, .min, .max: break
    }
    let numbers = counted.compactMap { $0.value(of: field).flatMap(Self.number) }.sorted()
    if numbers.isEmpty { return 0 }
    switch aggregate {
    case .sum: return numbers.reduce(0, +)
    case .mean: return numbers.reduce(0, +) / Double(numbers.count)
    case .min: return numbers[0]
    case .max: return numbers[numbers.count - 1]
    default:
      let middle = numbers.count / 2
      return numbers.count % 2 == 1 ? numbers[middle] : (numbers[middle - 1] + numbers[middle]) / 2
    }
  }

  /// Numbers, and text that is nothing but one.
  private static func number(_ value: PropertyValue) -> Double? {
    switch value {
    case .integer(let number): return Double(number)
    case .double(let number): return number
    case .string(let text):
      return text.contains(where: { !"0123456789+-.eE".contains($0) }) ? nil : Double(text)
    case .boolean, .timestamp: return nil
    }
  }
}

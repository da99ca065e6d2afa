import EventModel
import SegmentStore
import Statistics

/// Computes one measure of the units of a block, in their order.
struct MeasureReader {
  private enum Values {
    case none
    /// Parallel to the rows of the step; NaN where the event has no number.
    case numbers([Double])
    /// Parallel to the rows of the step; equal values have equal numbers, 0 is no value.
    case identities([UInt32])
  }

  private let aggregate: BoundMeasure.Aggregate
  private(set) var cursor: StepRowCursor
  private let values: Values

  init(_ measure: BoundMeasure, block: RowBlock, stream: BoundStream) throws {
    aggregate = measure.aggregate
    cursor = StepRowCursor(try measure.step.rows(in: block, stream: stream))
    guard let (field, isNumber) = measure.aggregate.field else {
      values = .none
      return
    }
    values =
      isNumber
      ? .numbers(try Self.numbers(field, cursor.rows, block))
      : .identities(try Self.identities(field, cursor.rows, block))
  }

  private static func numbers(
    _ field: BoundFilter.Field, _ rows: [UInt32], _ block: RowBlock
  ) throws -> [Double] {
    guard case .column(let column) = field else {
      let values = try field.values(rows, in: block)
      return rows.indices.map { values($0).flatMap(MeasureNumber.of) ?? .nan }
    }
    guard let chunk = try block.column(column) else { return rows.map { _ in .nan } }
    // Each distinct value is read once.
    let numbers =
      [Double.nan]
      + (0..<chunk.dictionary.count).map {
        MeasureNumber.of(chunk.dictionary.value(at: $0)) ?? .nan
      }
    return rows.map { numbers[Int(chunk.codesByRow[Int($0)])] }
  }

  private static func identities(
    _ field: BoundFilter.Field, _ rows: [UInt32], _ block: RowBlock
  ) throws -> [UInt32] {
    if case .column(let column) = field {
      guard let chunk = try block.column(column) else { return rows.map { _ in 0 } }
      return rows.map { chunk.codesByRow[Int($0)] }
    }
    let values = try field.values(rows, in: block)
    var numbers: [PropertyValue: UInt32] = [:]
    return rows.indices.map { index in
      guard let value = values(index) else { return 0 }
      return numbers[value]
        ?? {
          numbers[value] = UInt32(numbers.count + 1)
          return UInt32(numbers.count)
        }()
    }
  }

  mutating func begin(_ owned: Range<Int>) { cursor.begin(owned) }

  /// The measure of the unit's events in `span`, 0 where there are none.
  func total(in span: ClosedRange<Int64>, _ times: RowTimes) -> Double {
    let indices = cursor.indices(in: span, times)
    if indices.isEmpty { return 0 }
    switch values {
    case .none:
      if case .presence = aggregate { return 1 }
      return Double(indices.count)
    case .identities(let identities):
      var seen = Set<UInt32>()
      for index in indices where identities[index] != 0 { seen.insert(identities[index]) }
      return Double(seen.count)
    case .numbers(let numbers): return reduce(numbers[indices])
    }
  }

  private func reduce(_ numbers: ArraySlice<Double>) -> Double {
    switch aggregate {
    case .sum, .mean:
      var sum = NeumaierSum()
      var count = 0
      for number in numbers where !number.isNaN {
        sum.add(number)
        count += 1
      }
      if case .sum = aggregate { return sum.value }
      return count == 0 ? 0 : sum.value / Double(count)
    case .minimum: return numbers.lazy.filter { !$0.isNaN }.min() ?? 0
    case .maximum: return numbers.lazy.filter { !$0.isNaN }.max() ?? 0
    case .quantile(let order, _):
      let ascending = numbers.filter { !$0.isNaN }.sorted()
      return (try? Quantile.linear(ascending: ascending, order)) ?? 0
    case .count, .presence, .distinct: return 0
    }
  }
}

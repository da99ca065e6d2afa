import EventModel
import QueryLanguage
import SegmentStore

/// Numbers the variants that one worker meets.
struct VariantNumbers {
  /// The mark of an exposure event without a recognised variant.
  static let unknown = -1
  /// The mark of an exposure event without any value.
  static let missing = -2

  private let planned: [PropertyValue]
  private let recognisesAll: Bool
  /// Recognised variants by number; grows while every value is recognised.
  private(set) var values: [PropertyValue]
  private(set) var unknownValues: Set<PropertyValue> = []
  private var numbers: [PropertyValue: Int] = [:]

  init(planned: [PropertyValue]) {
    self.planned = planned
    recognisesAll = planned.isEmpty
    values = planned
  }

  /// The variant number of each of `rows`, or one of the marks; without a field all are the first variant.
  mutating func numbers(
    of field: BoundFilter.Field?, _ rows: [UInt32], in block: RowBlock
  ) throws -> [Int] {
    guard let field else { return rows.map { _ in 0 } }
    if case .column(let column) = field {
      guard let chunk = try block.column(column) else { return rows.map { _ in Self.missing } }
      // Values of other events are no variants, so that only those that occur are numbered.
      var ofCode = [Int?](repeating: nil, count: chunk.dictionary.count)
      return rows.map { row in
        let code = Int(chunk.codesByRow[Int(row)])
        if code == 0 { return Self.missing }
        if let known = ofCode[code - 1] { return known }
        let found = number(of: chunk.dictionary.value(at: code - 1))
        ofCode[code - 1] = found
        return found
      }
    }
    let values = try field.values(rows, in: block)
    return rows.indices.map { index in values(index).map { number(of: $0) } ?? Self.missing }
  }

  private mutating func number(of value: PropertyValue) -> Int {
    if let number = numbers[value] { return number }
    var number = Self.unknown
    if let listed = planned.firstIndex(where: { ValueComparison.holds(value, .equal, $0) }) {
      number = listed
    } else if recognisesAll {
      values.append(value)
      number = values.count - 1
    } else {
      unknownValues.insert(value)
    }
    numbers[value] = number
    return number
  }
}

import EventModel
import SegmentStore

/// Numbers values in order of appearance, field by field; 0 stands for no value.
struct ValueTable {
  private(set) var values: [[PropertyValue]]
  private var numbers: [[PropertyValue: Int32]]
  private let agreementFields: Set<Int>

  init(fieldCount: Int, agreementFields: Set<Int> = []) {
    values = [[PropertyValue]](repeating: [], count: fieldCount)
    numbers = [[PropertyValue: Int32]](repeating: [:], count: fieldCount)
    self.agreementFields = agreementFields
  }

  mutating func number(of value: PropertyValue?, field: Int) -> Int32 {
    guard var value else { return 0 }
    if agreementFields.contains(field), case .double(let double) = value {
      if double.isNaN { return 0 }
      if double == 0 { value = .double(0) }
    }
    if let number = numbers[field][value] { return number }
    values[field].append(value)
    let number = Int32(values[field].count)
    numbers[field][value] = number
    return number
  }

  func value(_ number: Int32, field: Int) -> PropertyValue? {
    number <= 0 ? nil : values[field][Int(number) - 1]
  }
}

/// The value numbers of a pattern's fields for the rows of one block, or for rows gathered from many.
struct FieldNumbers {
  /// Per field, by source.
  private enum Numbers {
    case coded(codes: [UInt32], numbers: [Int32])
    case bySource([Int32])
    case none
  }

  private var fields: [Numbers] = []

  /// `rows` are those that will be asked for.
  init(
    _ boundFields: [BoundFilter.Field], rows: [UInt32], in block: RowBlock, table: inout ValueTable
  ) throws {
    for (index, field) in boundFields.enumerated() {
      switch field {
      case .column(let column):
        guard let chunk = try block.column(column) else {
          fields.append(.none)
          continue
        }
        let numbers = (0..<chunk.dictionary.count).map {
          table.number(of: chunk.dictionary.value(at: $0), field: index)
        }
        fields.append(.coded(codes: chunk.codesByRow, numbers: [0] + numbers))
      case .absent: fields.append(.none)
      default:
        let values = try field.values(rows, in: block)
        var numbers = [Int32](repeating: 0, count: block.rowCount)
        for (place, row) in rows.enumerated() {
          numbers[Int(row)] = table.number(of: values(place), field: index)
        }
        fields.append(.bySource(numbers))
      }
    }
  }

  /// Numbers of rows that were gathered, by field.
  init(gathered: [[Int32]]) {
    fields = gathered.map { .bySource($0) }
  }

  @inline(__always)
  func number(field: Int, source: UInt32) -> Int32 {
    switch fields[field] {
    case .coded(let codes, let numbers): numbers[Int(codes[Int(source)])]
    case .bySource(let numbers): numbers[Int(source)]
    case .none: 0
    }
  }
}

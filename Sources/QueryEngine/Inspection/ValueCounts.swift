import EventModel
import QueryResults
import SegmentStore

/// Types and frequent values of one column, collected chunk by chunk.
struct ValueCounts {
  /// More distinct values are not told apart; then there is no distinct count and no ranking.
  static let maximumDistinct = 100_000

  private(set) var present = 0
  private var byType = [Int](repeating: 0, count: 256)
  /// `nil` once there are too many.
  private var byValue: [PropertyValue: Int]? = [:]

  /// Adds the values that `chunk` has in `rows`, or in all rows.
  mutating func add(_ chunk: ColumnChunk, rows: [UInt32]? = nil) {
    var byCode = [Int](repeating: 0, count: chunk.dictionary.count + 1)
    if let rows {
      for row in rows { byCode[Int(chunk.codesByRow[Int(row)])] += 1 }
    } else {
      for code in chunk.codesByRow { byCode[Int(code)] += 1 }
    }
    add(byCode, of: chunk.dictionary)
  }

  /// Adds the values that some rows of a group have; they ascend.
  mutating func add(_ values: PresentValues, in rows: [UInt32]) {
    var byCode = [Int](repeating: 0, count: values.dictionary.count + 1)
    if let present = values.rows {
      var next = 0
      for (index, row) in present.enumerated() {
        while next < rows.count, rows[next] < row { next += 1 }
        if next < rows.count, rows[next] == row { byCode[Int(values.codes[index])] += 1 }
      }
    } else {
      for row in rows { byCode[Int(values.codes[Int(row)])] += 1 }
    }
    add(byCode, of: values.dictionary)
  }

  /// Adds values of a group of which the rows `dead`, which ascend, count no more.
  mutating func add(_ values: PresentValues, without dead: [UInt32]) {
    var byCode = [Int](repeating: 0, count: values.dictionary.count + 1)
    for code in values.codes { byCode[Int(code)] += 1 }
    if let rows = values.rows {
      var next = 0
      for (index, row) in rows.enumerated() {
        while next < dead.count, dead[next] < row { next += 1 }
        if next < dead.count, dead[next] == row { byCode[Int(values.codes[index])] -= 1 }
      }
    } else {
      for row in dead { byCode[Int(values.codes[Int(row)])] -= 1 }
    }
    add(byCode, of: values.dictionary)
  }

  /// `byCode` says by code + 1 how many rows have a value.
  private mutating func add(_ byCode: [Int], of dictionary: ChunkDictionary) {
    for code in 0..<dictionary.count where byCode[code + 1] > 0 {
      present += byCode[code + 1]
      byType[Int(dictionary.types[code].rawValue)] += byCode[code + 1]
      byValue?[dictionary.value(at: code), default: 0] += byCode[code + 1]
    }
    if let count = byValue?.count, count > Self.maximumDistinct { byValue = nil }
  }

  mutating func merge(_ other: ValueCounts) {
    present += other.present
    for type in byType.indices { byType[type] += other.byType[type] }
    if let values = other.byValue {
      byValue?.merge(values) { $0 + $1 }
      if let count = byValue?.count, count > Self.maximumDistinct { byValue = nil }
    } else {
      byValue = nil
    }
  }

  var types: [TypeCount] {
    PropertyType.allCases.compactMap { type in
      let count = byType[Int(type.rawValue)]
      return count == 0 ? nil : TypeCount(type: type, count: count)
    }.sorted { $0.count > $1.count }
  }

  /// `nil` when there were too many to tell.
  var distinct: Int? { byValue?.count }

  /// The most frequent values, ties in listing order.
  func top(_ count: Int) -> [ValueCount] {
    (byValue ?? [:]).sorted { left, right in
      left.value != right.value ? left.value > right.value : PropertyValue.listsBefore(left.key, right.key)
    }.prefix(count).map { ValueCount(value: $0.key, count: $0.value) }
  }
}

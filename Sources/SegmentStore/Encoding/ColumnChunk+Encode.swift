package import EventModel

/// The values one column takes in the rows of one row group, ready to be encoded.
package struct ColumnValues: Sendable {
  /// A row's value.
  package struct Value: Sendable {
    /// Strings: number in the writer's ``TextDictionary``; other types as in ``EventBatch/Cell``.
    package var payload: UInt64
    package var row: UInt32
    package var type: PropertyType

    package init(row: UInt32, type: PropertyType, payload: UInt64) {
      self.payload = payload
      self.row = row
      self.type = type
    }

    @inline(__always)
    func isSame(_ other: Value) -> Bool { payload == other.payload && type == other.type }
  }

  /// Rows ascend and are distinct.
  package var values: [Value] = []
  /// Where it is set, every row of the group has this value, and ``values`` do not count.
  package var common: Value?

  package init() {}

  /// How many of `rows` rows have a value.
  func count(ofRows rows: Int) -> Int { common == nil ? values.count : rows }

  mutating func removeAll() {
    values.removeAll(keepingCapacity: true)
    common = nil
  }
}

extension ColumnChunk {
  /// What encoding a chunk gives: its bytes and what the directory says of it.
  struct Encoded {
    var bytes: [UInt8]
    var distinct: Int
  }

  static func encode(_ values: ColumnValues, rows: Int, texts: TextList) -> Encoded {
    var writer = ByteWriter()
    if let common = values.common {
      writer.append(byte: PresenceMode.all.rawValue)
      appendDictionary([common], texts: texts, to: &writer)
      appendCodes([], distinct: 1, to: &writer)
      return Encoded(bytes: writer.bytes, distinct: 1)
    }
    appendPresence(values.values, of: rows, to: &writer)
    let (codes, distinct) = values.values.withUnsafeBufferPointer { numbered($0) }
    appendDictionary(distinct, texts: texts, to: &writer)
    appendCodes(codes, distinct: distinct.count, to: &writer)
    return Encoded(bytes: writer.bytes, distinct: distinct.count)
  }

  private static func appendPresence(
    _ values: [ColumnValues.Value], of rows: Int, to writer: inout ByteWriter
  ) {
    if values.count == rows {
      writer.append(byte: PresenceMode.all.rawValue)
      return
    }
    let present = values.map(\.row)
    let list = present.withUnsafeBufferPointer { Postings.encode($0) }
    if list.count < (rows + 7) / 8 {
      writer.append(byte: PresenceMode.rowList.rawValue)
      writer.append(varint: list.count)
      writer.bytes.append(contentsOf: list)
      return
    }
    writer.append(byte: PresenceMode.bitSet.rawValue)
    var bits = [UInt8](repeating: 0, count: (rows + 7) / 8)
    for row in present { bits[Int(row >> 3)] |= 1 << UInt8(row & 7) }
    writer.bytes.append(contentsOf: bits)
  }

  /// Numbers the distinct values by first appearance: a code per value, and the first value of each code.
  private static func numbered(
    _ values: UnsafeBufferPointer<ColumnValues.Value>
  ) -> (codes: [UInt32], distinct: [ColumnValues.Value]) {
    var distinct: [ColumnValues.Value] = []
    var table = [UInt32](repeating: 0, count: 256)
    let codes = [UInt32](unsafeUninitializedCapacity: values.count) { codes, count in
      for index in 0..<values.count {
        let value = values[index]
        // Most columns change slowly within a user: look at the row before first.
        if index > 0, values[index &- 1].isSame(value) {
          codes[index] = codes[index &- 1]
        } else {
          codes[index] = number(value, in: &table, &distinct)
        }
      }
      count = values.count
    }
    return (codes, distinct)
  }

  /// The number of a value, new or known; `table` holds numbers + 1 under open addressing.
  private static func number(
    _ value: ColumnValues.Value, in table: inout [UInt32], _ distinct: inout [ColumnValues.Value]
  ) -> UInt32 {
    let mask = UInt64(table.count - 1)
    var place = mixed(value) & mask
    while true {
      let entry = table[Int(place)]
      if entry == 0 { break }
      if distinct[Int(entry - 1)].isSame(value) { return entry - 1 }
      place = (place + 1) & mask
    }
    distinct.append(value)
    let number = UInt32(distinct.count)
    table[Int(place)] = number
    if distinct.count * 2 > table.count {
      table = [UInt32](repeating: 0, count: table.count * 4)
      let mask = UInt64(table.count - 1)
      for (code, value) in distinct.enumerated() {
        var place = mixed(value) & mask
        while table[Int(place)] != 0 { place = (place + 1) & mask }
        table[Int(place)] = UInt32(code + 1)
      }
    }
    return number - 1
  }

  private static func mixed(_ value: ColumnValues.Value) -> UInt64 {
    let product = (value.payload ^ UInt64(value.type.rawValue) &<< 56) &* 0x9e37_79b9_7f4a_7c15
    return product ^ (product &>> 32)
  }

  private static func appendDictionary(
    _ values: [ColumnValues.Value], texts: TextList, to writer: inout ByteWriter
  ) {
    writer.append(varint: values.count)
    let types = values.map(\.type)
    if let only = types.first, types.allSatisfy({ $0 == only }) {
      writer.append(byte: 0)
      writer.append(byte: only.rawValue)
    } else {
      writer.append(byte: 1)
      writer.bytes.append(contentsOf: types.lazy.map(\.rawValue))
    }
    var strings = TextList()
    var numbers: [UInt64] = []
    for value in values {
      if value.type == .string {
        strings.append(texts[Int(value.payload)])
      } else {
        numbers.append(value.payload)
      }
    }
    let encodedStrings = strings.encoded()
    writer.append(varint: encodedStrings.count)
    writer.bytes.append(contentsOf: encodedStrings)
    appendNumbers(numbers, areDoubles: types.contains(.double), to: &writer)
  }

  private static func appendNumbers(_ numbers: [UInt64], areDoubles: Bool, to writer: inout ByteWriter) {
    if numbers.isEmpty {
      writer.append(byte: 0)
    } else if areDoubles {
      writer.append(byte: 2)
      for number in numbers { writer.append(word: number) }
    } else {
      writer.append(byte: 1)
      var last: Int64 = 0
      for number in numbers {
        let value = Int64(bitPattern: number)
        writer.append(signedVarint: value &- last)
        last = value
      }
    }
  }

  private static func appendCodes(_ codes: [UInt32], distinct: Int, to writer: inout ByteWriter) {
    if distinct <= 1 {
      writer.append(byte: CodeMode.constant.rawValue)
      return
    }
    if distinct == codes.count {
      writer.append(byte: CodeMode.identity.rawValue)
      return
    }
    let runs = 1 + zip(codes, codes.dropFirst()).reduce(0) { $0 + ($1.0 == $1.1 ? 0 : 1) }
    let width = BitArray.readableWidth(BitArray.width(of: UInt64(distinct - 1)))
    // A run costs about three bytes before compression.
    if runs * 3 < BitArray.byteCount(codes.count, width: width) {
      writer.append(byte: CodeMode.runs.rawValue)
      writer.append(varint: runs)
      var start = 0
      for index in 1...codes.count where index == codes.count || codes[index] != codes[start] {
        writer.append(varint: UInt64(codes[start]))
        writer.append(varint: index - start)
        start = index
      }
      return
    }
    writer.append(byte: CodeMode.packed.rawValue)
    writer.append(byte: UInt8(width))
    BitArray.append(count: codes.count, width: width, to: &writer.bytes) { UInt64(codes[$0]) }
  }
}

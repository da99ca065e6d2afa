package import EventModel

/// The values one column takes in the rows of one row group, ready to be encoded.
package struct ColumnValues: Sendable {
  /// Ascending and distinct.
  package var rows: [UInt32] = []
  package var types: [PropertyType] = []
  /// Strings: number in the writer's ``TextDictionary``; other types as in ``EventBatch/Cell``.
  package var payloads: [UInt64] = []

  package init() {}

  /// The same value in each of the first `rows` rows.
  package init(repeating payload: UInt64, type: PropertyType, rows: Int) {
    self.rows = (0..<UInt32(rows)).map { $0 }
    types = [PropertyType](repeating: type, count: rows)
    payloads = [UInt64](repeating: payload, count: rows)
  }

  package mutating func append(row: UInt32, type: PropertyType, payload: UInt64) {
    rows.append(row)
    types.append(type)
    payloads.append(payload)
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
    appendPresence(values.rows, of: rows, to: &writer)
    let (codes, firsts) = numbered(values)
    appendDictionary(values, firsts: firsts, texts: texts, to: &writer)
    appendCodes(codes, distinct: firsts.count, to: &writer)
    return Encoded(bytes: writer.bytes, distinct: firsts.count)
  }

  private static func appendPresence(_ present: [UInt32], of rows: Int, to writer: inout ByteWriter) {
    if present.count == rows {
      writer.append(byte: PresenceMode.all.rawValue)
      return
    }
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

  /// Numbers the distinct values by first appearance: a code per value, and where each code first stood.
  private static func numbered(_ values: ColumnValues) -> (codes: [UInt32], firsts: [Int]) {
    var codes = [UInt32](repeating: 0, count: values.payloads.count)
    var firsts: [Int] = []
    var table = [UInt32](repeating: 0, count: 256)
    var mask = UInt64(table.count - 1)
    var previous = 0
    for index in values.payloads.indices {
      let payload = values.payloads[index]
      let type = values.types[index]
      // Most columns change slowly within a user: look at the row before first.
      if index > 0, values.payloads[previous] == payload, values.types[previous] == type {
        codes[index] = codes[previous]
        previous = index
        continue
      }
      previous = index
      var place = mixed(payload, type) & mask
      while true {
        let entry = table[Int(place)]
        if entry == 0 {
          codes[index] = UInt32(firsts.count)
          firsts.append(index)
          table[Int(place)] = UInt32(firsts.count)
          break
        }
        let first = firsts[Int(entry - 1)]
        if values.payloads[first] == payload && values.types[first] == type {
          codes[index] = entry - 1
          break
        }
        place = (place + 1) & mask
      }
      if firsts.count * 2 > table.count {
        table = [UInt32](repeating: 0, count: table.count * 4)
        mask = UInt64(table.count - 1)
        for (code, first) in firsts.enumerated() {
          var place = mixed(values.payloads[first], values.types[first]) & mask
          while table[Int(place)] != 0 { place = (place + 1) & mask }
          table[Int(place)] = UInt32(code + 1)
        }
      }
    }
    return (codes, firsts)
  }

  private static func mixed(_ payload: UInt64, _ type: PropertyType) -> UInt64 {
    let product = (payload ^ UInt64(type.rawValue) &<< 56) &* 0x9e37_79b9_7f4a_7c15
    return product ^ (product &>> 32)
  }

  private static func appendDictionary(
    _ values: ColumnValues, firsts: [Int], texts: TextList, to writer: inout ByteWriter
  ) {
    writer.append(varint: firsts.count)
    let types = firsts.map { values.types[$0] }
    if let only = types.first, types.allSatisfy({ $0 == only }) {
      writer.append(byte: 0)
      writer.append(byte: only.rawValue)
    } else {
      writer.append(byte: 1)
      writer.bytes.append(contentsOf: types.lazy.map(\.rawValue))
    }
    var strings = TextList()
    var numbers: [UInt64] = []
    for first in firsts {
      if values.types[first] == .string {
        strings.append(texts[Int(values.payloads[first])])
      } else {
        numbers.append(values.payloads[first])
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

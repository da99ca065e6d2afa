import EventModel

extension ColumnChunk {
  /// Decodes a chunk of a row group with `rows` rows of which `present` have a value.
  package init(_ bytes: UnsafeRawBufferPointer, rows: Int, present: Int) throws(DamageFound) {
    self.init(try PresentValues(bytes, rows: rows, present: present), rows: rows)
  }

  init(_ values: PresentValues, rows: Int) {
    dictionary = values.dictionary
    guard let presentRows = values.rows else {
      codesByRow = values.codes
      return
    }
    var byRow = [UInt32](repeating: 0, count: rows)
    for (index, row) in presentRows.enumerated() { byRow[Int(row)] = values.codes[index] }
    codesByRow = byRow
  }
}

/// The values of a chunk without a place for the rows that have none: costs what there is, however many rows there are.
package struct PresentValues: Sendable {
  package let dictionary: ChunkDictionary
  /// The rows that have a value, ascending; `nil` when all have one.
  package let rows: [UInt32]?
  /// Code + 1 of each value.
  package let codes: [UInt32]

  /// Decodes a chunk of a row group with `rows` rows of which `present` have a value.
  package init(_ bytes: UnsafeRawBufferPointer, rows: Int, present: Int) throws(DamageFound) {
    self.init(try Stored(bytes, rows: rows, present: present))
  }

  init(_ stored: Stored) {
    dictionary = stored.dictionary
    rows = stored.rows
    codes =
      switch stored.codes {
      case .list(let list): list
      case .runs(let runs): Self.list(of: runs)
      }
  }

  /// What stands in a chunk, with runs of equal values as they are.
  struct Stored {
    enum Codes {
      /// Code + 1 of each value.
      case list([UInt32])
      /// Code + 1 and number of values of each run.
      case runs([(code: UInt32, length: Int)])
    }

    let dictionary: ChunkDictionary
    let rows: [UInt32]?
    let codes: Codes

    init(_ bytes: UnsafeRawBufferPointer, rows: Int, present: Int) throws(DamageFound) {
      var reader = ByteReader(bytes)
      self.rows = try PresentValues.readPresence(&reader, rows: rows, present: present)
      dictionary = try ChunkDictionary(from: &reader, limit: present)
      codes = try PresentValues.readCodes(&reader, present: present, distinct: dictionary.count)
      guard reader.remaining == 0 else { throw DamageFound(.lengthOutOfBounds) }
    }
  }

  /// The values of a chunk that is decoded already.
  package init(_ chunk: ColumnChunk) {
    let present = chunk.codesByRow.indices.filter { chunk.codesByRow[$0] != 0 }
    dictionary = chunk.dictionary
    rows = present.count == chunk.codesByRow.count ? nil : present.map { UInt32($0) }
    codes = present.map { chunk.codesByRow[$0] }
  }

  /// The rows with a value, or `nil` when all have one.
  private static func readPresence(
    _ reader: inout ByteReader, rows: Int, present: Int
  ) throws(DamageFound) -> [UInt32]? {
    let code = try reader.readByte()
    switch ColumnChunk.PresenceMode(rawValue: code) {
    case .all:
      guard present == rows else { throw DamageFound(.inconsistent("value count")) }
      return nil
    case .bitSet:
      let bits = try reader.readBytes((rows + 7) / 8)
      var list: [UInt32] = []
      list.reserveCapacity(present)
      for (index, byte) in bits.enumerated() {
        var rest = byte
        while rest != 0 {
          list.append(UInt32(index * 8 + rest.trailingZeroBitCount))
          rest &= rest - 1
        }
      }
      guard list.count == present, (list.last ?? 0) < rows else {
        throw DamageFound(.inconsistent("value count"))
      }
      return list
    case .rowList:
      let length = try reader.readCount(limit: reader.remaining)
      var list: [UInt32] = []
      try Postings.decode(try reader.readBytes(length), count: present, below: rows, into: &list)
      return list
    case nil:
      throw DamageFound(.invalidCode(Int(code)))
    }
  }

  private static func readCodes(
    _ reader: inout ByteReader, present: Int, distinct: Int
  ) throws(DamageFound) -> Stored.Codes {
    let mode = try reader.readByte()
    guard distinct > 0 || present == 0 else { throw DamageFound(.inconsistent("dictionary")) }
    switch ColumnChunk.CodeMode(rawValue: mode) {
    case .constant:
      let run: (code: UInt32, length: Int) = (code: 1, length: present)
      return .runs([run])
    case .identity:
      guard distinct == present else { throw DamageFound(.inconsistent("dictionary")) }
      return .list((0..<UInt32(present)).map { $0 + 1 })
    case .packed:
      return .list(try readPacked(&reader, count: present, distinct: distinct))
    case .runs:
      return .runs(try readRuns(&reader, count: present, distinct: distinct))
    case nil:
      throw DamageFound(.invalidCode(Int(mode)))
    }
  }

  private static func readRuns(
    _ reader: inout ByteReader, count: Int, distinct: Int
  ) throws(DamageFound) -> [(code: UInt32, length: Int)] {
    var runs: [(code: UInt32, length: Int)] = []
    var total = 0
    for _ in 0..<(try reader.readCount(limit: count)) {
      let code = try reader.readCount(limit: distinct - 1)
      let length = try reader.readCount(limit: count - total)
      runs.append((UInt32(code + 1), length))
      total += length
    }
    guard total == count else { throw DamageFound(.inconsistent("run lengths")) }
    return runs
  }

  private static func list(of runs: [(code: UInt32, length: Int)]) -> [UInt32] {
    [UInt32](unsafeUninitializedCapacity: runs.reduce(0) { $0 + $1.length }) { codes, initialized in
      var next = 0
      for run in runs {
        for place in next..<next + run.length { codes.initializeElement(at: place, to: run.code) }
        next += run.length
      }
      initialized = next
    }
  }

  private static func readPacked(
    _ reader: inout ByteReader, count: Int, distinct: Int
  ) throws(DamageFound) -> [UInt32] {
    let width = Int(try reader.readByte())
    guard width <= 32 else { throw DamageFound(.inconsistent("width")) }
    // Copied because a packed value is read with an eight-byte load that may reach past the block.
    let packed =
      [UInt8](try reader.readBytes(BitArray.byteCount(count, width: width))) + [0, 0, 0, 0, 0, 0, 0, 0]
    let mask = BitArray.mask(width: width)
    var largest: UInt64 = 0
    let codes = packed.withUnsafeBytes { buffer in
      guard let base = buffer.baseAddress else { return [UInt32]() }
      return [UInt32](unsafeUninitializedCapacity: count) { codes, initialized in
        for index in 0..<count {
          let code = BitArray.value(in: base, at: index, width: width, mask: mask)
          largest = max(largest, code)
          codes[index] = UInt32(truncatingIfNeeded: code &+ 1)
        }
        initialized = count
      }
    }
    guard count == 0 || largest < UInt64(distinct) else { throw DamageFound(.inconsistent("code")) }
    return codes
  }
}

extension ChunkDictionary {
  /// Reads a dictionary of at most `limit` entries.
  init(from reader: inout ByteReader, limit: Int) throws(DamageFound) {
    let count = try reader.readCount(limit: limit)
    types = try Self.readTypes(&reader, count: count)
    let stringCount = types.reduce(0) { $0 + ($1 == .string ? 1 : 0) }
    let length = try reader.readCount(limit: reader.remaining)
    texts = try TextList(try reader.readBytes(length), count: stringCount)
    payloads = []
    payloads.reserveCapacity(count)
    let mode = try reader.readByte()
    guard mode <= 2, (mode == 0) == (stringCount == count) else { throw DamageFound(.invalidCode(Int(mode))) }
    var text: UInt64 = 0
    var last: Int64 = 0
    for type in types {
      if type == .string {
        payloads.append(text)
        text += 1
      } else if mode == 1 {
        last = last &+ (try reader.readSignedVarint())
        payloads.append(UInt64(bitPattern: last))
      } else {
        payloads.append(try reader.readWord(UInt64.self))
      }
    }
  }

  private static func readTypes(_ reader: inout ByteReader, count: Int) throws(DamageFound) -> [PropertyType]
  {
    func type(_ code: UInt8) throws(DamageFound) -> PropertyType {
      guard let type = PropertyType(rawValue: code) else { throw DamageFound(.invalidCode(Int(code))) }
      return type
    }
    switch try reader.readByte() {
    case 0:
      return [PropertyType](repeating: try type(try reader.readByte()), count: count)
    case 1:
      var types: [PropertyType] = []
      types.reserveCapacity(count)
      for byte in try reader.readBytes(count) { types.append(try type(byte)) }
      return types
    case let code:
      throw DamageFound(.invalidCode(Int(code)))
    }
  }
}

import EventModel

// The names under which `store info` tells how blocks are encoded; they are those of docs/format/segment-file.md.

extension TimeFrames {
  /// `frames of 12 bits`.
  var encodingName: String { "frames of \(width) bits" }
}

extension Postings {
  /// `units` or `Rice codes`.
  static func encodingName(_ bytes: UnsafeRawBufferPointer) throws(DamageFound) -> String {
    switch bytes.first {
    case 1, 2, 4: return "units"
    case .some(8...39): return "Rice codes"
    case .some(let code): throw DamageFound(.invalidCode(Int(code)))
    case nil: throw DamageFound(.tooShort)
    }
  }
}

extension ColumnChunk {
  /// How the codes of a chunk are kept, found without decoding the chunk: `constant`, `identity`, `packed` or `runs`.
  static func encodingName(_ bytes: UnsafeRawBufferPointer, rows: Int) throws(DamageFound) -> String {
    var reader = ByteReader(bytes)
    let presence = try reader.readByte()
    switch PresenceMode(rawValue: presence) {
    case .all: break
    case .bitSet: _ = try reader.readBytes((rows + 7) / 8)
    case .rowList: _ = try reader.readBytes(try reader.readCount(limit: reader.remaining))
    case nil: throw DamageFound(.invalidCode(Int(presence)))
    }
    try ChunkDictionary.skip(&reader, limit: rows)
    let mode = try reader.readByte()
    switch CodeMode(rawValue: mode) {
    case .constant: return "constant"
    case .identity: return "identity"
    case .packed: return "packed"
    case .runs: return "runs"
    case nil: throw DamageFound(.invalidCode(Int(mode)))
    }
  }
}

extension ChunkDictionary {
  /// Passes over a dictionary of at most `limit` entries.
  fileprivate static func skip(_ reader: inout ByteReader, limit: Int) throws(DamageFound) {
    let count = try reader.readCount(limit: limit)
    var numbers = count
    if try reader.readByte() == 0 {
      if try reader.readByte() == PropertyType.string.rawValue { numbers = 0 }
    } else {
      numbers = try reader.readBytes(count).reduce(0) { $0 + ($1 == PropertyType.string.rawValue ? 0 : 1) }
    }
    _ = try reader.readBytes(try reader.readCount(limit: reader.remaining))
    switch try reader.readByte() {
    case 0: break
    case 1: for _ in 0..<numbers { _ = try reader.readVarint() }
    case 2: _ = try reader.readBytes(numbers * 8)
    case let code: throw DamageFound(.invalidCode(Int(code)))
    }
  }
}

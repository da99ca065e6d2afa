import EventModel

// mask      = magic "SJNMSK\r\n"  version u32 (1)  flags u32 (0)  body  checksum u64
// body      = file  remainder  groups
// See `docs/format/row-mask.md`.

extension RowMask {
  package static let magic: [UInt8] = Array("SJNMSK\r\n".utf8)
  package static let version: UInt32 = 1

  /// The bytes of the mask of a file with `fileRows` rows.
  package func encoded(fileRows: Int) -> [UInt8] {
    var writer = ByteWriter()
    writer.bytes.append(contentsOf: Self.magic)
    writer.append(word: Self.version)
    writer.append(word: UInt32(0))
    writer.append(varint: fileRows)
    writer.append(varint: remainder.rows)
    writer.append(varint: remainder.users)
    writer.append(signedVarint: remainder.firstTime.microseconds)
    writer.append(signedVarint: remainder.lastTime.microseconds)
    for counts in [remainder.eventRows, remainder.columnRows] {
      writer.append(varint: counts.count)
      for count in counts { writer.append(varint: count) }
    }
    writer.append(varint: groups.count)
    var next = 0
    for index in groups.keys.sorted() {
      guard let dead = groups[index] else { continue }
      writer.append(varint: index - next)
      next = index + 1
      for count in dead.counts { writer.append(varint: count) }
      let rows = dead.rows.withUnsafeBufferPointer { Postings.encode($0) }
      writer.append(varint: rows.count)
      writer.bytes.append(contentsOf: rows)
    }
    writer.append(word: writer.bytes.withUnsafeBytes { Checksum.xxh3($0) })
    return writer.bytes
  }

  /// Reads the mask of a file whose footer is `footer`; `path` is named in errors.
  package init(_ bytes: [UInt8], footer: SegmentFooter, path: String) throws(StoreError) {
    let body = try TableEnvelope.body(of: bytes, magic: Self.magic, version: Self.version, path: path)
    let outcome: Result<RowMask, DamageFound> = bytes.withUnsafeBytes { bytes in
      do throws(DamageFound) {
        return .success(try RowMask(UnsafeRawBufferPointer(rebasing: bytes[body]), footer: footer))
      } catch {
        return .failure(error)
      }
    }
    do {
      self = try outcome.get()
    } catch {
      throw .damaged(file: path, block: "mask", offset: UInt64(body.lowerBound), problem: error.damage)
    }
  }

  private init(_ bytes: UnsafeRawBufferPointer, footer: SegmentFooter) throws(DamageFound) {
    var reader = ByteReader(bytes)
    guard try reader.readCount(limit: SegmentLimits.rowsPerFile) == footer.rows else {
      throw DamageFound(.inconsistent("segment file"))
    }
    remainder = Remainder()
    remainder.rows = try reader.readCount(limit: footer.rows)
    remainder.users = try reader.readCount(limit: footer.users)
    remainder.firstTime = Timestamp(microseconds: try reader.readSignedVarint())
    remainder.lastTime = Timestamp(microseconds: try reader.readSignedVarint())
    remainder.eventRows = try Self.readCounts(&reader, limits: footer.eventNames.map(\.rows))
    remainder.columnRows = try Self.readCounts(
      &reader, limits: [Int](repeating: remainder.rows, count: footer.columns.count))
    groups = [:]
    var next = 0
    for _ in 0..<(try reader.readCount(limit: footer.groups.count)) {
      let index = next + (try reader.readCount(limit: footer.groups.count - 1 - next))
      next = index + 1
      let rows = footer.groups[index].rows
      var counts: [Int] = []
      for _ in DeathCause.allCases { counts.append(try reader.readCount(limit: rows)) }
      let dead = counts.reduce(0, +)
      guard 0 < dead, dead <= rows else { throw DamageFound(.inconsistent("row count")) }
      let length = try reader.readCount(limit: reader.remaining)
      var list: [UInt32] = []
      try Postings.decode(try reader.readBytes(length), count: dead, below: rows, into: &list)
      groups[index] = DeadRows(rows: list, counts: counts)
    }
    guard reader.remaining == 0 else { throw DamageFound(.lengthOutOfBounds) }
    guard remainder.rows + deadRows == footer.rows, remainder.eventRows.reduce(0, +) == remainder.rows,
      (remainder.rows == 0) == (remainder.users == 0), remainder.users <= remainder.rows
    else { throw DamageFound(.inconsistent("row count")) }
    guard
      remainder.rows == 0
        || footer.firstTime <= remainder.firstTime && remainder.firstTime <= remainder.lastTime
          && remainder.lastTime <= footer.lastTime
    else { throw DamageFound(.inconsistent("time range")) }
  }

  private static func readCounts(
    _ reader: inout ByteReader, limits: [Int]
  ) throws(DamageFound) -> [Int] {
    guard try reader.readCount(limit: limits.count) == limits.count else {
      throw DamageFound(.inconsistent("code"))
    }
    var counts: [Int] = []
    for limit in limits { counts.append(try reader.readCount(limit: limit)) }
    return counts
  }
}

/// What small tables beside segment files have in common: a mark, a version and a checksum around their bytes.
enum TableEnvelope {
  static let headerLength = 16
  static let trailerLength = 8

  /// Where the content of `bytes` lies, once mark, version and checksum are right.
  static func body(
    of bytes: [UInt8], magic: [UInt8], version: UInt32, path: String
  ) throws(StoreError) -> Range<Int> {
    guard bytes.count >= headerLength + trailerLength else {
      throw .damaged(file: path, block: "header", offset: 0, problem: .tooShort)
    }
    guard bytes.starts(with: magic) else {
      throw .damaged(file: path, block: "header", offset: 0, problem: .badMagic)
    }
    func word<Word: FixedWidthInteger>(at offset: Int, _ type: Word.Type) -> Word {
      bytes.withUnsafeBytes { Word(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: Word.self)) }
    }
    let found = word(at: 8, UInt32.self)
    guard found <= version else { throw .newerVersion(file: path, found: found, supported: version) }
    guard found > 0, word(at: 12, UInt32.self) == 0 else {
      throw .damaged(
        file: path, block: "header", offset: 8,
        problem: .invalidCode(Int(found == 0 ? found : word(at: 12, UInt32.self))))
    }
    let end = bytes.count - trailerLength
    guard bytes[..<end].withUnsafeBytes({ Checksum.xxh3($0) }) == word(at: end, UInt64.self) else {
      throw .damaged(file: path, block: "checksum", offset: UInt64(end), problem: .checksum)
    }
    return headerLength..<end
  }
}

/// Where a block lies in its file and how to get its bytes back.
package struct BlockReference: Equatable, Sendable {
  /// How a block is stored; raw values are written to files and never change.
  package enum Compression: UInt8, Sendable {
    case none = 0
    case zstd = 1
  }

  package var offset: UInt64
  package var storedLength: Int
  package var rawLength: Int
  package var compression: Compression
  package var checksum: UInt32

  package init(offset: UInt64, storedLength: Int, rawLength: Int, compression: Compression, checksum: UInt32)
  {
    self.offset = offset
    self.storedLength = storedLength
    self.rawLength = rawLength
    self.compression = compression
    self.checksum = checksum
  }
}

extension BlockReference {
  package func write(to writer: inout ByteWriter) {
    writer.append(varint: offset)
    writer.append(varint: storedLength)
    writer.append(varint: rawLength)
    writer.append(byte: compression.rawValue)
    writer.append(word: checksum)
  }

  package init(from reader: inout ByteReader) throws(DamageFound) {
    offset = try reader.readVarint()
    storedLength = try reader.readCount(limit: SegmentLimits.blockBytes)
    rawLength = try reader.readCount(limit: SegmentLimits.blockBytes)
    let code = try reader.readByte()
    guard let compression = Compression(rawValue: code) else { throw DamageFound(.invalidCode(Int(code))) }
    self.compression = compression
    let longest = compression == .none ? storedLength : storedLength * SegmentLimits.expansion
    guard rawLength <= longest, compression == .zstd || rawLength == storedLength else {
      throw DamageFound(.lengthOutOfBounds)
    }
    checksum = try reader.readWord(UInt32.self)
  }
}

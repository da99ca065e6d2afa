/// What stands before the blocks of an object container file.
package struct AvroHeader: Sendable {
  package var schema: AvroSchema
  package var codec: AvroCodec
  /// The 16 bytes that end the header and every block.
  package var syncMarker: [UInt8]
  /// Bytes of the header in the file.
  package var byteCount: Int

  /// `Obj` and the version of the format.
  static let magic: [UInt8] = [0x4F, 0x62, 0x6A, 0x01]
  package static let markerBytes = 16

  /// Reads the header that `bytes` begin with; `nil` when more bytes are needed to tell.
  init?(parsing bytes: UnsafeBufferPointer<UInt8>) throws(AvroFault.Problem) {
    guard bytes.prefix(Self.magic.count).elementsEqual(Self.magic.prefix(bytes.count)) else {
      throw .notAvro
    }
    guard bytes.count >= Self.magic.count else { return nil }
    var reader = AvroNumberReader(bytes: bytes, position: Self.magic.count)
    var schemaText: [UInt8]?
    var codecName: [UInt8] = Array("null".utf8)
    while true {
      guard var entries = try reader.readLong() else { return nil }
      if entries == 0 { break }
      if entries < 0 {
        guard entries > -(1 << 32), try reader.readLong() != nil else { return nil }
        entries = -entries
      }
      // Each entry takes two bytes at least, so the limit of bytes bounds their number too.
      for _ in 0..<min(entries, Int64(AvroLimits.headerBytes)) {
        guard let name = try reader.readBytes(), let value = try reader.readBytes() else { return nil }
        if name.elementsEqual("avro.schema".utf8) { schemaText = Array(value) }
        if name.elementsEqual("avro.codec".utf8) { codecName = Array(value) }
      }
    }
    guard bytes.count - reader.position >= Self.markerBytes else { return nil }
    syncMarker = Array(bytes[reader.position..<reader.position + Self.markerBytes])
    byteCount = reader.position + Self.markerBytes
    let name = String(decoding: codecName, as: UTF8.self)
    guard let codec = AvroCodec(rawValue: name) else { throw .unsupportedCodec(name) }
    self.codec = codec
    guard let schemaText else {
      throw .malformedSchema(.missingAttribute(path: "", attribute: "avro.schema"))
    }
    do {
      schema = try AvroSchema(parsing: schemaText)
    } catch {
      throw .malformedSchema(error)
    }
  }
}

/// Reads numbers and byte runs that may not be there completely yet.
struct AvroNumberReader {
  let bytes: UnsafeBufferPointer<UInt8>
  var position: Int

  /// The next zigzag number; `nil` when the bytes end inside it.
  mutating func readLong() throws(AvroFault.Problem) -> Int64? {
    var value: UInt64 = 0
    for index in 0..<10 {
      guard position < bytes.count else { return nil }
      let byte = bytes[position]
      position += 1
      value |= UInt64(byte & 0x7F) << UInt64(7 * index)
      if byte < 0x80 { return Int64(bitPattern: value >> 1) ^ (0 &- Int64(bitPattern: value & 1)) }
    }
    throw .badHeader
  }

  /// The next length and as many bytes; `nil` when the bytes end inside.
  mutating func readBytes() throws(AvroFault.Problem) -> Slice<UnsafeBufferPointer<UInt8>>? {
    guard let length = try readLong() else { return nil }
    guard 0...Int64(AvroLimits.headerBytes) ~= length else { throw .badHeader }
    guard bytes.count - position >= Int(length) else { return nil }
    defer { position += Int(length) }
    return bytes[position..<position + Int(length)]
  }
}

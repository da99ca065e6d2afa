/// Encodes values as Avro does, one after the other.
///
/// Grammar: https://avro.apache.org/docs/1.11.1/specification/#binary-encoding
package struct AvroRowEncoder {
  package private(set) var bytes: [UInt8] = []

  package init() {}

  package mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

  /// A zigzag number; also the number of a union's branch or of an enumeration's symbol.
  package mutating func append(_ value: Int64) {
    var rest = UInt64(bitPattern: value << 1) ^ UInt64(bitPattern: value >> 63)
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: rest))
  }

  package mutating func append(_ flag: Bool) { bytes.append(flag ? 1 : 0) }

  package mutating func append(double number: Double) { appendLittleEndian(number.bitPattern, bytes: 8) }

  package mutating func append(float number: Float) {
    appendLittleEndian(UInt64(number.bitPattern), bytes: 4)
  }

  /// A text or a run of bytes behind its length.
  package mutating func append(_ text: some Collection<UInt8>) {
    append(Int64(text.count))
    bytes.append(contentsOf: text)
  }

  package mutating func append(_ text: String) { append(text.utf8) }

  /// Bytes of a fixed type.
  package mutating func append(fixed text: some Collection<UInt8>) { bytes.append(contentsOf: text) }

  private mutating func appendLittleEndian(_ word: UInt64, bytes count: Int) {
    for index in 0..<count { bytes.append(UInt8(truncatingIfNeeded: word >> UInt64(8 * index))) }
  }
}

/// Appends the primitive encodings of the format to a byte array.
package struct ByteWriter {
  package var bytes: [UInt8] = []

  package init() {}

  package mutating func append(byte: UInt8) { bytes.append(byte) }

  package mutating func append<Word: FixedWidthInteger>(word: Word) {
    withUnsafeBytes(of: word.littleEndian) { bytes.append(contentsOf: $0) }
  }

  package mutating func append(varint value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  package mutating func append(varint value: Int) { append(varint: UInt64(value)) }

  package mutating func append(signedVarint value: Int64) {
    append(varint: UInt64(bitPattern: (value << 1) ^ (value >> 63)))
  }

  package mutating func append(text: String) {
    append(varint: text.utf8.count)
    bytes.append(contentsOf: text.utf8)
  }
}

import SegmentStore
import TestSupport
import Testing

@Suite struct ByteFormatTests {
  private func read<Value>(
    _ bytes: [UInt8], _ body: (inout ByteReader) throws -> Value
  ) throws -> Value {
    try bytes.withUnsafeBytes { buffer in
      var reader = ByteReader(buffer)
      return try body(&reader)
    }
  }

  @Test(arguments: 0..<20) func `numbers of every size come back`(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let words = (0..<200).map { _ in random.word(width: 64) } + [0, 127, 128, .max]
    var writer = ByteWriter()
    for word in words {
      writer.append(varint: word)
      writer.append(signedVarint: Int64(bitPattern: word))
      writer.append(word: word)
      writer.append(word: UInt16(truncatingIfNeeded: word))
    }
    let (found, remaining) = try read(writer.bytes) { reader in
      var found: [[UInt64]] = []
      for _ in words {
        found.append([
          try reader.readVarint(), UInt64(bitPattern: try reader.readSignedVarint()),
          try reader.readWord(UInt64.self), UInt64(try reader.readWord(UInt16.self)),
        ])
      }
      return (found, reader.remaining)
    }
    #expect(found == words.map { [$0, $0, $0, $0 & 0xFFFF] })
    #expect(remaining == 0)
  }

  @Test func `small differences of either sign take one byte`() {
    var writer = ByteWriter()
    for value in -64...63 { writer.append(signedVarint: Int64(value)) }
    #expect(writer.bytes.count == 128)
  }

  @Test func `a varint longer than 64 bits is damage`() throws {
    let ones = [UInt8](repeating: 0xFF, count: 9)
    #expect(try read(ones + [1]) { reader in try reader.readVarint() } == .max)
    for tail: [UInt8] in [[2], [0x81, 0], [0xFF, 0xFF, 1], [0x80]] {
      #expect(throws: DamageFound.self) {
        try read(ones + tail) { reader in try reader.readVarint() }
      }
    }
  }

  @Test func `reading past the end is damage`() {
    let empty: [UInt8] = []
    #expect(throws: DamageFound.self) { try read(empty) { reader in try reader.readByte() } }
    #expect(throws: DamageFound.self) { try read([0x80]) { reader in try reader.readVarint() } }
    #expect(throws: DamageFound.self) {
      try read([1, 2, 3]) { reader in try reader.readWord(UInt32.self) }
    }
    for count in [4, Int.max, -1] {
      #expect(throws: DamageFound.self) {
        try read([1, 2, 3]) { reader in try reader.readBytes(count).count }
      }
    }
  }

  @Test func `a count is believed up to its limit`() throws {
    #expect(try read([7]) { reader in try reader.readCount(limit: 7) } == 7)
    for limit in [6, 0, -1, Int.min] {
      #expect(throws: DamageFound.self) {
        try read([7]) { reader in try reader.readCount(limit: limit) }
      }
    }
  }

  @Test func `checksums are XXH3`() {
    // The published hash of no bytes under seed 0.
    #expect([].withUnsafeBytes { Checksum.xxh3($0) } == 0x2d06_8005_38d3_94c2)
    #expect([].withUnsafeBytes { Checksum.short($0) } == 0x38d3_94c2)
  }
}

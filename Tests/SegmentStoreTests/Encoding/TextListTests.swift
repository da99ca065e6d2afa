import SegmentStore
import TestSupport
import Testing

@Suite struct TextListTests {
  private func list(_ entries: [[UInt8]]) -> TextList {
    var list = TextList()
    for entry in entries { list.append(entry) }
    return list
  }

  @Test(arguments: 0..<50) func `entries of any bytes come back`(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let entries = (0..<Int(random.word(width: 6))).map { _ in
      (0..<Int(random.word(width: 9))).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    }
    let encoded = list(entries).encoded()
    try encoded.withUnsafeBytes { bytes in
      let decoded = try TextList(bytes, count: entries.count)
      #expect((0..<decoded.count).map { Array(decoded[$0]) } == entries)
      #expect(throws: DamageFound.self) { _ = try TextList(bytes, count: entries.count + 1) }
      if !encoded.isEmpty {
        #expect(throws: DamageFound.self) {
          _ = try TextList(UnsafeRawBufferPointer(rebasing: bytes.dropLast()), count: entries.count)
        }
      }
    }
  }

  @Test func `lengths come before the joined bytes`() {
    #expect(list([[1, 2], [], [3]]).encoded() == [2, 0, 1, 1, 2, 3])
  }

  @Test func `a length above the limit is damage`() {
    var writer = ByteWriter()
    writer.append(varint: SegmentLimits.textBytes + 1)
    #expect(throws: DamageFound.self) {
      try writer.bytes.withUnsafeBytes { _ = try TextList($0, count: 1) }
    }
  }

  @Test func `a count beyond the bytes takes no memory`() {
    #expect(throws: DamageFound.self) {
      try [UInt8(0)].withUnsafeBytes { _ = try TextList($0, count: 1 << 50) }
    }
  }

  @Test(arguments: 0..<20) func `a dictionary numbers texts by first appearance`(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    var dictionary = TextDictionary()
    var known: [[UInt8]: UInt32] = [:]
    for _ in 0..<5_000 {
      // Texts that differ in one byte only, of every length around the fast comparison.
      let length = Int.random(in: 0...40, using: &random)
      var text = [UInt8](repeating: 7, count: length)
      if length > 0 {
        text[Int.random(in: 0..<length, using: &random)] = UInt8.random(in: 0...9, using: &random)
      }
      let expected = known[text] ?? UInt32(known.count)
      known[text] = expected
      #expect(text.withUnsafeBytes { dictionary.number(of: $0) } == expected, "seed \(seed)")
    }
    #expect(dictionary.count == known.count)
    #expect(known.allSatisfy { Array(dictionary.texts[Int($0.value)]) == $0.key })
  }
}

import EventModel
import SegmentStore
import TestSupport
import Testing

@testable import Ingestion

@Suite struct ColumnChunkCompactionTests {
  private static func randomValue(_ random: inout SeededRandom) -> PropertyValue {
    switch Int.random(in: 0..<5, using: &random) {
    case 0: .integer(Int64(Int.random(in: 0..<9, using: &random)))
    case 1: .double(Double(Int.random(in: 0..<9, using: &random)) / 2)
    case 2: .boolean(Bool.random(using: &random))
    case 3: .timestamp(Timestamp(microseconds: Int64(Int.random(in: 0..<9, using: &random))))
    default: .string(String(repeating: "é", count: Int.random(in: 0..<9, using: &random)))
    }
  }

  @Test(arguments: 0..<20)
  func `rows keep their values when entries without rows go`(seed: Int) {
    var random = SeededRandom(seed: UInt64(seed))
    var entries: [PropertyValue] = []
    for _ in 0..<Int.random(in: 1..<60, using: &random) {
      let value = Self.randomValue(&random)
      if !entries.contains(value) { entries.append(value) }
    }
    let codes = (0..<Int.random(in: 0..<40, using: &random)).map { _ in
      UInt32.random(in: 0...UInt32(entries.count), using: &random)
    }
    let chunk = ColumnChunk(dictionary: .of(entries), codesByRow: codes)
    let compact = chunk.withoutUnusedEntries()
    #expect(
      codes.indices.map { compact.value(ofRow: $0) } == codes.indices.map { chunk.value(ofRow: $0) },
      "seed \(seed)")
    #expect(compact.dictionary.count == Set(codes).subtracting([0]).count, "seed \(seed)")
    #expect(
      compact.dictionary.texts.count == compact.dictionary.types.count { $0 == .string }, "seed \(seed)")
  }
}

import EventModel
@testable import SegmentStore
import TestSupport
import Testing

@Suite struct ColumnRunsTests {
  /// Runs of a few values over `rows` rows, users whose borders may lie anywhere, and the column they make.
  private struct Example {
    let chunk: ColumnChunk
    let runs: ColumnRuns
    let userEnds: [UInt32]

    init(seed: UInt64) throws {
      var random = SeededRandom(seed: seed)
      let rows = Int.random(in: 2_000...6_000, using: &random)
      let distinct = Int.random(in: 1...5, using: &random)
      var column = ColumnValues()
      var value: UInt64 = 0
      for row in 0..<rows {
        if Int.random(in: 0..<200, using: &random) == 0 {
          value = UInt64(Int.random(in: 0..<distinct, using: &random))
        }
        column.values.append(.init(row: UInt32(row), type: .integer, payload: value))
      }
      let bytes = ColumnChunk.encode(column, rows: rows, texts: TextList()).bytes
      chunk = try bytes.withUnsafeBytes { try ColumnChunk($0, rows: rows, present: rows) }
      let stored = try bytes.withUnsafeBytes { try StoredColumn($0, rows: rows, present: rows) }
      guard case .runs(let runs) = stored else { throw NoRuns() }
      self.runs = runs
      let ends = (0..<rows / 30).map { _ in UInt32.random(in: 1..<UInt32(rows), using: &random) }
      userEnds = Set(ends).sorted() + [UInt32(rows)]
    }
  }

  private struct NoRuns: Error {}

  @Test(arguments: 0..<20) func `runs say the same as codes by row`(seed: UInt64) throws {
    let example = try Example(seed: seed)
    let (chunk, runs) = (example.chunk, example.runs)
    var random = SeededRandom(seed: seed)
    #expect(runs.chunk.codesByRow == chunk.codesByRow, "seed \(seed)")
    let accepted = (0...chunk.dictionary.count).map { _ in Bool.random(using: &random) }
    let rows = chunk.codesByRow.indices.filter { _ in Bool.random(using: &random) }.map { UInt32($0) }
    #expect(
      runs.selection(of: rows, accepted: accepted)
        == rows.filter { accepted[Int(chunk.codesByRow[Int($0)])] }, "seed \(seed)")
    let starts = [0] + example.userEnds.dropLast()
    let users = zip(starts, example.userEnds).map { Int($0)..<Int($1) }
    #expect(
      runs.countUsers(example.userEnds, accepted: accepted)
        == users.count { user in user.contains { accepted[Int(chunk.codesByRow[$0])] } }, "seed \(seed)")
    #expect(
      runs.codes(ofUsers: example.userEnds) == users.map { chunk.codesByRow[$0.upperBound - 1] },
      "seed \(seed)")
  }

  @Test func `a column with rows that have no value is kept row by row`() throws {
    var column = ColumnValues()
    for row in 0..<900 where row != 500 {
      column.values.append(.init(row: UInt32(row), type: .integer, payload: UInt64(row / 300)))
    }
    let bytes = ColumnChunk.encode(column, rows: 900, texts: TextList()).bytes
    let stored = try bytes.withUnsafeBytes { try StoredColumn($0, rows: 900, present: 899) }
    guard case .rows(let chunk) = stored else {
      Issue.record("runs without a place for row 500")
      return
    }
    #expect(chunk.codesByRow[500] == 0 && chunk.codesByRow[499] == 2)
  }
}

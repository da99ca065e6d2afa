import EventModel
import Ingestion
import SegmentStore
import TestSupport
import Testing

@Suite struct IngestRoundTripTests {
  private let directory = TemporaryDirectory()

  private func ingest(
    _ events: [SampleEvent], into name: String, budget: Int, threads: Int, batchSize: Int = 64
  ) throws -> Snapshot {
    let store = try Store(openingOrCreating: directory.path + "/" + name)
    let ingest = try Ingest(
      into: store, options: .init(source: "app", memoryBudget: budget, threads: threads))
    let report = try ingest.run([
      .init("events", digest: "d\(name)", MemorySource(events, batchSize: batchSize))
    ])
    #expect(report.rowsRead == events.count && report.rowsStored == events.count && report.rowsRejected == 0)
    let snapshot = try Snapshot(store: store)
    #expect(report.snapshot == snapshot.number && report.segmentFiles == snapshot.files.count)
    #expect(report.users == Set(events.map(\.user)).count)
    #expect(report.bytesStored == snapshot.files.reduce(0) { $0 + $1.byteCount })
    return snapshot
  }

  @Test(arguments: 0..<25) func `a store holds what was read, sorted, whatever fits in memory`(seed: UInt64)
    throws
  {
    var random = SeededRandom(seed: seed)
    let events = SampleEvent.random(Int.random(in: 1...900, using: &random), source: "app", seed: seed)
    let expected = SampleEvent.sorted(events)
    // A budget of nothing makes every batch a run of its own.
    let batchSize = Int.random(in: 20...200, using: &random)
    for (number, budget) in [0, 100_000, 1 << 30].enumerated() {
      let threads = Int.random(in: 1...4, using: &random)
      let snapshot = try ingest(
        events, into: "s\(number)", budget: budget, threads: threads, batchSize: batchSize)
      #expect(try SampleEvent.all(in: snapshot) == [expected], "seed \(seed), budget \(budget)")
      let names = TemporaryDirectory.names(in: directory.path + "/s\(number)/segments")
      #expect(names == ["00000001-0001.sjn"])
    }
  }

  @Test(arguments: [0, 1 << 30]) func `the file does not depend on the number of threads`(budget: Int) throws
  {
    let events = SampleEvent.random(20_000, source: "app", seed: 3)
    let files = try [1, 2, 7].map { threads in
      _ = try ingest(events, into: "t\(threads)", budget: budget, threads: threads, batchSize: 2_500)
      return TemporaryDirectory.contents(directory.path + "/t\(threads)/segments/00000001-0001.sjn")
    }
    #expect(files[0] == files[1])
    #expect(files[0] == files[2])
  }

  @Test(arguments: [4 << 20, 1 << 30]) func `many row groups and a user larger than one`(budget: Int) throws {
    let store = try Store(openingOrCreating: directory.path + "/large")
    let source = CountingSource(rows: SegmentLimits.rowGroupTarget * 3 / 2)
    let ingest = try Ingest(into: store, options: .init(source: "app", memoryBudget: budget, threads: 2))
    _ = try ingest.run([.init(name: "n", knownDigest: nil, source: source, content: { ("n", 0) })])

    let file = try #require(try Snapshot(store: store).files.first)
    #expect(file.footer.groups.count > 1)
    #expect(file.footer.groups.contains { $0.rows > SegmentLimits.rowGroupTarget })
    let column = try #require(file.footer.columns.firstIndex(of: .property("row")))
    var (seen, wrong) = (0, 0)
    for index in file.footer.groups.indices {
      let contents = try RowGroupContents(RowGroup(file: file, index: index, codec: ZstdCodec()))
      let chunk = try #require(contents.columns[UInt32(column)])
      for user in 0..<contents.userCount {
        let id = Array(contents.userIDs[user])
        var last = -1
        for row in contents.rows(ofUser: user) {
          // Times never fall in the source, so a user's rows are in the order of the source.
          let number = Int(chunk.dictionary.payloads[Int(chunk.codesByRow[row]) - 1])
          if number <= last || id != CountingSource.user(number) || contents.events[row] != number % 3
            || contents.times[row] != CountingSource.time(number)
          {
            wrong += 1
          }
          last = number
          seen += 1
        }
      }
    }
    #expect(wrong == 0 && seen == source.rows)
  }

  @Test func `inputs of one ingest become one file, in the order given`() throws {
    let store = try Store(openingOrCreating: directory.path + "/s")
    let parts = (0..<4).map { SampleEvent.random(120, source: "app", seed: 40 + $0) }
    let ingest = try Ingest(into: store, options: .init(source: "app", memoryBudget: 20_000, threads: 2))
    let report = try ingest.run(
      parts.enumerated().map { .init("part \($0.offset)", digest: "\($0.offset)", MemorySource($0.element)) })
    #expect(report.inputs.map(\.name) == ["part 0", "part 1", "part 2", "part 3"])
    #expect(report.inputs.allSatisfy { $0.rowsStored == 120 && $0.source == "app" && $0.snapshot == 1 })
    let snapshot = try Snapshot(store: store)
    #expect(try SampleEvent.all(in: snapshot) == [SampleEvent.sorted(parts.flatMap { $0 })])
    #expect(snapshot.manifest.inputs == report.inputs)
  }

  @Test func `progress counts what was read, in order`() throws {
    let store = try Store(openingOrCreating: directory.path + "/s")
    var seen: [IngestProgress] = []
    let ingest = try Ingest(
      into: store, options: .init(source: "app", memoryBudget: 0, threads: 1), onProgress: { seen.append($0) }
    )
    _ = try ingest.run(
      (0..<2).map {
        .init("\($0)", digest: "\($0)", MemorySource(SampleEvent.random(100, source: "app", seed: $0)))
      })
    let reading = seen.prefix { $0.phase == .reading }
    #expect(reading.map(\.rows) == [64, 100, 164, 200])
    #expect(reading.map(\.bytesRead) == [64, 100, 164, 200])
    #expect(seen.dropFirst(reading.count).allSatisfy { $0.phase == .merging && $0.rows == 200 })
    #expect(seen.count > reading.count)
  }

  @Test func `an ingest without any row commits nothing`() throws {
    let store = try Store(openingOrCreating: directory.path + "/s")
    func run(_ inputs: [IngestInput]) throws -> IngestReport {
      try Ingest(into: store, options: .init(source: "app", threads: 1)).run(inputs)
    }
    let empty = try run([.init("empty", digest: "e", MemorySource([]))])
    #expect(empty.snapshot == nil && empty.rowsRead == 0 && empty.rejectShare == 0)
    #expect(try store.snapshotNumbers() == [] && TemporaryDirectory.names(in: store.path + "/rejects") == [])

    let events = SampleEvent.random(10, source: "app", seed: 1)
    let mixed = try run([
      .init("empty", digest: "e", MemorySource([])), .init("full", digest: "f", MemorySource(events)),
    ])
    #expect(mixed.snapshot == 1 && mixed.rowsStored == 10)
    #expect(try store.manifest().inputs.map(\.name) == ["empty", "full"])
  }

  @Test(arguments: [true, false]) func `content the store has is skipped, known beforehand or not`(
    isKnown: Bool
  ) throws {
    let store = try Store(openingOrCreating: directory.path + "/s")
    let first = SampleEvent.random(200, source: "app", seed: 1)
    let second = SampleEvent.random(150, source: "app", seed: 2)
    func run(_ inputs: [IngestInput], source: String = "app") throws -> IngestReport {
      try Ingest(into: store, options: .init(source: source, memoryBudget: 0, threads: 2)).run(inputs)
    }
    _ = try run([.init("a.csv", digest: "1", MemorySource(first))])
    let again = try run([.init("b.csv", digest: "1", MemorySource(first), isKnown: isKnown)])
    #expect(again.snapshot == nil && again.rowsStored == 0 && again.rowsRejected == 0)
    #expect(again.skipped.map(\.name) == ["b.csv"] && again.skipped.map(\.knownAs) == ["a.csv"])
    #expect(again.skipped.map(\.snapshot) == [1])
    #expect(try store.snapshotNumbers() == [1])
    #expect(TemporaryDirectory.names(in: directory.path + "/s/segments") == ["00000001-0001.sjn"])

    let mixed = try run([
      .init("b.csv", digest: "1", MemorySource(first), isKnown: isKnown),
      .init("c.csv", digest: "2", MemorySource(second)),
    ])
    #expect(mixed.snapshot == 2 && mixed.rowsStored == 150 && mixed.skipped.count == 1)
    #expect(
      try SampleEvent.all(in: Snapshot(store: store)) == [first, second].map { SampleEvent.sorted($0) })
    // The same bytes under another source are other events.
    #expect(try run([.init("a.csv", digest: "1", MemorySource(first))], source: "web").snapshot == 3)
  }

  @Test func `a text too long for a row and a time out of range are errors`() throws {
    let store = try Store(openingOrCreating: directory.path + "/s")
    var event = SampleEvent(user: [1], name: "e", time: 0, values: [:])
    event.values[.property("p")] = .text([UInt8](repeating: 65, count: SegmentLimits.textBytes + 1))
    #expect(
      throws: StoreError.limitReached(
        limit: "bytes of one text", value: SegmentLimits.textBytes + 1, allowed: SegmentLimits.textBytes)
    ) {
      try Ingest(into: store, options: .init(source: "app", threads: 1)).run([
        .init("a", digest: "a", MemorySource([event]))
      ])
    }
    for time in [Timestamp.earliest.microseconds - 1, Timestamp.latest.microseconds + 1, .min, .max] {
      let event = SampleEvent(user: [1], name: "e", time: time, values: [:])
      #expect(throws: StoreError.self) {
        try Ingest(into: store, options: .init(source: "app", threads: 1)).run([
          .init("a", digest: "a", MemorySource([event]))
        ])
      }
    }
    #expect(try store.snapshotNumbers().isEmpty)
  }
}

/// Row after row whose every part follows from its number, which is its one property.
private final class CountingSource: EventSource {
  let rows: Int
  private var next = 0

  init(rows: Int) {
    self.rows = rows
  }

  /// Three rows of four belong to one user.
  static func user(_ row: Int) -> [UInt8] {
    row % 4 == 0 ? [UInt8(row / 4 % 251), UInt8(row % 7)] : [255]
  }

  static func time(_ row: Int) -> Int64 { Int64(row / 5) * 1_000 }

  var progress: SourceProgress { SourceProgress(bytesRead: UInt64(next), bytesTotal: nil) }

  func nextBatch() -> EventBatch? {
    guard next < rows else { return nil }
    var batch = EventBatch()
    batch.columns = [.property("row")]
    batch.arena = Array("abc".utf8)
    for row in next..<min(rows, next + 8_192) {
      let user = Self.user(row)
      batch.users.append(.init(offset: UInt32(batch.arena.count), length: UInt32(user.count)))
      batch.arena += user
      batch.names.append(.init(offset: UInt32(row % 3), length: 1))
      batch.times.append(Timestamp(microseconds: Self.time(row)))
      batch.positions.append(.init(line: UInt64(row), byteOffset: 0))
      batch.cells.append(.init(column: 0, type: .integer, payload: UInt64(row)))
      batch.cellEnds.append(UInt32(batch.cells.count))
    }
    next += batch.count
    return batch
  }
}

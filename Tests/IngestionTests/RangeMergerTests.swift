import EventModel
import Ingestion
import SegmentStore
import TestSupport
import Testing

/// Several ingests into one store, read as one.
@Suite struct RangeMergerTests {
  private let directory = TemporaryDirectory()

  /// Numbers for the names and columns of all files of a snapshot.
  private struct Catalog {
    var names: [String] = []
    var columns: [EventColumn] = []
    var translations: [RangeMerger.Translation] = []

    init(_ snapshot: Snapshot, leavingOut skipped: EventColumn? = nil) {
      for file in snapshot.files {
        for event in file.footer.eventNames where !names.contains(event.name) { names.append(event.name) }
        for column in file.footer.columns where !columns.contains(column) { columns.append(column) }
        translations.append(
          .init(
            events: file.footer.eventNames.map { event in UInt32(names.firstIndex { $0 == event.name }!) },
            columns: file.footer.columns.map { column in
              column == skipped ? nil : UInt32(columns.firstIndex(of: column)!)
            }))
      }
    }
  }

  private func store(_ parts: [[SampleEvent]], sources: [String], budget: Int) throws -> Snapshot {
    let store = try Store(openingOrCreating: directory.path + "/s")
    for (number, events) in parts.enumerated() {
      let ingest = try Ingest(
        into: store, options: .init(source: sources[number], memoryBudget: budget, threads: 2))
      _ = try ingest.run([.init("\(number)", digest: "\(number)", MemorySource(events))])
    }
    return try Snapshot(store: store)
  }

  @Test(arguments: 0..<20) func `users spread over files are one sequence each`(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let sources = (0..<Int.random(in: 1...6, using: &random)).map { "source \($0 % 2)" }
    // Few users, so that most are in several files; some parts repeat times of others.
    let parts = sources.enumerated().map { number, source in
      SampleEvent.random(
        Int.random(in: 1...300, using: &random), source: source,
        seed: random.oneIn(3) ? seed : seed &* 31 &+ UInt64(number))
    }
    let snapshot = try store(parts, sources: sources, budget: random.oneIn(2) ? 0 : 1 << 30)
    let expected = SampleEvent.sorted(parts.flatMap { $0 })
    #expect(snapshot.rows == expected.count)
    let catalog = Catalog(snapshot)
    for count in [1, 2, 7, 64] {
      let merger = RangeMerger(files: snapshot.files, translations: catalog.translations)
      let merged = try HashRange.split(into: count).flatMap { range in
        SampleEvent.all(in: try merger.contents(of: range), names: catalog.names, columns: catalog.columns)
      }
      #expect(merged == expected, "seed \(seed), \(count) ranges")
      #expect(merger.bytesRead > 0)
    }
  }

  @Test func `a column that is not wanted is not read`() throws {
    let parts = (0..<3).map { SampleEvent.random(200, source: "app", seed: 70 + $0) }
    let snapshot = try store(parts, sources: ["app", "app", "app"], budget: 1 << 30)
    let (all, some) = (Catalog(snapshot), Catalog(snapshot, leavingOut: .property("mixed")))
    let (reader, lazyReader) = (
      RangeMerger(files: snapshot.files, translations: all.translations),
      RangeMerger(files: snapshot.files, translations: some.translations)
    )
    let full = SampleEvent.all(
      in: try reader.contents(of: .all), names: all.names, columns: all.columns)
    let thin = SampleEvent.all(
      in: try lazyReader.contents(of: .all), names: some.names, columns: some.columns)
    #expect(
      thin
        == full.map { event in
          var event = event
          event.values[.property("mixed")] = nil
          return event
        })
    #expect(lazyReader.bytesRead < reader.bytesRead)
  }

  @Test func `merged columns list each value once`() throws {
    let parts = (0..<4).map { SampleEvent.random(250, source: "app", seed: 90 + $0) }
    let snapshot = try store(parts, sources: ["app", "app", "app", "app"], budget: 0)
    let catalog = Catalog(snapshot)
    let contents = try RangeMerger(files: snapshot.files, translations: catalog.translations).contents(
      of: .all)
    for (code, chunk) in contents.columns {
      let values = parts.joined().compactMap { $0.values[catalog.columns[Int(code)]] }
      #expect(chunk.dictionary.count == Set(values).count)
    }
  }

  @Test func `hash ranges cover every hash once`() {
    for count in [1, 2, 3, 7, 1000] {
      let ranges = HashRange.split(into: count)
      #expect(ranges.count == count && ranges[0].first == 0 && ranges[count - 1].last == .max)
      #expect(zip(ranges, ranges.dropFirst()).allSatisfy { $0.last &+ 1 == $1.first })
    }
    #expect(HashRange.split(into: 0) == [.all])
  }

  @Test func `a range without users is empty`() throws {
    let snapshot = try store([SampleEvent.random(5, source: "app", seed: 1)], sources: ["app"], budget: 0)
    let catalog = Catalog(snapshot)
    let merger = RangeMerger(files: snapshot.files, translations: catalog.translations)
    let contents = try merger.contents(of: HashRange(first: 0, last: 0))
    #expect(contents.rowCount == 0 && contents.userCount == 0 && contents.columns.isEmpty)
  }
}

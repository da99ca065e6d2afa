import Connectors
import DatasetGenerator
import EventModel
import SegmentStore
import Testing
import TestSupport

@testable import Ingestion

/// A generated bucket, loaded in all the ways it may be, beside a naive reading of the dumps it was made from.
@Suite struct HeapConnectLoadTests {
  private let directory = TemporaryDirectory()

  @Test(arguments: [1, 2, 3])
  func `dumps loaded one by one give what loading all at once gives, and what a naive reader expects`(
    seed: UInt64
  ) throws {
    do {
      let recipe = HeapConnectRecipe(events: 1_500, dumps: 20, seed: seed, rowsPerFile: 40)
      let dumps = HeapConnectDumps(recipe)
      let stepwise = try Store(openingOrCreating: "\(directory.path)/stepwise")
      var written = HeapConnectWriter.Report()
      for index in 0..<recipe.dumps {
        try HeapConnectWriter.write(dumps.dump(index), recipe, to: "\(directory.path)/bucket", &written)
        let report = try Self.load("\(directory.path)/bucket", into: stepwise, threads: 1 + index % 3)
        #expect(report.ingest?.snapshot == index + 1)
        #expect(report.plan.newDumps == [dumps.number(of: index)])
      }
      let atOnce = try Store(openingOrCreating: "\(directory.path)/once")
      _ = try Self.load("\(directory.path)/bucket", into: atOnce)
      for store in [stepwise, atOnce] { _ = try Compaction(of: store, extent: .all, threads: 2).run() }
      let expected = NaiveHeapReading.events(of: dumps)
      let found = try SampleEvent.all(in: try Snapshot(store: stepwise)).flatMap { $0 }
      #expect(
        found.map(Self.words).sorted() == expected.map(\.words).sorted(),
        "seed \(seed)")
      #expect(try SampleEvent.all(in: try Snapshot(store: atOnce)).flatMap { $0 } == found, "seed \(seed)")
      // Nothing new: nothing happens.
      let again = try Self.load("\(directory.path)/bucket", into: atOnce)
      #expect(again.ingest == nil && !again.plan.hasWork)
    }
  }

  @Test func `two runs over the same dumps give the same bytes`() throws {
    do {
      let recipe = HeapConnectRecipe(events: 600, dumps: 6, seed: 9)
      _ = try HeapConnectWriter.write(recipe, to: "\(directory.path)/bucket")
      var files: [[UInt8]] = []
      for (name, threads) in [("a", 1), ("b", 3)] {
        let store = try Store(openingOrCreating: "\(directory.path)/\(name)")
        _ = try Self.load("\(directory.path)/bucket", into: store, threads: threads)
        let manifest = try store.manifest()
        files.append(
          try manifest.paths.sorted().flatMap { try store.fileSystem.contents(of: store.path + "/" + $0) })
      }
      #expect(files[0] == files[1])
    }
  }

  @Test func `a missing file stops the load by name, or is left out when asked`() throws {
    do {
      let recipe = HeapConnectRecipe(events: 400, dumps: 3, seed: 4)
      _ = try HeapConnectWriter.write(recipe, to: "\(directory.path)/bucket")
      let store = try Store(openingOrCreating: "\(directory.path)/store")
      let first = try HeapConnectLoad(
        HeapMirror(root: "\(directory.path)/bucket"), paths: HeapBucketPath(prefixes: []), into: store,
        options: HeapConnectOptions()
      ).plan
      let victim = try #require(first.tables.first { $0.name == "pageviews" }?.files.first)
      try LocalFileSystem().removeIfPresent("\(directory.path)/bucket/\(victim.path)")
      #expect(
        throws: HeapConnectError.missingFiles([
          HeapMissingFile(dump: victim.dump, table: "pageviews", file: victim.address)
        ])
      ) { try Self.load("\(directory.path)/bucket", into: store) }
      #expect(try store.snapshotNumbers().isEmpty)
      let report = try Self.load("\(directory.path)/bucket", into: store, keepsGoing: true)
      #expect(report.plan.missing.count == 1 && report.ingest?.snapshot == 1)
    }
  }

  @Test func `only the links of the source are replaced`() throws {
    do {
      let recipe = HeapConnectRecipe(events: 400, dumps: 4, seed: 5)
      _ = try HeapConnectWriter.write(recipe, to: "\(directory.path)/bucket")
      let store = try Store(openingOrCreating: "\(directory.path)/store")
      var options = IngestOptions(source: "other", threads: 1)
      options.identity = .add([IdentityLink(rawID: Array("a".utf8), userID: Array("b".utf8))])
      _ = try Ingest(into: store, options: options).run([])
      _ = try Self.load("\(directory.path)/bucket", into: store)
      let links = try store.identityMap(of: try store.manifest()).links
      #expect(links.contains { $0.source == nil && $0.rawID == Array("a".utf8) })
      #expect(links.count { $0.source == "heap" } > 5)
    }
  }

  // MARK: Loading

  private static func load(
    _ bucket: String, into store: Store, threads: Int = 2, keepsGoing: Bool = false
  ) throws -> HeapConnectReport {
    var options = HeapConnectOptions()
    options.threads = threads
    options.keepsGoing = keepsGoing
    return try HeapConnectLoad(
      HeapMirror(root: bucket), paths: HeapBucketPath(prefixes: []), into: store, options: options
    ).run()
  }

  /// Who, what, which and when.
  private static func words(_ event: SampleEvent) -> String {
    var id = ""
    if case .text(let bytes)? = event.values[.eventID] { id = String(decoding: bytes, as: UTF8.self) }
    return "\(String(decoding: event.user, as: UTF8.self)) \(event.name) \(id) \(event.time)"
  }
}

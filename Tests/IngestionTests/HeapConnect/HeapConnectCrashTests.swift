import Connectors
import Ingestion
import SegmentStore
import TestSupport
import Testing

@testable import DatasetGenerator

/// A disk that fails or a machine that stops, at every single operation of a load of Heap Connect.
@Suite struct HeapConnectCrashTests {
  private let directory = TemporaryDirectory()
  private static let recipe = HeapConnectRecipe(events: 60, dumps: 6, seed: 3, rowsPerFile: 50)

  /// Writes a bucket of the first `count` dumps.
  private func bucket(of count: Int, named name: String) throws -> String {
    let dumps = HeapConnectDumps(Self.recipe)
    var written = HeapConnectWriter.Report()
    for index in 0..<count {
      try HeapConnectWriter.write(dumps.dump(index), Self.recipe, to: "\(directory.path)/\(name)", &written)
    }
    return "\(directory.path)/\(name)"
  }

  private static func load(_ bucket: String, into store: Store) throws {
    _ = try HeapConnectLoad(
      HeapMirror(root: bucket), paths: HeapBucketPath(prefixes: []), into: store,
      options: HeapConnectOptions()
    ).run()
  }

  private func expectNoProblems(_ trial: ChangeTrial, operations least: Int) throws {
    let seed = UInt64.random(in: 0...UInt64(UInt32.max))
    var trial = trial
    trial.longestWrite = 1 << 14
    let (problems, operations) = try trial.run(seed: seed)
    #expect(problems.isEmpty, "seed \(seed): \(problems.prefix(5).joined(separator: "\n"))")
    #expect(operations.count >= least, "\(operations)")
  }

  @Test func `a first load is there as a whole or not at all`() throws {
    let bucket = try bucket(of: 2, named: "two")
    var trial = ChangeTrial(prepare: { _ in }) { try Self.load(bucket, into: $0) }
    let facts = trial.facts
    trial.facts = { try $0.snapshotNumbers().isEmpty ? "empty" : try facts($0) }
    try expectNoProblems(trial, operations: 30)
  }

  /// The dumps that come next redefine one table, empty another, move users and bring late rows.
  @Test func `replaced tables, moved users and the cursor come with one commit`() throws {
    let before = try bucket(of: 3, named: "three")
    let after = try bucket(of: 6, named: "six")
    let dumps = HeapConnectDumps(Self.recipe)
    #expect(dumps.redefinition >= 3 && dumps.emptying >= 3)
    try expectNoProblems(
      ChangeTrial(prepare: { try Self.load(before, into: $0) }) {
        try Self.load(after, into: $0)
      },
      operations: 40)
  }

  /// The second dump brings rows that are stored already, so that a file is written twice and its first form removed.
  @Test func `a file that cannot be removed goes with the commit, or with a load that finds nothing new`()
    throws
  {
    let before = try bucket(of: 1, named: "one")
    var written = HeapConnectWriter.Report()
    let dumps = HeapConnectDumps(Self.recipe)
    let after = try bucket(of: 1, named: "again")
    let again = HeapConnectDump(
      number: 200,
      tables: dumps.dump(0).tables.map {
        var table = $0
        table.isIncremental = true
        return table
      })
    try HeapConnectWriter.write(again, Self.recipe, to: after, &written)
    let trial = ChangeTrial(prepare: { try Self.load(before, into: $0) }) { try Self.load(after, into: $0) }
    let (problems, operations) = try trial.run(seed: 7)
    #expect(problems.isEmpty, "\(problems.prefix(5).joined(separator: "\n"))")
    #expect(operations.contains { $0.hasPrefix("unlink") && $0.hasSuffix("-run0.tmp") }, "\(operations)")
  }

  @Test func `two runs over the same dumps give the same files, manifests apart from the hour`() throws {
    let bucket = try bucket(of: 6, named: "bucket")
    var stores: [[String: [UInt8]]] = []
    var manifests: [[Manifest]] = []
    for _ in 0..<2 {
      let fileSystem = SimulatedFileSystem()
      let store = try Store(openingOrCreating: "/store", fileSystem: fileSystem)
      try Self.load(try self.bucket(of: 3, named: "first"), into: store)
      try Self.load(bucket, into: store)
      var files: [String: [UInt8]] = [:]
      for path in fileSystem.files where !path.contains("/snapshots/") {
        files[path] = try fileSystem.contents(of: path)
      }
      stores.append(files)
      manifests.append(
        try store.snapshotNumbers().map { number in
          var manifest = try store.manifest(number)
          (manifest.committedAt, manifest.parentDigest) = ("", nil)
          return manifest
        })
    }
    #expect(stores[0] == stores[1])
    #expect(stores[0].count > 4)
    #expect(manifests[0] == manifests[1])
    #expect(manifests[0].count == 2)
  }
}

import EventModel
import Glibc
@testable import SegmentStore
import TestSupport
import Testing

/// A file of every released version must open for ever.
///
/// `SOJOURN_RECORD_FIXTURE=1` writes the fixture of the current version; the fixture of a released version is never
/// written again.
@Suite(.serialized) struct FixtureTests {
  private static let folder =
    #filePath.split(separator: "/").dropLast().reduce("") { $0 + "/" + $1 } + "/Fixtures"

  /// Random rows, and a group in which everything is regular.
  private static func sample() -> SampleSegment {
    var sample = SampleSegment.random(seed: 2026, groupSizes: [150, 100, 700])
    for index in sample.groups[2].indices {
      sample.groups[2][index].event = sample.eventNames[index % sample.eventNames.count]
      sample.groups[2][index].time = 1_700_000_000_000_000 + Int64(index) * 15_000_000
      sample.groups[2][index].values["country"] = .text(Array("country \(index / 200)".utf8))
    }
    sample.groups[2][77].event = "once"
    sample.eventNames.append("once")
    return sample
  }

  private static func text(_ rows: [SampleRow]) -> String {
    rows.map { row in
      let values = row.values.sorted { $0.key < $1.key }.map { name, value in "\(name)=\(text(value))" }
      return ([hex(row.user), row.event, "\(row.time)"] + values).joined(separator: "\t") + "\n"
    }.joined()
  }

  private static func text(_ value: StoredValue) -> String {
    switch value {
    case .text(let text): "string:" + hex(text)
    case .bits(let type, let bits): type.name + ":" + String(bits, radix: 16)
    }
  }

  private static func hex(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  @Test(.enabled(if: getenv("SOJOURN_RECORD_FIXTURE") != nil)) func `record the fixture of this version`()
    throws
  {
    let folder = "\(Self.folder)/v\(SegmentFormat.version)"
    mkdir(Self.folder, 0o755)
    mkdir(folder, 0o755)
    let sample = Self.sample()
    try sample.write(to: folder + "/sample.sjn")
    let descriptor = open(folder + "/rows.txt", O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    defer { close(descriptor) }
    let text = Array(Self.text(sample.rows).utf8)
    #expect(text.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) } == text.count)
  }

  @Test(arguments: 1...SegmentFormat.version)
  func `a file of every version opens and reads as it was written`(
    version: UInt32
  ) throws {
    let folder = "\(Self.folder)/v\(version)"
    let file = try SegmentFile(path: folder + "/sample.sjn")
    let expected = String(decoding: TemporaryDirectory.contents(folder + "/rows.txt"), as: UTF8.self)
    #expect(Self.text(try SampleRow.all(in: file)) == expected)
    #expect(expected.utf8.count > 10_000)
  }

  @Test func `the file of version 1 has every coding`() throws {
    let file = try SegmentFile(path: Self.folder + "/v1/sample.sjn")
    let codec = ZstdCodec()
    var (postings, presences, codings) = (Set<String>(), Set<UInt8>(), Set<BlockReference.Compression>())
    var slopes = Set<Bool>()
    for index in file.footer.groups.indices {
      let group = try RowGroup(file: file, index: index, codec: codec)
      for event in group.directory.events {
        let coding = try file.block(event.postings, "", codec: codec).withBytes { $0[0] }
        postings.insert("\(coding < 8 ? "units" : "Rice") \(event.postings.compression)")
      }
      for column in group.directory.columns {
        presences.insert(try file.block(column.chunk, "", codec: codec).withBytes { $0[0] })
        codings.insert(column.chunk.compression)
      }
      slopes.insert(try group.withTimes { $0.slope > 0 })
    }
    #expect(postings == ["Rice none", "units none", "units zstd"])
    #expect(presences == [0, 1, 2] && codings == [.none, .zstd] && slopes == [true, false])
  }

  /// The store of a fixture in memory.
  private static func store(_ fixture: String) throws -> (Store, SimulatedFileSystem) {
    let disk = SimulatedFileSystem()
    let store = try Store(openingOrCreating: "/store", fileSystem: disk)
    try disk.makeDirectory("/store/attachments")
    for folder in ["attachments", "rejects", "segments", "snapshots"] {
      for name in TemporaryDirectory.names(in: "\(Self.folder)/\(fixture)/store/\(folder)") {
        let bytes = TemporaryDirectory.contents("\(Self.folder)/\(fixture)/store/\(folder)/\(name)")
        _ = try disk.create("/store/\(folder)/\(name)")
        disk.damage("/store/\(folder)/\(name)") { $0 = bytes }
      }
    }
    return (store, disk)
  }

  /// Adds a file of nine events to the five that are there.
  private static func expectGrowth(of store: Store, on disk: SimulatedFileSystem) throws {
    let commit = try SnapshotCommit(store: store)
    let path = commit.nextSegmentPath()
    try SampleSegment.random(seed: 1, groupSizes: [9]).write(to: "/store/" + path, fileSystem: disk)
    try commit.add(path: path, footer: SegmentFile(path: "/store/" + path, fileSystem: disk).footer)
    try commit.commit(.ingest, at: Timestamp(microseconds: 0))
    #expect(try Snapshot(store: store).rows == 14)
    #expect(try StoreVerification(store, threads: 1).run()?.problems == [])
  }

  /// Two snapshots, of three and five events, with a reject.
  @Test func `the store of version 1 opens, is whole, and grows`() throws {
    let (store, disk) = try Self.store("v1")
    #expect(try store.snapshotNumbers() == [1, 2])
    for (number, rows) in [(1, 3), (2, 5)] {
      let snapshot = try Snapshot(store: store, number: number)
      #expect(snapshot.rows == rows && snapshot.manifest.format == 1)
      #expect(try snapshot.files.flatMap { try SampleRow.all(in: $0) }.count == rows)
    }
    #expect(try store.manifest().inputs.map(\.rowsRejected) == [0, 1])
    let whole = try #require(try StoreVerification(store, threads: 1).run())
    #expect(whole.problems == [] && whole.unusedFiles == [] && whole.rows == 5)

    try Self.expectGrowth(of: store, on: disk)
  }

  @Test func `the chain of digests of version 1 is checked`() throws {
    let (store, disk) = try Self.store("v1")
    disk.damage("/store/snapshots/00000001.json") { bytes in
      bytes = Array(String(decoding: bytes, as: UTF8.self).replacing("monday", with: "sunday").utf8)
    }
    #expect(
      try StoreVerification(store, threads: 1).run()?.problems == [
        .damaged(
          file: "/store/snapshots/00000002.json", block: "manifest, parent digest", offset: 0,
          problem: .inconsistent("snapshot 1"))
      ])
  }

  /// Two ingests, a table of users, two definitions, an identity map and a forgotten user.
  @Test func `a store with manifests of format 3 opens, is whole, and grows`() throws {
    let (store, disk) = try Self.store("manifest3")
    #expect(try store.snapshotNumbers() == Array(1...7))
    // What is forgotten is gone from all snapshots: the one event of the second.
    for (number, rows) in zip(1...7, [4, 5, 5, 5, 5, 5, 5]) {
      let snapshot = try Snapshot(store: store, number: number)
      #expect(snapshot.rows == rows && snapshot.manifest.format == 3)
    }
    let manifest = try store.manifest()
    #expect(manifest.operation == .forget && manifest.accountProperty == "company")
    #expect(manifest.definitions.count == 2 && manifest.tables.count == 1)
    #expect(manifest.attachments.map(\.kind).contains("identity"))
    let whole = try #require(try StoreVerification(store, threads: 1).run())
    #expect(whole.problems == [] && whole.unusedFiles == [])

    try Self.expectGrowth(of: store, on: disk)
  }
}

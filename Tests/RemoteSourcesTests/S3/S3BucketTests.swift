import Connectors
import DatasetGenerator
import EventModel
import Glibc
import HTTPTransport
import Ingestion
import SegmentStore
import TestSupport
import Testing

@testable import RemoteSources

/// Buckets of Heap Connect read from S3 beside the same buckets read from a directory.
@Suite struct S3BucketTests {
  private let directory = TemporaryDirectory()
  private static let recipe = HeapConnectRecipe(events: 900, dumps: 6, seed: 21, rowsPerFile: 60)

  /// The files below a directory, by path, with `prefix` before them.
  private static func objects(in root: String, prefix: String = "") -> [String: [UInt8]] {
    var objects: [String: [UInt8]] = [:]
    func collect(_ path: String) {
      for name in TemporaryDirectory.names(in: "\(root)/\(path)") {
        let inner = path.isEmpty ? name : "\(path)/\(name)"
        if TemporaryDirectory.names(in: "\(root)/\(inner)").isEmpty {
          objects[prefix + inner] = TemporaryDirectory.contents("\(root)/\(inner)")
        } else {
          collect(inner)
        }
      }
    }
    collect("")
    return objects
  }

  private func load(
    _ bucket: any HeapBucket, root: String? = nil, into name: String, keepsGoing: Bool = false
  ) throws -> (report: HeapConnectReport, bytes: [UInt8]) {
    let store = try Store(openingOrCreating: "\(directory.path)/\(name)")
    var options = HeapConnectOptions()
    options.threads = 2
    options.keepsGoing = keepsGoing
    let report = try HeapConnectLoad(
      bucket, paths: HeapBucketPath(prefixes: [], root: root), into: store, options: options
    ).run()
    let paths = try store.manifest().paths.sorted()
    return (report, try paths.flatMap { try store.fileSystem.contents(of: store.path + "/" + $0) })
  }

  @Test(arguments: ["", "copies/heap/"])
  func `a bucket read from S3 gives the store that its mirror gives, whatever fails on the way`(
    prefix: String
  ) throws {
    let mirror = "\(directory.path)/bucket"
    _ = try HeapConnectWriter.write(Self.recipe, to: mirror)
    let expected = try load(try HeapMirror(root: mirror), into: "mirror")
    let standIn = S3StandIn(objects: Self.objects(in: mirror, prefix: prefix), pageSize: 7)
    defer { standIn.stop() }
    var random = SeededRandom(seed: 4)
    for _ in 0..<60 {
      let part = "sync_\(97 + Int.random(in: 0..<18, using: &random))/"
      standIn.plan(
        [.cut(after: Int.random(in: 0..<2_000, using: &random)), .error(503, "SlowDown"), .silence]
          .randomElement(
            using: &random) ?? .silence, forKey: part)
    }
    let address = try S3Address("s3://heap-rs3-example/\(prefix)")
    let client = try S3ClientTests.client(
      of: standIn, options: S3ClientTests.options(attempts: 70, pageSize: 7))
    let found = try load(
      S3Bucket(address, client: client), root: address.description, into: "s3")
    #expect(found.bytes == expected.bytes)
    #expect(found.report.ingest?.rowsRead == expected.report.ingest?.rowsRead)
    #expect((expected.report.ingest?.rowsRead ?? 0) > 500)
    #expect(found.report.plan.tables.map(\.bytes) == expected.report.plan.tables.map(\.bytes))
    #expect(found.report.plan.strayNames == expected.report.plan.strayNames)
    let again = try load(S3Bucket(address, client: client), root: address.description, into: "s3")
    #expect(again.report.ingest == nil)
    let asked = standIn.requests.count { $0.headers["authorization"] == nil }
    #expect(asked == 0)
  }

  @Test func `files that are listed and missing are named, and those that vanish end the load`() throws {
    let mirror = "\(directory.path)/bucket"
    _ = try HeapConnectWriter.write(Self.recipe, to: mirror)
    let standIn = S3StandIn(objects: Self.objects(in: mirror))
    defer { standIn.stop() }
    let client = try S3ClientTests.client(of: standIn)
    let bucket = S3Bucket(try S3Address("s3://heap-rs3-example"), client: client)
    let store = try Store(openingOrCreating: "\(directory.path)/store")
    let load = try HeapConnectLoad(
      bucket, paths: HeapBucketPath(prefixes: []), into: store, options: HeapConnectOptions())
    let file = try #require(load.plan.tables.first { $0.name == "pageviews" }?.files.first)
    standIn.remove(file.path)
    #expect {
      try load.run()
    } throws: { error in
      guard case .cannotFetch(let input, 0, let failure) = error as? EventFileError else { return false }
      return input == file.address
        && failure == RemoteFailure(S3Error.noSuchObject("s3://heap-rs3-example/\(file.path)"))
    }
    #expect(try store.snapshotNumbers().isEmpty)
    #expect(
      throws: HeapConnectError.missingFiles([
        HeapMissingFile(dump: file.dump, table: "pageviews", file: file.address)
      ])
    ) {
      try self.load(S3Bucket(try S3Address("s3://heap-rs3-example"), client: client), into: "store")
    }
    let rest = try self.load(
      S3Bucket(try S3Address("s3://heap-rs3-example"), client: client), into: "store", keepsGoing: true)
    #expect(rest.report.plan.missing.map(\.file) == [file.address] && rest.report.ingest?.snapshot == 1)
  }

  /// How often objects were asked for, by key.
  private static func reads(_ standIn: S3StandIn) -> [String: Int] {
    var reads: [String: Int] = [:]
    for request in standIn.requests where !request.target.contains("list-type") {
      reads[String(request.target.split(separator: "/").last ?? ""), default: 0] += 1
    }
    return reads
  }

  private static func wait(for condition: () -> Bool) {
    for _ in 0..<6_000 where !condition() { usleep(10_000) }
  }

  @Test func `while one object is read, a few small ones behind it arrive, and no more`() throws {
    let bodies = Dictionary(
      uniqueKeysWithValues: (0..<9).map { number -> (String, [UInt8]) in
        ("o\(number)", [UInt8](repeating: UInt8(number), count: number == 2 ? 5_000 : 900))
      })
    let standIn = S3StandIn(objects: bodies)
    defer { standIn.stop() }
    let client = try S3ClientTests.client(of: standIn)
    let objects = try client.objects(withPrefix: "o")
    var limits = S3FetchAhead.Limits()
    (limits.objectBytes, limits.objects, limits.bytes) = (1_000, 4, 3_000)
    let ahead = S3FetchAhead(client, limits: limits)
    ahead.expect(objects)
    func read(_ number: Int) throws -> [UInt8] {
      let content = ahead.content(of: objects[number]) { false }
      var bytes: [UInt8] = []
      while let part = try content.next() { bytes += part }
      return bytes
    }
    #expect(Self.reads(standIn).isEmpty)
    #expect(try read(0) == bodies["o0"])
    // Three objects of 900 bytes fit, the large one is passed by.
    Self.wait { Self.reads(standIn).count >= 4 }
    #expect(Set(Self.reads(standIn).keys) == ["o0", "o1", "o3", "o4"])
    // One that fails on the way is told where it is read; those behind it come all the same.
    standIn.plan(.error(404, "NoSuchKey"), forKey: "o6")
    for number in 1..<9 {
      if number == 6 {
        #expect(throws: S3Error.noSuchObject("s3://heap-rs3-example/o6")) { try read(number) }
      } else {
        #expect(try read(number) == bodies["o\(number)"], "\(number)")
      }
    }
    #expect(Self.reads(standIn).values.allSatisfy { $0 == 1 })
    #expect(Self.reads(standIn).count == 9)
  }

  @Test func `what is fetched ahead and not wanted any more ends`() throws {
    let standIn = S3StandIn(objects: ["o1": [1], "o2": [2], "o3": [3]])
    defer { standIn.stop() }
    let client = try S3ClientTests.client(of: standIn, options: S3ClientTests.options(attempts: 1_000_000))
    let objects = try client.objects(withPrefix: "o")
    for _ in 0..<1_000 { standIn.plan(.silence, forKey: "o2") }
    let ahead = S3FetchAhead(client)
    ahead.expect(objects)
    #expect(try ahead.content(of: objects[0], isCancelled: { false }).next() == [1])
    Self.wait { (Self.reads(standIn)["o2"] ?? 0) > 2 }
    let content = ahead.content(of: objects[1]) { true }
    #expect(throws: S3Error.transport(place: "s3://heap-rs3-example/o2", .cancelled)) { try content.next() }
    // Waits for what is under way, which would try on for long.
    ahead.expect([])
    let before = standIn.requests.count
    #expect(try ahead.content(of: objects[2], isCancelled: { false }).next() == [3])
    #expect(standIn.requests.count == before + 1)
  }

  @Test func `a bucket without manifests is named`() throws {
    let standIn = S3StandIn(objects: ["else/x": [1]])
    defer { standIn.stop() }
    let bucket = S3Bucket(
      try S3Address("s3://heap-rs3-example/else"), client: try S3ClientTests.client(of: standIn))
    #expect(throws: HeapConnectError.noManifests(place: "s3://heap-rs3-example/else")) {
      try HeapDumps(of: bucket)
    }
  }

  @Test func `manifests that are fetched ahead are those that were asked for`() throws {
    let objects = Dictionary(
      uniqueKeysWithValues: (0..<30).map {
        ("manifests/sync_\($0).json", Array("{\"dump_id\": \($0), \"tables\": []}".utf8))
      })
    let standIn = S3StandIn(objects: objects)
    defer { standIn.stop() }
    standIn.plan(.error(404, "NoSuchKey"), forKey: "sync_17.json")
    let bucket = S3Bucket(
      try S3Address("s3://heap-rs3-example"), client: try S3ClientTests.client(of: standIn))
    #expect(throws: S3Error.noSuchObject("s3://heap-rs3-example/manifests/sync_17.json")) {
      try HeapDumps(of: bucket)
    }
    let dumps = try HeapDumps(of: bucket)
    #expect(dumps.manifests.map(\.dump) == (0..<30).map { Int64($0) })
  }
}

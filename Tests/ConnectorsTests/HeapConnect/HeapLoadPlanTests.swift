import Testing

@testable import Connectors

/// A bucket of names and sizes.
private struct ListedBucket: HeapBucket {
  var manifests: [String: String] = [:]
  var sizes: [String: Int] = [:]
  var name: String { "list" }

  func manifestNames() -> [String] { Array(manifests.keys) }
  func manifest(_ name: String) -> [UInt8] { Array((manifests[name] ?? "").utf8) }
  func size(of path: String) -> Int? { sizes[path] }
  func input(_ path: String, name: String, size: Int) -> EventFileInput {
    EventFileInput(name: name, bytes: [])
  }

  /// Adds a dump of tables with one file each; `nil` files mean none.
  mutating func add(_ dump: Int64, _ tables: [(name: String, isIncremental: Bool, files: [String])]) {
    let entries = tables.map { table in
      let files = table.files.map { "\"s3://b/sync_\(dump)/\(table.name)/\($0)\"" }.joined(separator: ",")
      for file in table.files { sizes["sync_\(dump)/\(table.name)/\(file)"] = 10 }
      return
        #"{"name": "\#(table.name)", "incremental": \#(table.isIncremental), "columns": [], "files": [\#(files)]}"#
    }
    manifests["sync_\(dump).json"] = #"{"dump_id": \#(dump), "tables": [\#(entries.joined(separator: ","))]}"#
  }

  func plan(_ stored: HeapLoadState = HeapLoadState(), prefixes: [String] = []) throws -> HeapLoadPlan {
    try HeapLoadPlan(
      dumps: HeapDumps(of: self), stored: stored, bucket: self, paths: HeapBucketPath(prefixes: prefixes))
  }
}

extension HeapLoadPlan {
  fileprivate subscript(name: String) -> Table? { tables.first { $0.name == name } }
}

@Suite struct HeapLoadPlanTests {
  @Test func `dumps are ordered as numbers and the newest full dump is the base`() throws {
    var bucket = ListedBucket()
    bucket.add(100, [("a", true, ["1.avro"])])
    bucket.add(9, [("a", false, ["1.avro"]), ("b", true, ["1.avro"])])
    bucket.add(10, [("a", false, ["1.avro"])])
    let plan = try bucket.plan()
    #expect(plan["a"]?.dumps == [10, 100])
    #expect(plan["a"]?.base == 10 && plan["a"]?.reason == .firstLoad)
    #expect(plan["b"]?.dumps == [9])
    #expect(plan["b"]?.reason == .firstLoadWithoutFullDump)
    #expect(plan.state.dumps == [9, 10, 100])
  }

  @Test func `a table that is absent from a dump stays, and one dumped in full and empty is emptied`() throws
  {
    var bucket = ListedBucket()
    bucket.add(1, [("a", true, ["1.avro"]), ("b", true, ["1.avro"])])
    let first = try bucket.plan()
    bucket.add(2, [("b", false, [])])
    let second = try bucket.plan(first.state)
    #expect(second["a"]?.reason == .upToDate && second["a"]?.replaces == false)
    #expect(second["b"]?.reason == .newFullDump && second["b"]?.replaces == true)
    #expect(second["b"]?.files.isEmpty == true)
    let third = try bucket.plan(second.state)
    #expect(!third.hasWork)
  }

  @Test func `only dumps that are new are read, also when older ones have left the bucket`() throws {
    var bucket = ListedBucket()
    bucket.add(1, [("a", false, ["1.avro"])])
    bucket.add(2, [("a", true, ["1.avro"])])
    let first = try bucket.plan()
    var later = ListedBucket()
    later.add(3, [("a", true, ["1.avro"])])
    let second = try later.plan(first.state)
    #expect(second["a"]?.dumps == [3] && second["a"]?.base == 1)
    #expect(second["a"]?.reason == .newDumps)
    #expect(second.state.tables["a"] == HeapLoadState.Table(base: 1, last: 3))
    // A full dump older than the base comes back: nothing to do.
    later.add(0, [("a", false, ["1.avro"])])
    #expect(try later.plan(second.state)["a"]?.reason == .upToDate)
  }

  @Test func `a dump that comes late lets its table be read again where it can be`() throws {
    var bucket = ListedBucket()
    bucket.add(1, [("a", false, ["1.avro"])])
    bucket.add(3, [("a", true, ["1.avro"])])
    let first = try bucket.plan()
    bucket.add(2, [("a", true, ["1.avro"])])
    let second = try bucket.plan(first.state)
    #expect(second["a"]?.reason == .lateDumps && second["a"]?.dumps == [1, 2, 3])
    bucket.manifests["sync_1.json"] = nil
    #expect(try bucket.plan(first.state)["a"]?.dumps == [2])
  }

  @Test func `migrations are replaced by their newest copy whatever the manifest says`() throws {
    var bucket = ListedBucket()
    bucket.add(1, [("user_migrations", true, ["1.avro"])])
    bucket.add(2, [("user_migrations", true, ["1.avro"])])
    let plan = try bucket.plan()
    #expect(plan["user_migrations"]?.dumps == [2])
    #expect(plan["user_migrations"]?.reason == .alwaysFull)
    #expect(try bucket.plan(plan.state)["user_migrations"]?.reason == .upToDate)
  }

  @Test func `a file listed twice is read once, and a missing one is told`() throws {
    var bucket = ListedBucket()
    bucket.add(1, [("a", false, ["1.avro", "1.avro", "2.avro"])])
    bucket.sizes["sync_1/a/2.avro"] = nil
    let plan = try bucket.plan()
    #expect(plan["a"]?.files.map(\.path) == ["sync_1/a/1.avro"])
    #expect(plan.missing == [HeapMissingFile(dump: 1, table: "a", file: "s3://b/sync_1/a/2.avro")])
  }

  @Test func `one dump id may stand in two manifests only when they are alike`() throws {
    var bucket = ListedBucket()
    bucket.add(5, [("a", false, ["1.avro"])])
    bucket.manifests["sync_05.json"] = bucket.manifests["sync_5.json"]
    #expect(try bucket.plan().state.dumps == [5])
    bucket.manifests["sync_05.json"] = #"{"dump_id": 5, "tables": []}"#
    #expect(
      throws: HeapConnectError.dumpTwice(
        dump: 5, first: "manifests/sync_05.json", second: "manifests/sync_5.json")
    ) {
      try bucket.plan()
    }
  }

  @Test func `what is no manifest is passed over`() throws {
    var bucket = ListedBucket()
    bucket.add(5, [])
    for name in ["sync_5.json.tmp", "sync_.json", "async_5.json", "notes.json", "_SUCCESS", "sync_5x.json"] {
      bucket.manifests[name] = "{"
    }
    #expect(try bucket.plan().strayNames.count == 6)
  }

  @Test(arguments: [
    "s3://b/../x.avro", "s3://b/a//x.avro", "s3://b//etc/passwd", "/etc/passwd", "../x", "a/./b", "s3://b",
    "https://b/x.avro", "", "s3://b/a\u{0}b",
  ])
  func `paths that might leave the mirror are refused`(file: String) throws {
    let paths = try HeapBucketPath(prefixes: [])
    #expect(throws: HeapPathFault.self) { try paths.relativePath(of: file) }
  }

  @Test func `prefixes are cut off where they match and refuse the rest`() throws {
    let any = try HeapBucketPath(prefixes: [])
    #expect(try any.relativePath(of: "s3://whatever/sync_1/a/x.avro") == "sync_1/a/x.avro")
    #expect(try any.relativePath(of: "sync_1/a/x.avro") == "sync_1/a/x.avro")
    let some = try HeapBucketPath(prefixes: ["s3://b", "s3://b/deep/"])
    #expect(try some.relativePath(of: "s3a://b/x.avro") == "x.avro")
    #expect(try some.relativePath(of: "s3://b/deep/x.avro") == "x.avro")
    #expect(throws: HeapPathFault.otherPrefix) { try some.relativePath(of: "s3://bb/x.avro") }
    #expect(throws: HeapConnectError.badPrefix("b")) { try HeapBucketPath(prefixes: ["b"]) }
  }

  @Test func `the state survives being a cursor`() {
    var state = HeapLoadState()
    state.dumps = [1, 22, 1_008_461_850]
    state.tables = ["a,b": .init(base: nil, last: 22), "c": .init(base: 1, last: 1_008_461_850)]
    #expect(HeapLoadState(cursor: state.cursor) == state)
  }

  @Test func `manifests that are wrong are refused with the place`() {
    func fault(_ text: String) -> HeapManifest.Fault? {
      do {
        _ = try HeapManifest(parsing: Array(text.utf8))
        return nil
      } catch {
        return error
      }
    }
    #expect(fault("{}") == .missing(member: "dump_id"))
    #expect(
      fault(#"{"dump_id": 1.5, "tables": []}"#) == .wrongType(member: "dump_id", expected: "whole number"))
    #expect(fault(#"{"dump_id": -1, "tables": []}"#) == .negativeDump(-1))
    #expect(fault(#"{"dump_id": 1}"#) == .missing(member: "tables"))
    #expect(fault(#"{"dump_id": 1, "tables": [{}]}"#) == .missing(member: "tables[0].name"))
    #expect(
      fault(#"{"dump_id": 1, "tables": [{"name": "a", "files": []}]}"#)
        == .missing(member: "tables[0].incremental"))
    #expect(
      fault(#"{"dump_id": 1, "tables": [{"name": "a", "incremental": true, "files": [1]}]}"#)
        == .wrongType(member: "tables[0].files", expected: "array of texts"))
    #expect(fault(#"{"dump_id": "1008461850", "tables": []}"#) == nil)
    #expect(fault("[1") == .notJSON(JSONDocument.Fault(expected: "',' or ']'", offset: 2)))
  }

  @Test(arguments: 0..<40)
  func `damaged manifests are refused and never crash`(seed: Int) {
    var random = SeededRandom(seed: UInt64(seed))
    var bucket = ListedBucket()
    bucket.add(12, [("a", false, ["1.avro", "2.avro"]), ("b", true, [])])
    let whole = Array((bucket.manifests["sync_12.json"] ?? "").utf8)
    for _ in 0..<100 {
      var bytes = whole
      for _ in 0...random.below(4) where !bytes.isEmpty {
        let place = random.below(bytes.count)
        switch random.below(3) {
        case 0: bytes[place] = UInt8(random.below(256))
        case 1: bytes.removeSubrange(place..<min(bytes.count, place + 1 + random.below(9)))
        default: bytes.insert(contentsOf: Array("{[\"\\u,:-1e9".utf8).shuffled(using: &random), at: place)
        }
      }
      do {
        let manifest = try HeapManifest(parsing: bytes)
        #expect(manifest.dump >= 0)
      } catch {
        #expect(error != .negativeDump(0))
      }
    }
  }
}

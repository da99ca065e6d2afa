import EventModel
@testable import SegmentStore
import Testing

@Suite struct ManifestTests {
  private static let path = "s/snapshots/00000003.json"

  private static var sample: Manifest {
    Manifest(
      format: 3, snapshot: 3, parentDigest: "ab12", operation: .ingest, committedAt: "2026-01-02T03:04:05Z",
      timeZone: "Europe/Berlin",
      files: [
        .init(
          path: "segments/00000003-0001.sjn", bytes: 10, rows: 4, users: 2, firstTime: -5, lastTime: 7,
          snapshot: 3, footerDigest: "0f")
      ],
      tables: [
        .init(
          path: "segments/00000003-0002.sjn", bytes: 11, rows: 5, users: 3, firstTime: -4, lastTime: 6,
          snapshot: 3, footerDigest: "1f", table: .accounts)
      ],
      attachments: [
        .init(
          kind: "note", path: "attachments/00000003-0001.note", bytes: 8, digest: "1a",
          target: "segments/00000003-0001.sjn", snapshot: 3)
      ],
      inputs: [
        .init(
          name: "a \"b\"/ü.csv", source: "app", digest: "00ff", bytes: 99, rowsRead: 5, rowsStored: 4,
          rowsRejected: 1, snapshot: 3)
      ],
      cursors: ["heap": ["lastSync_id": "7", "since": "2026"], "app": [:]],
      sources: ["app": .init(sessionGap: 900_000_000, earliestProperties: ["joindate"]), "web": .init()],
      definitions: [.init(kind: "segment", name: "EU \"buyers\"", statement: "segment \"x\" = did a")])
  }

  private func decoded(_ text: String) throws -> Manifest {
    try Manifest(encoded: Array(text.utf8), path: Self.path)
  }

  private var text: String { get throws { String(decoding: try Self.sample.encoded(), as: UTF8.self) } }

  /// `text` with its only occurrence of `old` replaced, under a checksum that fits.
  private func changed(_ old: String, to new: String) throws -> String {
    let text = try text
    #expect(text.contains(old))
    let body = text.replacing(old, with: new).split(separator: "\n", maxSplits: 2)[2]
    let checksum = Array(body.utf8).withUnsafeBytes { Checksum.text(Checksum.xxh3($0)) }
    return "{\n  \"checksum\" : \"\(checksum)\",\n" + body
  }

  @Test func `a manifest comes back`() throws {
    #expect(try decoded(text) == Self.sample)
    #expect(Self.sample.rows == 4)
  }

  @Test func `keys are words joined by underscores, sorted`() throws {
    let text = try text
    #expect(text.contains("\"committed_at\" : \"2026-01-02T03:04:05Z\""))
    #expect(text.contains("\"rows_rejected\" : 1"))
    #expect(text.hasSuffix("}\n"))
  }

  @Test func `a key of a later version does not hurt`() throws {
    #expect(try decoded(changed("\"format\"", to: "\"colour\" : \"blue\",\n  \"format\"")) == Self.sample)
  }

  @Test(arguments: ["4", "99999999999999"]) func `a newer format is refused by its number`(format: String)
    throws
  {
    let text = try changed("\"format\" : 3", to: "\"format\" : \(format)")
    #expect(
      throws: StoreError.newerVersion(
        file: Self.path, found: UInt32(clamping: Int(format) ?? 0), supported: 3)
    ) { try decoded(text) }
  }

  @Test func `the first format opens, and what it could not say is empty`() throws {
    let manifest = try decoded(
      """
      {
        "committed_at" : "2026-01-02T03:04:05Z",
        "files" : [{"bytes" : 10, "first_time" : -5, "last_time" : 7, "path" : "segments/a.sjn", "rows" : 4,
          "snapshot" : 1, "users" : 2}],
        "format" : 1,
        "inputs" : [{"bytes" : 99, "digest" : "00ff", "name" : "a.csv", "rows_read" : 5, "rows_rejected" : 1,
          "rows_stored" : 4, "snapshot" : 1, "source" : "app"}],
        "snapshot" : 1,
        "time_zone" : "UTC"
      }
      """)
    #expect(manifest.format == 1 && manifest.rows == 4 && manifest.operation == .ingest)
    #expect(manifest.files[0].footerDigest == nil && manifest.inputs[0].rowsRejected == 1)
    #expect(manifest.attachments.isEmpty && manifest.cursors.isEmpty && manifest.definitions.isEmpty)
  }

  @Test func `the second format opens, and has neither tables nor settings of sources`() throws {
    let text = try text.replacing("\"format\" : 3", with: "\"format\" : 2")
    let body = text.split(separator: "\n", maxSplits: 2)[2]
    let checksum = Array(body.utf8).withUnsafeBytes { Checksum.text(Checksum.xxh3($0)) }
    let manifest = try decoded("{\n  \"checksum\" : \"\(checksum)\",\n" + body)
    #expect(manifest.format == 2 && manifest.files == Self.sample.files)
    #expect(manifest.tables.isEmpty && manifest.sources.isEmpty && manifest.rowCounts == nil)
  }

  @Test func `a file of a table is none of events, and the other way round`() throws {
    var manifest = Self.sample
    manifest.files[0].table = .users
    #expect(throws: StoreError.self) { try Manifest(encoded: manifest.encoded(), path: Self.path) }
    manifest = Self.sample
    manifest.tables[0].table = nil
    #expect(throws: StoreError.self) { try Manifest(encoded: manifest.encoded(), path: Self.path) }
    #expect(Self.sample.files(of: .accounts) == Self.sample.tables && Self.sample.files(of: .users).isEmpty)
    #expect(Self.sample.files(of: nil) == Self.sample.files && Self.sample.rows == 4)
  }

  @Test func `every bit of a manifest is checked`() throws {
    let encoded = try Self.sample.encoded()
    for bit in 0..<encoded.count * 8 {
      var damaged = encoded
      damaged[bit / 8] ^= 1 << UInt8(bit % 8)
      #expect(throws: StoreError.self, "bit \(bit)") { try Manifest(encoded: damaged, path: Self.path) }
    }
    for length in 0..<encoded.count {
      #expect(throws: StoreError.self, "first \(length) bytes") {
        try Manifest(encoded: Array(encoded.prefix(length)), path: Self.path)
      }
    }
    #expect(throws: StoreError.damaged(file: Self.path, block: "manifest", offset: 0, problem: .checksum)) {
      try Manifest(encoded: encoded + Array("\n".utf8), path: Self.path)
    }
  }

  @Test func `a definition replaces one of its kind and name, and leaves`() {
    var manifest = Self.sample
    manifest.define(.init(kind: "event", name: "EU \"buyers\"", statement: "event 1"))
    manifest.define(.init(kind: "segment", name: "EU \"buyers\"", statement: "segment 2"))
    #expect(manifest.definitions.map(\.statement) == ["segment 2", "event 1"])
    let removed = (0..<2).map { _ in manifest.removeDefinition(kind: "segment", name: "EU \"buyers\"") }
    #expect(removed == [true, false])
    #expect(manifest.definitions.map(\.kind) == ["event"])
  }

  @Test func `a newer format is named even where all else has changed`() {
    #expect(throws: StoreError.newerVersion(file: Self.path, found: 7, supported: 3)) {
      try decoded("{\"format\": 7, \"files\": {}}")
    }
  }

  @Test(arguments: [
    "", "{", "[]", "null", "{}", "{\"format\": 1}", "{\"format\": \"1\"}", "\u{0}", "{\"format\": 1e400}",
  ]) func `what is no manifest is refused`(text: String) {
    expectBad(text)
  }

  @Test(arguments: [
    ("\"format\" : 3", "\"format\" : 0"), ("\"format\" : 3", "\"format\" : -1"),
    ("\"rows\" : 4", "\"rows\" : -4"),
    ("\"rows\" : 4", "\"rows\" : 9223372036854775807"), ("\"bytes\" : 10", "\"bytes\" : -1"),
    ("\"rows\" : 4", "\"rows\" : 4.5"), ("\"users\" : 2", "\"users\" : 99999999999999999999"),
    ("\"rows_read\" : 5", "\"rows_read\" : 9000000000000000000"), ("\"files\"", "\"fields\""),
  ]) func `numbers out of range and missing keys are refused`(old: String, new: String) throws {
    expectBad(try changed(old, to: new))
  }

  private func expectBad(_ text: String) {
    do {
      _ = try decoded(text)
      Issue.record("accepted \(text)")
    } catch let error as StoreError {
      guard case .badManifest(Self.path, let detail) = error, !detail.isEmpty else {
        Issue.record("reported as \(error)")
        return
      }
    } catch {
      Issue.record("reported as \(error)")
    }
  }

  @Test(arguments: [
    "", "/etc/passwd", "../x.sjn", "segments/../../x", "segments//x", "segments/", "..", "a/..", "a\u{0}b",
  ]) func `a path that leaves the store is refused`(path: String) throws {
    var manifest = Self.sample
    manifest.files[0].path = path
    let encoded = try manifest.encoded()
    #expect(throws: StoreError.pathLeavesStore(manifest: Self.path, path: path)) {
      try Manifest(encoded: encoded, path: Self.path)
    }
  }

  @Test(arguments: ["a", "segments/x.sjn", "..a/b..", "a/.../b", ".hidden"]) func `other paths stay inside`(
    path: String
  ) {
    #expect(Manifest.staysInside(path))
  }
}

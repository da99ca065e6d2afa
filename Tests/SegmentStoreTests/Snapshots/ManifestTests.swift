@testable import SegmentStore
import Testing

@Suite struct ManifestTests {
  private static let path = "s/snapshots/00000003.json"

  private static var sample: Manifest {
    Manifest(
      format: 1, snapshot: 3, parentDigest: "ab12", committedAt: "2026-01-02T03:04:05Z",
      timeZone: "Europe/Berlin",
      files: [
        .init(
          path: "segments/00000003-0001.sjn", bytes: 10, rows: 4, users: 2, firstTime: -5, lastTime: 7,
          snapshot: 3)
      ],
      inputs: [
        .init(
          name: "a \"b\"/ü.csv", source: "app", digest: "00ff", bytes: 99, rowsRead: 5, rowsStored: 4,
          rowsRejected: 1, snapshot: 3)
      ])
  }

  private func decoded(_ text: String) throws -> Manifest {
    try Manifest(encoded: Array(text.utf8), path: Self.path)
  }

  private var text: String { get throws { String(decoding: try Self.sample.encoded(), as: UTF8.self) } }

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
    let text = try text.replacing("\"format\"", with: "\"colour\" : \"blue\",\n  \"format\"")
    #expect(try decoded(text) == Self.sample)
  }

  @Test(arguments: ["2", "99999999999999"]) func `a newer format is refused by its number`(format: String)
    throws
  {
    let text = try text.replacing("\"format\" : 1", with: "\"format\" : \(format)")
    #expect(
      throws: StoreError.newerVersion(
        file: Self.path, found: UInt32(clamping: Int(format) ?? 0), supported: 1)
    ) { try decoded(text) }
  }

  @Test func `a newer format is named even where all else has changed`() {
    #expect(throws: StoreError.newerVersion(file: Self.path, found: 7, supported: 1)) {
      try decoded("{\"format\": 7, \"files\": {}}")
    }
  }

  @Test(arguments: [
    "", "{", "[]", "null", "{}", "{\"format\": 1}", "{\"format\": \"1\"}", "\u{0}", "{\"format\": 1e400}",
  ]) func `what is no manifest is refused`(text: String) {
    expectBad(text)
  }

  @Test(arguments: [
    ("\"format\" : 1", "\"format\" : 0"), ("\"format\" : 1", "\"format\" : -1"),
    ("\"rows\" : 4", "\"rows\" : -4"),
    ("\"rows\" : 4", "\"rows\" : 9223372036854775807"), ("\"bytes\" : 10", "\"bytes\" : -1"),
    ("\"rows\" : 4", "\"rows\" : 4.5"), ("\"users\" : 2", "\"users\" : 99999999999999999999"),
    ("\"rows_read\" : 5", "\"rows_read\" : 9000000000000000000"), ("\"files\"", "\"fields\""),
  ]) func `numbers out of range and missing keys are refused`(old: String, new: String) throws {
    let changed = try text.replacing(old, with: new)
    #expect(try changed != text)
    expectBad(changed)
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

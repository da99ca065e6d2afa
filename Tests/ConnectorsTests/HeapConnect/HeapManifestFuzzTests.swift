import Foundation
import Testing

@testable import Connectors

/// Damaged manifests by the thousand: each must end in a plan or in an error, and no plan may lead out of the bucket.
@Suite struct HeapManifestFuzzTests {
  private static let rounds =
    ProcessInfo.processInfo.environment["SOJOURN_FUZZ_ROUNDS"].flatMap { Int($0) }.map { max(1, $0) } ?? 1

  /// A bucket in which every object there is a plan may ask for exists.
  private struct AnyBucket: HeapBucket {
    var manifests: [String: [UInt8]]
    var name: String { "any" }

    func manifestNames() -> [String] { Array(manifests.keys) }
    func manifest(_ name: String) -> [UInt8] { manifests[name] ?? [] }
    func size(of path: String) -> Int? { path.utf8.count % 7 == 0 ? nil : 10 }
    func input(_ path: String, name: String, size: Int) -> EventFileInput { EventFileInput(name: name, bytes: []) }
  }

  private static func manifest(_ dump: Int, _ random: inout SeededRandom) -> [UInt8] {
    let tables = ["users", "user_migrations", "pageviews", "sign_up", "_event_metadata"].map { name in
      let files = (0..<random.below(4)).map { "\"s3://heap-rs3-acme/sync_\(dump)/\(name)/part-\($0).avro\"" }
      return """
        {"name": "\(name)", "columns": ["event_id", "user_id", "time", "caf\\u00e9"], "incremental": \(random.isOne(in: 3)),
         "files": [\(files.joined(separator: ", "))], "more": {"a": [1.5e3, null, -0]}}
        """
    }
    return Array(
      "{\"dump_id\": \(dump), \"tables\": [\(tables.joined(separator: ", "))], \"property_definitions\": null}".utf8)
  }

  @Test(arguments: 0..<12)
  func `damaged manifests give a plan inside of the bucket, or are refused`(seed: Int) throws {
    var random = SeededRandom(seed: UInt64(seed) &+ 7_000)
    let pieces = [
      "{", "}", "[", "]", ",", ":", "\"", "\\", "\\ud800", "null", "true", "1e999", "-9223372036854775809", "\u{0}",
      "../", "/", "s3://other/", "s3://", "\"incremental\": false,", "\"dump_id\": 98,", "\"files\": [\"/etc/passwd\"],",
      String(repeating: "[", count: 300), String(repeating: "{\"a\":", count: 300), "\u{FEFF}",
    ]
    var plans = 0
    var refusals: Set<String> = []
    for _ in 0..<120 * Self.rounds {
      var manifests: [String: [UInt8]] = [:]
      for dump in 97..<101 { manifests["sync_\(dump).json"] = Self.manifest(dump, &random) }
      let victim = "sync_\(97 + random.below(4)).json"
      var text = manifests[victim] ?? []
      for _ in 0...random.below(3) {
        let place = random.below(max(1, text.count))
        switch random.below(6) {
        case 0: if !text.isEmpty { text[place] ^= 1 << UInt8(random.below(8)) }
        case 1: text.removeSubrange(min(place, text.count)..<min(text.count, place + 1 + random.below(60)))
        case 2: text.removeSubrange(min(place, text.count)...)
        case 3:
          let end = min(text.count, place + random.below(200))
          text.insert(contentsOf: Array(text[min(place, text.count)..<end]), at: random.below(max(1, text.count)))
        default:
          text.insert(contentsOf: pieces[random.below(pieces.count)].utf8, at: min(place, text.count))
        }
      }
      manifests[victim] = text
      do {
        let bucket = AnyBucket(manifests: manifests)
        let prefixes = random.isOne(in: 2) ? [] : ["s3://heap-rs3-acme"]
        let plan = try HeapLoadPlan(
          dumps: HeapDumps(of: bucket), stored: HeapLoadState(), bucket: bucket,
          paths: HeapBucketPath(prefixes: prefixes))
        plans += 1
        for file in plan.tables.flatMap(\.files) {
          let parts = file.path.split(separator: "/", omittingEmptySubsequences: false)
          #expect(!parts.contains("..") && !parts.contains("") && !parts.contains("."), "seed \(seed): \(file.path)")
        }
      } catch let error as HeapConnectError {
        refusals.insert(String("\(error)".prefix { $0 != "(" }))
      }
    }
    #expect(plans > 5)
    #expect(refusals.contains("badManifest"), "\(refusals)")
  }

  @Test(arguments: 0..<6)
  func `cursors of any text are read as what they say or as nothing`(seed: Int) {
    var random = SeededRandom(seed: UInt64(seed))
    let letters = Array("0123456789,-/tabledumps ü")
    for _ in 0..<500 {
      func text() -> String { String((0..<random.below(12)).map { _ in letters[random.below(letters.count)] }) }
      let state = HeapLoadState(cursor: ["dumps": text(), "table/\(text())": text(), text(): text()])
      #expect(HeapLoadState(cursor: state.cursor) == state)
    }
  }
}

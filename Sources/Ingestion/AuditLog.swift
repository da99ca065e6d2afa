import EventModel
import FoundationEssentials
import Glibc
import SegmentStore

/// The record of what was forgotten and when: one JSON object per line in `audit.jsonl`, without personal data.
struct AuditLog {
  /// A line of the log; keys are written sorted.
  private struct Line: Codable {
    var time: String
    var operation: String
    var users_asked: Int
    var users_found: Int
    var events: Int
    var older_events: Int
    var files: Int
    var links: Int
    var rejects: Int
    var snapshot: Int?
    var version: String
  }

  private let path: String

  init(store: Store) {
    path = store.path + "/audit.jsonl"
  }

  /// Appends a line and makes it durable.
  func append(_ report: ForgetReport, version: String, at time: Timestamp) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let line = Line(
      time: time.iso8601, operation: "forget", users_asked: report.usersAsked, users_found: report.usersFound,
      events: report.events, older_events: report.olderEvents, files: report.files, links: report.links,
      rejects: report.rejects, snapshot: report.snapshot, version: version)
    let bytes = [UInt8](try encoder.encode(line)) + [UInt8(ascii: "\n")]
    let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw StoreError.system(call: "open", path: path, code: errno) }
    defer { close(descriptor) }
    let written = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    guard written == bytes.count, fsync(descriptor) == 0 else {
      throw StoreError.system(call: "write", path: path, code: written < 0 ? errno : EIO)
    }
    try Directory.synchronise(Directory.parent(of: path))
  }
}

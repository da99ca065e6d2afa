import EventModel
import FoundationEssentials
import SegmentStore

/// The record of what was forgotten and when: one JSON object per line in `audit.jsonl`, without personal data.
struct AuditLog {
  /// A line of the log; keys are written sorted.
  private struct Line: Codable {
    var time: String
    var operation: String
    var usersAsked: Int
    var usersFound: Int
    var events: Int
    var olderEvents: Int
    var files: Int
    var links: Int
    var rejects: Int
    var snapshot: Int?
    var version: String
  }

  private let store: Store

  init(store: Store) {
    self.store = store
  }

  /// Appends a line and makes it durable.
  func append(_ report: ForgetReport, version: String, at time: Timestamp) throws {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let line = Line(
      time: time.iso8601, operation: "forget", usersAsked: report.usersAsked, usersFound: report.usersFound,
      events: report.events, olderEvents: report.olderEvents, files: report.files, links: report.links,
      rejects: report.rejects, snapshot: report.snapshot, version: version)
    let path = store.path + "/audit.jsonl"
    let older = store.fileSystem.exists(path) ? try store.fileSystem.contents(of: path) : []
    let file = try AtomicFile(path: path, fileSystem: store.fileSystem)
    try file.write(older + [UInt8](try encoder.encode(line)) + [UInt8(ascii: "\n")])
    try file.commit()
  }
}

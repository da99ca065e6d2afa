package import EventModel
import Synchronization

/// What was read of one table.
package struct HeapTableTally: Sendable, Equatable {
  package var rowsRead = 0
  /// By the code of the reason.
  package var rejects: [String: Int] = [:]
  /// Rows dated after the load began.
  package var futureRows = 0
  package var faults: [AvroFault] = []

  package init() {}

  package var rowsRejected: Int { rejects.values.reduce(0, +) }

  package mutating func add(_ other: HeapTableTally) {
    rowsRead += other.rowsRead
    rejects.merge(other.rejects, uniquingKeysWith: +)
    futureRows += other.futureRows
    faults += other.faults
  }
}

/// The files of one table of one dump as events of the table's name, or as rows of the table of users.
///
/// Event ids get the table's name in front, because one raw event stands in the table of every label it has: rows come and
/// go with their table, and whoever reads puts those of one raw event together. A session is known by its session id.
package final class HeapTableSource: EventSource, Sendable {
  package let table: String
  private let source: AvroEventSource
  private let now: Timestamp
  private let counts = Mutex(HeapTableTally())

  package init(
    table: String, kind: HeapTableKind, inputs: [EventFileInput], times: TimeTextParser, threads: Int,
    keepsGoing: Bool, now: Timestamp
  ) {
    self.table = table
    self.now = now
    source = AvroEventSource(
      inputs: inputs, mapping: Self.mapping(table: table, kind: kind, times: times), threads: threads,
      keepsGoing: keepsGoing)
  }

  /// Columns of `users` that say when something was first. Heap takes the least of them where users are merged.
  package static let earliestUserProperties = ["joindate"]

  /// How rows of a table become events.
  static func mapping(table: String, kind: HeapTableKind, times: TimeTextParser) -> AvroEventMapping {
    var mapping: AvroEventMapping
    switch kind {
    case .events, .pageviews:
      mapping = AvroEventMapping(eventName: table, user: "user_id", time: "time", times: times)
      mapping.session = "session_id"
      mapping.eventID = "event_id"
    case .sessions:
      mapping = AvroEventMapping(eventName: table, user: "user_id", time: "time", times: times)
      mapping.session = "session_id"
      mapping.eventID = "session_id"
      mapping.ignored = ["event_id"]
    case .users:
      mapping = AvroEventMapping(eventName: table, user: "user_id", time: "last_modified", times: times)
      // A row that does not say when it changed is older than any that does.
      mapping.missingTime = .earliest
      mapping.timestamps = Set(Self.earliestUserProperties)
    case .migrations:
      mapping = AvroEventMapping(eventName: table, user: "from_user_id", time: nil, times: times)
    case .unknown: mapping = AvroEventMapping(eventName: table, user: nil, time: nil, times: times)
    }
    mapping.eventIDPrefix = table + "/"
    // Three documents give it three meanings.
    mapping.ignored.insert("session_time")
    return mapping
  }

  package func nextBatch() throws -> EventBatch? {
    guard let batch = try source.nextBatch() else { return nil }
    let future = batch.times.count { $0 > now }
    counts.withLock { counts in
      counts.rowsRead += batch.count + batch.rejects.count
      counts.futureRows += future
      for reject in batch.rejects { counts.rejects[reject.code, default: 0] += 1 }
    }
    return batch
  }

  package var progress: SourceProgress { source.progress }

  package func cancel() { source.cancel() }

  /// What was read so far.
  package var tally: HeapTableTally {
    var tally = counts.withLock { $0 }
    tally.faults = source.reports.flatMap(\.faults)
    return tally
  }

  /// Bytes of the files read, and one digest for all of them.
  package var content: (digest: String, bytes: Int) {
    let reports = source.reports
    let digest = ContentDigest(of: reports.compactMap(\.contentDigest))
    return (digest.description, reports.reduce(0) { $0 + Int(clamping: $1.bytes ?? 0) })
  }
}

extension ContentDigest {
  /// The digest of several digests, in their order.
  package init(of parts: [ContentDigest]) {
    let hasher = ContentHasher()
    for part in parts {
      Array(part.description.utf8).withUnsafeBytes { hasher.update($0) }
    }
    self = hasher.digest
  }
}

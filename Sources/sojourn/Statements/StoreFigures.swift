import EventModel
import QueryEngine
import QueryLanguage
import QueryResults
import Reporting
import SegmentStore

/// The figures of one snapshot.
struct StoreFigures {
  var store: String
  var snapshot: Int
  var snapshots: Int
  var committedAt: String
  var files: Int
  var events: Int
  var users: Int
  var bytes: Int
  /// Rows, files and bytes of each table that has any.
  var tables: [(table: PropertyTable, rows: Int, files: Int, bytes: Int)]
  /// Bytes of the events.
  private var eventBytes: Int
  /// Times of the first and the last event; `nil` without events.
  var times: ClosedRange<Timestamp>?
  var eventNames: Int
  var properties: [String]
  /// Columns that are no properties: session, event id, source.
  var builtInColumns: [String]
  var sources: [String]
  var layout: LayoutText

  /// Counts users by asking the engine, because a user may have events in several files.
  init(of engine: QueryEngine) throws {
    let snapshot = engine.snapshot
    let manifest = snapshot.manifest
    store = snapshot.store.path
    self.snapshot = snapshot.number
    snapshots = try snapshot.store.snapshotNumbers().count
    committedAt = manifest.committedAt
    files = manifest.allFiles.count
    events = snapshot.rows
    bytes = manifest.allFiles.reduce(0) { $0 + $1.bytes }
    eventBytes = manifest.files.reduce(0) { $0 + $1.bytes }
    tables = PropertyTable.allCases.compactMap { table in
      let files = manifest.files(of: table)
      return files.isEmpty
        ? nil
        : (
          table, snapshot.tables[table]?.rows ?? 0, files.count, files.reduce(0) { $0 + $1.bytes }
        )
    }
    times = snapshot.times
    eventNames = engine.catalog.events.count
    properties = engine.catalog.propertyNames
    builtInColumns = engine.catalog.columns.filter {
      $0.kind != .property && $0.kind != .userProperty && $0.kind != .accountProperty
    }.map(\.displayName)
    sources = manifest.inputs.map(\.source).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    let layout = try Interruption.shared.whileCancellable {
      try SnapshotLayout.read(
        snapshot, threads: engine.threads, isCancelled: { Interruption.shared.isRequested })
    }
    guard let layout else { throw CommandError.cancelled }
    self.layout = LayoutText(layout: layout, events: snapshot.rows)
    if manifest.files.isEmpty {
      users = 0
    } else if manifest.files.count == 1, snapshot.rows == manifest.files[0].rows {
      users = manifest.files[0].users
    } else {
      let statement = try Parser.parseStatement("funnel any")
      users = try Interruption.shared.whileCancellable {
        try engine.run(statement) { Interruption.shared.isRequested }.stats.units
      }
    }
  }

  /// A line per figure, and tables of what takes how much.
  var text: String {
    var rows: [(name: String, value: String)] = [
      ("store", store), ("snapshot", "\(snapshot) of \(snapshots), committed \(committedAt)"),
      ("events", NumberText.grouped(events)), ("users", NumberText.grouped(users)),
      ("event names", NumberText.grouped(eventNames)),
    ]
    if let times { rows.append(("times", "\(times.lowerBound.iso8601) to \(times.upperBound.iso8601)")) }
    rows.append(("files", "\(NumberText.grouped(files)) with \(NumberText.bytes(bytes))"))
    for table in tables {
      rows.append(
        (
          "table \(table.table.rawValue)",
          "\(Phrase.count(table.rows, "row")) in \(Phrase.count(table.files, "file")) with "
            + NumberText.bytes(table.bytes)
        ))
    }
    if let bytesPerEvent { rows.append(("bytes per event", "\(bytesPerEvent)")) }
    for (name, list) in [("sources", sources), ("columns", builtInColumns), ("properties", properties)]
    where !list.isEmpty {
      rows.append((name, list.joined(separator: ", ")))
    }
    let width = rows.reduce(0) { max($0, $1.name.count) }
    return rows.map { row in
      let space = String(repeating: " ", count: width - row.name.count)
      return row.name + space + "  " + DisplayText.clean(row.value) + "\n"
    }.joined() + (events == 0 ? "" : layout.text)
  }

  /// One object on one line.
  var json: String {
    var writer = JSONWriter()
    writer.object { json in
      json.member(named: "store") { $0.write(store) }
      json.member(named: "snapshot") { $0.write(snapshot) }
      json.member(named: "snapshots") { $0.write(snapshots) }
      json.member(named: "committed_at") { $0.write(committedAt) }
      json.member(named: "events") { $0.write(events) }
      json.member(named: "users") { $0.write(users) }
      json.member(named: "event_names") { $0.write(eventNames) }
      json.member(named: "first_time") { Self.write(times?.lowerBound.iso8601, &$0) }
      json.member(named: "last_time") { Self.write(times?.upperBound.iso8601, &$0) }
      json.member(named: "files") { $0.write(files) }
      json.member(named: "bytes") { $0.write(bytes) }
      json.member(named: "bytes_per_event") { json in
        if let bytesPerEvent { json.write(bytesPerEvent) } else { json.write(null: ()) }
      }
      json.member(named: "tables") { json in
        json.array(tables) { json, table in
          json.object { json in
            json.member(named: "table") { $0.write(table.table.rawValue) }
            json.member(named: "rows") { $0.write(table.rows) }
            json.member(named: "files") { $0.write(table.files) }
            json.member(named: "bytes") { $0.write(table.bytes) }
          }
        }
      }
      json.member(named: "sources") { $0.array(sources) { $0.write($1) } }
      json.member(named: "columns") { $0.array(builtInColumns) { $0.write($1) } }
      json.member(named: "properties") { $0.array(properties) { $0.write($1) } }
      layout.write(to: &json)
    }
    return writer.text + "\n"
  }

  /// With one digit after the point; `nil` without events.
  private var bytesPerEvent: Double? {
    events == 0 ? nil : (Double(eventBytes) / Double(events) * 10).rounded() / 10
  }

  private static func write(_ text: String?, _ json: inout JSONWriter) {
    if let text { json.write(text) } else { json.write(null: ()) }
  }
}

package import Connectors
import EventModel
import Ingestion
package import SegmentStore

/// What a store says, without how it says it: two stores are equal when their contents are.
///
/// Every living event and row of a table with all its values, in order; definitions; members; figures without the moment
/// they were fetched; cursors without names of files. Not: how many snapshots and files there are, and which rows died.
package struct StoreContents: Equatable {
  package var events: [String] = []
  package var tables: [String: [String]] = [:]
  package var definitions: [String] = []
  package var members: [MemberList.Segment] = []
  package var funnels: [ReferenceFigures.Funnel] = []
  package var analytics: [JSONValue] = []
  package var cursors: [String: String] = [:]

  package init(of store: Store, source: String) throws {
    let snapshot = try Snapshot(store: store)
    events = try Self.rows(files: snapshot.files, masks: snapshot.masks)
    for (table, files) in snapshot.tables {
      // Of a table only the newest row of a key counts, but every row read must be there once.
      tables[table.rawValue] = try Self.rows(files: files.files, masks: files.masks)
    }
    let manifest = snapshot.manifest
    definitions = manifest.definitions.map { "\($0.name): \($0.statement)" }
    members =
      try store.remoteFile(MemberList.kind, of: source, in: manifest).flatMap { MemberList.decoded($0) } ?? []
    if let bytes = try store.remoteFile(ReferenceFigures.kind, of: source, in: manifest),
      let figures = ReferenceFigures(bytes)
    {
      funnels = figures.funnels
      analytics = figures.analytics
    }
    cursors = (manifest.cursors[source] ?? [:]).filter { $0.key.hasPrefix("events.") }
  }

  /// The first things that differ, for a message.
  package func differences(from other: StoreContents) -> [String] {
    var found: [String] = []
    func compare(_ what: String, _ left: [String], _ right: [String]) {
      if left == right { return }
      let (ours, theirs) = (Set(left), Set(right))
      found.append("\(what): \(left.count) against \(right.count)")
      found += left.filter { !theirs.contains($0) }.prefix(3).map { "  only here: \($0)" }
      found += right.filter { !ours.contains($0) }.prefix(3).map { "  only there: \($0)" }
    }
    compare("events", events, other.events)
    for name in Set(tables.keys).union(other.tables.keys).sorted() {
      compare(name, tables[name] ?? [], other.tables[name] ?? [])
    }
    compare("definitions", definitions, other.definitions)
    if members != other.members { found.append("members differ") }
    if funnels != other.funnels { found.append("funnels differ: \(funnels) \(other.funnels)") }
    if analytics != other.analytics { found.append("analytics differ") }
    if cursors != other.cursors { found.append("cursors: \(cursors) \(other.cursors)") }
    return found
  }

  private static func rows(files: [SegmentFile], masks: [RowMask?]) throws -> [String] {
    var rows: [String] = []
    let codec = ZstdCodec()
    for (file, mask) in zip(files, masks) {
      for index in file.footer.groups.indices {
        let contents = try RowGroupContents(try RowGroup(file: file, index: index, codec: codec))
        let living = mask?.groups[index]?.livingRows(of: contents.rowCount)
        for user in 0..<contents.userCount {
          for row in contents.rows(ofUser: user) where living?[row] ?? true {
            var values: [String] = []
            for (code, chunk) in contents.columns {
              let column = file.footer.columns[Int(code)]
              if let value = chunk.value(ofRow: row) {
                values.append("\(column.kind) \(column.name)=\(value)")
              }
            }
            rows.append(
              "\(contents.userIDs.text(at: user)) \(contents.times[row]) "
                + "\(file.footer.eventNames[Int(contents.events[row])].name) \(values.sorted().joined(separator: " "))"
            )
          }
        }
      }
    }
    return rows.sorted()
  }
}

package import EventModel
import SegmentStore

/// What of a source's stored events and tables goes when new rows take their place.
package struct SourceReplacement: Sendable {
  package var source: String
  /// The names of the events that go.
  package var eventNames: Set<String>
  /// The tables whose rows go.
  package var tables: Set<PropertyTable>

  package init(source: String, eventNames: Set<String>, tables: Set<PropertyTable> = []) {
    self.tables = tables
    self.source = source
    self.eventNames = eventNames
  }

  /// Lets the rows die in a snapshot in the making; answers how many there were, by name of event or table.
  ///
  /// - Complexity: reads the postings of the names and the column of sources; groups without the names cost a look at
  ///   their directory.
  func run(_ revision: SnapshotRevision, isCancelled: () -> Bool) throws -> [String: Int] {
    var dead: [String: Int] = [:]
    try kill(eventNames, in: revision.entries, revision, &dead, isCancelled: isCancelled)
    for table in PropertyTable.allCases where tables.contains(table) {
      // Every row of a table's files is an event of the table's name.
      try kill(
        [table.rawValue], in: revision.entries(of: table), revision, &dead, isCancelled: isCancelled)
    }
    return dead
  }

  private func kill(
    _ eventNames: Set<String>, in entries: [Manifest.File], _ revision: SnapshotRevision,
    _ dead: inout [String: Int], isCancelled: () -> Bool
  ) throws {
    let codec = ZstdCodec()
    for entry in entries where !eventNames.isEmpty {
      let file = try revision.file(entry)
      let codes = file.footer.eventNames.indices.filter {
        eventNames.contains(file.footer.eventNames[$0].name)
      }
      guard !codes.isEmpty, let sourceColumn = file.footer.columns.firstIndex(of: .source) else { continue }
      for index in file.footer.groups.indices {
        if isCancelled() { throw IngestError.cancelled }
        let group = try RowGroup(file: file, index: index, codec: codec)
        let present = codes.filter { group.directory.event(UInt32($0)) != nil }
        guard !present.isEmpty, let sources = try group.column(UInt32(sourceColumn)) else { continue }
        let isSource = sources.dictionary.types.indices.map {
          sources.dictionary.value(at: $0) == .string(source)
        }
        let living = try revision.mask(entry)?.groups[index]?.livingRows(of: group.directory.rows)
        var rows: [UInt32] = []
        for code in present {
          let found = try group.postings(ofEvent: UInt32(code)).filter { row in
            let number = sources.codesByRow[Int(row)]
            return number > 0 && isSource[Int(number) - 1] && living?[Int(row)] ?? true
          }
          dead[file.footer.eventNames[code].name, default: 0] += found.count
          rows += found
        }
        try revision.kill(rows.sorted(), inGroup: index, of: entry, cause: .superseded)
      }
    }
  }
}

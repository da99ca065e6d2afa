import EventModel

/// Rows in sequence order, fully decoded: what merging and statements over overlapping files work on.
///
/// Users ascend by (hash, id); user `u` has the rows from ``userEnds``[u − 1] up to ``userEnds``[u].
package struct RowGroupContents: Sendable {
  package var userHashes: [UInt64] = []
  package var userIDs = TextList()
  package var userEnds: [UInt32] = []
  /// Event codes, of the file or of whoever merged.
  package var events: [UInt32] = []
  /// µs.
  package var times: [Int64] = []
  package var columns: [UInt32: ColumnChunk] = [:]

  package init() {}

  /// Decodes a whole group; columns are those of `columnCodes`, or all when it is `nil`.
  package init(_ group: RowGroup, columnCodes: [UInt32]? = nil) throws {
    userIDs = try group.userIDs()
    userHashes = try group.userHashes(of: userIDs)
    userEnds = try group.userEnds()
    events = try group.eventCodes()
    times = try group.withTimes { $0.times(ofRows: 0..<group.directory.rows) }
    for code in columnCodes ?? group.directory.columns.map(\.code) {
      columns[code] = try group.column(code)
    }
  }

  package var rowCount: Int { events.count }
  package var userCount: Int { userEnds.count }

  package func rows(ofUser user: Int) -> Range<Int> {
    Int(user == 0 ? 0 : userEnds[user - 1])..<Int(userEnds[user])
  }
}

import EventModel

/// Collects rows of one segment file that shall count no more, and makes the file's new mask. Used by one thread.
package struct MaskDraft {
  package let file: SegmentFile
  package private(set) var groups: [Int: DeadRows]
  /// Whether rows were added.
  package private(set) var isChanged = false

  /// Starts from the file's mask, if it has one.
  package init(file: SegmentFile, mask: RowMask?) {
    self.file = file
    groups = mask?.groups ?? [:]
  }

  /// Marks rows of a row group, which ascend; those that are dead already keep their cause.
  package mutating func kill(_ rows: some Collection<UInt32>, inGroup group: Int, cause: DeathCause) {
    guard !rows.isEmpty else { return }
    let before = groups[group]?.rows.count ?? 0
    groups[group, default: DeadRows()].insert(rows, cause: cause)
    if groups[group]?.rows.count != before { isChanged = true }
  }

  /// The mask, with figures of the rows that are left.
  ///
  /// - Complexity: reads the directories of the file, and decodes the groups that have dead rows.
  package func mask(codec: ZstdCodec) throws -> RowMask {
    var remainder = RowMask.Remainder()
    remainder.eventRows = [Int](repeating: 0, count: file.footer.eventNames.count)
    remainder.columnRows = [Int](repeating: 0, count: file.footer.columns.count)
    var times: ClosedRange<Timestamp>?
    for (index, footer) in file.footer.groups.enumerated() {
      if groups[index]?.rows.count == footer.rows { continue }
      let group = try RowGroup(file: file, index: index, codec: codec)
      let range: ClosedRange<Timestamp>
      if let dead = groups[index] {
        range = try Self.add(group, without: dead, to: &remainder)
      } else {
        range = Self.add(group.directory, to: &remainder)
      }
      times =
        times.map { min($0.lowerBound, range.lowerBound)...max($0.upperBound, range.upperBound) } ?? range
    }
    if let times { (remainder.firstTime, remainder.lastTime) = (times.lowerBound, times.upperBound) }
    return RowMask(groups: groups, remainder: remainder)
  }

  private static func add(
    _ directory: RowGroupDirectory, to remainder: inout RowMask.Remainder
  ) -> ClosedRange<Timestamp> {
    remainder.rows += directory.rows
    remainder.users += directory.users
    for event in directory.events { remainder.eventRows[Int(event.code)] += event.rows }
    for column in directory.columns { remainder.columnRows[Int(column.code)] += column.rowsWithValue }
    return directory.firstTime...directory.lastTime
  }

  /// Adds what is alive in a group; some of it is.
  private static func add(
    _ group: RowGroup, without dead: DeadRows, to remainder: inout RowMask.Remainder
  ) throws -> ClosedRange<Timestamp> {
    let contents = try RowGroupContents(group).keeping(dead.livingRows(of: group.directory.rows))
    remainder.rows += contents.rowCount
    remainder.users += contents.userCount
    for event in contents.events { remainder.eventRows[Int(event)] += 1 }
    for (code, chunk) in contents.columns {
      remainder.columnRows[Int(code)] += chunk.codesByRow.count { $0 != 0 }
    }
    let first = contents.times.min() ?? 0
    return Timestamp(microseconds: first)...Timestamp(microseconds: contents.times.max() ?? first)
  }
}

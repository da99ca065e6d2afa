import EventModel
import SegmentStore

extension EventRun {
  /// Hands the rows to `writer` in segment order, in groups of whole users.
  func write(to writer: SegmentWriter, eventCount: Int) throws(StoreError) {
    let order = sorted()
    let groups = groupUsers(order)
    try writer.append(count: groups.count, texts: texts.texts, eventCount: eventCount) { index in
      self.rows(ofUsers: groups[index], in: order)
    }
  }

  /// Cuts the users into groups of about ``SegmentLimits/rowGroupTarget`` rows.
  private func groupUsers(_ order: SortedRows) -> [Range<Int>] {
    var groups: [Range<Int>] = []
    var firstUser = 0
    var firstRow = 0
    for user in order.users.indices where order.ends[user] - firstRow >= SegmentLimits.rowGroupTarget {
      groups.append(firstUser..<user + 1)
      firstUser = user + 1
      firstRow = order.ends[user]
    }
    if firstUser < order.users.count { groups.append(firstUser..<order.users.count) }
    return groups
  }

  private func rows(ofUsers range: Range<Int>, in order: SortedRows) -> RowGroupRows {
    var group = RowGroupRows()
    for user in range {
      let number = order.users[user]
      group.beginUser(hash: users.hash(at: number), id: users.texts[Int(number)])
      for place in (user == 0 ? 0 : order.ends[user - 1])..<order.ends[user] {
        let row = Int(order.rows[place])
        group.appendRow(event: rowEvents[row], time: rowTimes[row])
        group.appendValue(column: sourceColumn, type: .string, payload: UInt64(sourceText))
        for cell in cells(ofRow: row) {
          group.appendValue(column: cellColumns[cell], type: cellTypes[cell], payload: cellPayloads[cell])
        }
      }
    }
    return group
  }
}

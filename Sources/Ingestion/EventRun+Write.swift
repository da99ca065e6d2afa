import EventModel
import SegmentStore
import Synchronization

extension EventRun {
  /// Hands the rows to `writer` in segment order, in groups of whole users; answers which rows it left out because
  /// another with the same event id counts.
  ///
  /// - Parameter groupRows: Rows of a group, about.
  func write(
    to writer: SegmentWriter, eventCount: Int, groupRows: Int = SegmentLimits.rowGroupTarget
  ) throws -> DuplicateCounts {
    let order = sortedByUser()
    let groups = groupUsers(order, groupRows: groupRows)
    let duplicates = Mutex(DuplicateCounts())
    try writer.append(tasks: groups.count, eventCount: eventCount) { task, group, sink in
      let found = fill(&group, withUsers: groups[task], in: order)
      if found != DuplicateCounts() { duplicates.withLock { $0.add(found) } }
      try sink(group, texts.texts)
    }
    return duplicates.withLock { $0 }
  }

  /// Cuts the users into groups of about `groupRows` rows.
  private func groupUsers(_ order: SortedRows, groupRows: Int) -> [Range<Int>] {
    var groups: [Range<Int>] = []
    var firstUser = 0
    var firstRow = 0
    for user in order.users.indices where order.ends[user] - firstRow >= groupRows {
      groups.append(firstUser..<user + 1)
      firstUser = user + 1
      firstRow = order.ends[user]
    }
    if firstUser < order.users.count { groups.append(firstUser..<order.users.count) }
    return groups
  }

  private func fill(
    _ group: inout RowGroupRows, withUsers users: Range<Int>, in order: SortedRows
  ) -> DuplicateCounts {
    group.removeAll()
    var duplicates = DuplicateCounts()
    let ids = userIDs
    let start = users.lowerBound == 0 ? 0 : order.ends[users.lowerBound - 1]
    group.reserveCapacity(users: users.count, rows: order.ends[users.upperBound - 1] - start)
    var places = start
    for user in users {
      let end = order.ends[user]
      // An owner may have no rows in this run.
      guard end > places else { continue }
      group.beginUser(hash: order.hashes[user], id: ids[Int(order.users[user])])
      let arrived = order.rows[places..<end]
      if layout.eventIDColumn != nil,
        let kept = withoutDuplicates(arrived, userHash: order.hashes[user], &duplicates)
      {
        append(kept[...], to: &group)
      } else {
        append(arrived, to: &group)
      }
      places = end
    }
    if let source = layout.source {
      group.setValue(column: source.column, type: .string, payload: UInt64(source.text))
    }
    return duplicates
  }

  /// Appends the rows of one user, given in order of arrival.
  private func append(_ arrived: ArraySlice<UInt32>, to group: inout RowGroupRows) {
    var last = Int64.min
    var isInOrder = true
    for row in arrived {
      let time = rows[Int(row)].time
      isInOrder = isInOrder && last <= time
      last = time
    }
    if isInOrder {
      for row in arrived { append(row, to: &group) }
      return
    }
    let sorted = arrived.map { (time: rows[Int($0)].time, row: $0) }.sorted {
      ($0.time, $0.row) < ($1.time, $1.row)
    }
    for key in sorted { append(key.row, to: &group) }
  }

  private func append(_ number: UInt32, to group: inout RowGroupRows) {
    let row = rows[Int(number)]
    group.appendRow(event: row.event, time: row.time)
    forEachValue(ofRow: Int(number)) { column, type, payload in
      group.appendValue(column: column, type: type, payload: payload)
    }
    if let owners = layout.owners, let text = owners.rawTextOfUser[Int(row.user)] {
      group.appendValue(column: owners.rawUserColumn, type: .string, payload: UInt64(text))
    }
  }
}

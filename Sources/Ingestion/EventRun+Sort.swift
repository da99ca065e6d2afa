import SegmentStore

/// The rows of a run by user, users in the order of a segment file.
struct SortedRows: Sendable {
  /// User numbers in (hash, id) order: those of the run, or of its owners where it has any.
  var users: [UInt32]
  /// The hash of each of ``users``.
  var hashes: [UInt64]
  /// Row numbers, users one after the other, rows of a user in order of arrival.
  var rows: [UInt32]
  /// The position after the last row of each user of ``users``.
  var ends: [Int]
}

extension EventRun {
  /// The ids that users of ``SortedRows`` are numbers of.
  var userIDs: TextList { layout.owners?.ids ?? users.texts }

  /// Sorts by user, then by order of arrival; times are sorted later, by the threads that encode.
  /// - Complexity: O(rows + users log users).
  func sortedByUser() -> SortedRows {
    guard let owners = layout.owners?.ownerOfUser else { return sorted { self.rows[$0].user } }
    return owners.withUnsafeBufferPointer { owners in
      sorted { owners[Int(self.rows[$0].user)] }
    }
  }

  @inline(__always)
  private func sorted(by user: (Int) -> UInt32) -> SortedRows {
    let order = sortedUsers()
    var next = [UInt32](repeating: 0, count: userIDs.count)
    for row in 0..<rows.count { next[Int(user(row))] &+= 1 }
    var ends: [Int] = []
    ends.reserveCapacity(order.count)
    var total = 0
    for (user, _) in order {
      let count = Int(next[Int(user)])
      next[Int(user)] = UInt32(total)
      total += count
      ends.append(total)
    }
    let sorted = [UInt32](unsafeUninitializedCapacity: rows.count) { buffer, count in
      for row in 0..<rows.count {
        let user = Int(user(row))
        buffer[Int(next[user])] = UInt32(truncatingIfNeeded: row)
        next[user] &+= 1
      }
      count = rows.count
    }
    return SortedRows(users: order.map(\.user), hashes: order.map(\.hash), rows: sorted, ends: ends)
  }

  private func sortedUsers() -> [(user: UInt32, hash: UInt64)] {
    let ids = userIDs
    var keys = ids.hashes().enumerated().map { (user: UInt32($0.offset), hash: $0.element) }
    keys.sort { left, right in
      if left.hash != right.hash { return left.hash < right.hash }
      return ids[Int(left.user)].lexicographicallyPrecedes(ids[Int(right.user)])
    }
    return keys
  }
}

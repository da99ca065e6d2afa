import SegmentStore

/// The rows of a run in the order of a segment file.
struct SortedRows: Sendable {
  /// User numbers in (hash, id) order.
  var users: [UInt32]
  /// Row numbers, users one after the other, rows of a user in sequence order.
  var rows: [UInt32]
  /// The position after the last row of each user of ``users``.
  var ends: [Int]
}

extension EventRun {
  /// Sorts by user, then time, then order of arrival.
  /// - Complexity: O(rows) for input that is in time order per user, else O(rows log rows of a user).
  func sorted() -> SortedRows {
    let order = sortedUsers()
    var counts = [Int](repeating: 0, count: users.count)
    for user in rowUsers { counts[Int(user)] += 1 }
    var next = [Int](repeating: 0, count: users.count)
    var ends: [Int] = []
    ends.reserveCapacity(order.count)
    var total = 0
    for user in order {
      next[Int(user)] = total
      total += counts[Int(user)]
      ends.append(total)
    }
    var rows = [UInt32](repeating: 0, count: count)
    for row in 0..<count {
      let user = Int(rowUsers[row])
      rows[next[user]] = UInt32(row)
      next[user] += 1
    }
    sortWithinUsers(&rows, ends: ends)
    return SortedRows(users: order, rows: rows, ends: ends)
  }

  private func sortedUsers() -> [UInt32] {
    var keys: [(hash: UInt64, user: UInt32)] = (0..<UInt32(users.count)).map { (users.hash(at: $0), $0) }
    keys.sort { left, right in
      if left.hash != right.hash { return left.hash < right.hash }
      return users.texts[Int(left.user)].lexicographicallyPrecedes(users.texts[Int(right.user)])
    }
    return keys.map(\.user)
  }

  private func sortWithinUsers(_ rows: inout [UInt32], ends: [Int]) {
    var start = 0
    for end in ends {
      var index = start + 1
      while index < end, rowTimes[Int(rows[index - 1])] <= rowTimes[Int(rows[index])] { index += 1 }
      if index < end {
        rows[start..<end].sort { left, right in
          let (leftTime, rightTime) = (rowTimes[Int(left)], rowTimes[Int(right)])
          return leftTime != rightTime ? leftTime < rightTime : left < right
        }
      }
      start = end
    }
  }
}

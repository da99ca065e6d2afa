/// The user of any row of a block, found in a few instructions and without a branch.
///
/// A bit marks each row that begins a user; beside every 64 of them stands how many users began before. Hot.
struct RowUsers {
  private let starts: [UInt64]
  private let ranks: [UInt32]
  let userCount: Int

  /// - Parameter userEnds: the row after the last of each user; every user has rows.
  init(userEnds: [UInt32]) {
    userCount = userEnds.count
    let words = Int(userEnds.last ?? 0) / 64 + 1
    var starts = [UInt64](repeating: 0, count: words)
    starts.withUnsafeMutableBufferPointer { starts in
      starts[0] = 1
      for end in userEnds { starts[Int(end &>> 6)] |= 1 &<< UInt64(truncatingIfNeeded: end & 63) }
    }
    self.starts = starts
    ranks = [UInt32](unsafeUninitializedCapacity: words) { ranks, count in
      var rank: UInt32 = 0
      for word in 0..<words {
        ranks[word] = rank
        rank &+= UInt32(truncatingIfNeeded: starts[word].nonzeroBitCount)
      }
      count = words
    }
  }

  /// Writes, for each user and once more, how many of `rows` belong to users before; `rows` are of the block and ascend.
  ///
  /// `places` has room for one number more than there are users.
  func countBefore(_ rows: [UInt32], base: UInt32, into places: UnsafeMutablePointer<UInt32>) {
    places.initialize(repeating: 0, count: userCount + 1)
    starts.withUnsafeBufferPointer { starts in
      ranks.withUnsafeBufferPointer { ranks in
        for row in rows {
          let word = Int(row &>> 6)
          let upTo = starts[word] & (UInt64.max &>> UInt64(truncatingIfNeeded: 63 &- (row & 63)))
          // As many users begin up to the row as its user's number, plus one.
          places[Int(ranks[word]) &+ upTo.nonzeroBitCount] &+= 1
        }
      }
    }
    var sum = base
    for user in 0...userCount {
      sum &+= places[user]
      places[user] = sum
    }
  }
}

/// Why a row of a segment file counts no more; raw values are stored in masks and never change.
package enum DeathCause: Int, Sendable, CaseIterable {
  /// A newer row with the same event id took its place.
  case superseded = 0
  /// Its user is another one now, and it was written anew in a later file.
  case moved = 1
  /// Its user was forgotten.
  case forgotten = 2
}

/// The rows of one row group that count no more.
package struct DeadRows: Sendable, Equatable {
  /// Ascending.
  package private(set) var rows: [UInt32] = []
  /// By cause, in the order of ``DeathCause``.
  package private(set) var counts = [Int](repeating: 0, count: DeathCause.allCases.count)

  package init() {}

  package init(rows: [UInt32], counts: [Int]) {
    self.rows = rows
    self.counts = counts
  }

  /// Adds rows, which ascend; one that is dead already keeps its cause.
  package mutating func insert(_ added: some Collection<UInt32>, cause: DeathCause) {
    guard !added.isEmpty else { return }
    var merged: [UInt32] = []
    merged.reserveCapacity(rows.count + added.count)
    var place = 0
    for row in added {
      while place < rows.count, rows[place] < row {
        merged.append(rows[place])
        place += 1
      }
      if place < rows.count, rows[place] == row { continue }
      if merged.last != row {
        merged.append(row)
        counts[cause.rawValue] += 1
      }
    }
    merged.append(contentsOf: rows[place...])
    rows = merged
  }

  package func count(_ cause: DeathCause) -> Int { counts[cause.rawValue] }

  /// For each of `count` rows whether it is alive.
  package func livingRows(of count: Int) -> [Bool] {
    var living = [Bool](repeating: true, count: count)
    for row in rows where row < count { living[Int(row)] = false }
    return living
  }
}

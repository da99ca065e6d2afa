/// One column of a row group as stretches of rows with one value each, for chunks that are stored so.
///
/// What users are like has a stretch per user, so that statements cost by users and not by rows. Hot.
package struct ColumnRuns: Sendable {
  /// The distinct values, in order of first appearance.
  package let dictionary: ChunkDictionary
  /// The row after the last of each stretch, ascending; the last is the number of rows.
  package let ends: [UInt32]
  /// Code + 1 of each stretch; 0 for rows without a value.
  package let codes: [UInt32]

  package init(dictionary: ChunkDictionary, ends: [UInt32], codes: [UInt32]) {
    self.dictionary = dictionary
    self.ends = ends
    self.codes = codes
  }

  /// The same values row by row.
  package var chunk: ColumnChunk {
    let byRow = [UInt32](unsafeUninitializedCapacity: Int(ends.last ?? 0)) { rows, initialized in
      var next = 0
      for (run, end) in ends.enumerated() {
        for place in next..<max(next, Int(end)) { rows.initializeElement(at: place, to: codes[run]) }
        next = max(next, Int(end))
      }
      initialized = next
    }
    return ColumnChunk(dictionary: dictionary, codesByRow: byRow)
  }

  /// Those of `rows`, which ascend, whose code + 1 is accepted.
  package func selection(of rows: [UInt32], accepted: [Bool]) -> [UInt32] {
    [UInt32](unsafeUninitializedCapacity: rows.count) { selected, count in
      var kept = 0
      var index = 0
      var run = 0
      while index < rows.count {
        while ends[run] <= rows[index] { run &+= 1 }
        let end = ends[run]
        if accepted[Int(codes[run])] {
          while index < rows.count, rows[index] < end {
            selected[kept] = rows[index]
            kept &+= 1
            index &+= 1
          }
        } else {
          while index < rows.count, rows[index] < end { index &+= 1 }
        }
      }
      count = kept
    }
  }

  /// The code + 1 of the last row of each user; `userEnds` are the rows after the last of each.
  package func codes(ofUsers userEnds: [UInt32]) -> [UInt32] {
    var run = 0
    return userEnds.map { end in
      while ends[run] < end { run &+= 1 }
      return codes[run]
    }
  }

  /// How many users have a row whose code + 1 is accepted.
  package func countUsers(_ userEnds: [UInt32], accepted: [Bool]) -> Int {
    var count = 0
    var run = 0
    var start: UInt32 = 0
    for end in userEnds {
      while ends[run] <= start { run &+= 1 }
      var found = accepted[Int(codes[run])]
      while !found, ends[run] < end {
        run &+= 1
        found = accepted[Int(codes[run])]
      }
      count &+= found ? 1 : 0
      start = end
    }
    return count
  }
}

/// A column of a row group in the form that its bytes allow.
package enum StoredColumn: Sendable {
  case runs(ColumnRuns)
  case rows(ColumnChunk)

  /// Decodes a chunk of a row group with `rows` rows of which `present` have a value.
  package init(_ bytes: UnsafeRawBufferPointer, rows: Int, present: Int) throws(DamageFound) {
    let values = try PresentValues.Stored(bytes, rows: rows, present: present)
    if values.rows == nil, case .runs(let runs) = values.codes {
      var end: UInt32 = 0
      let ends = runs.map { run in
        end &+= UInt32(run.length)
        return end
      }
      self = .runs(ColumnRuns(dictionary: values.dictionary, ends: ends, codes: runs.map(\.code)))
    } else {
      self = .rows(ColumnChunk(PresentValues(values), rows: rows))
    }
  }

  package var dictionary: ChunkDictionary {
    switch self {
    case .runs(let runs): runs.dictionary
    case .rows(let chunk): chunk.dictionary
    }
  }
}

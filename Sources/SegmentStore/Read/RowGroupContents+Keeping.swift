extension RowGroupContents {
  /// The rows for which `isKept` is true, and the users that have any.
  package func keeping(_ isKept: [Bool]) -> RowGroupContents {
    var kept = RowGroupContents()
    let count = isKept.count { $0 }
    kept.events.reserveCapacity(count)
    kept.times.reserveCapacity(count)
    for user in 0..<userCount {
      let before = kept.events.count
      for row in rows(ofUser: user) where isKept[row] {
        kept.events.append(events[row])
        kept.times.append(times[row])
      }
      guard kept.events.count > before else { continue }
      kept.userHashes.append(userHashes[user])
      kept.userIDs.append(userIDs[user])
      kept.userEnds.append(UInt32(kept.events.count))
    }
    for (code, chunk) in columns {
      var codes: [UInt32] = []
      codes.reserveCapacity(count)
      for row in isKept.indices where isKept[row] { codes.append(chunk.codesByRow[row]) }
      // Entries that no row has any more do no harm: whoever reads the chunk goes through its rows.
      kept.columns[code] = ColumnChunk(dictionary: chunk.dictionary, codesByRow: codes)
    }
    return kept
  }
}

import EventModel
import SegmentStore

/// Merges segment files of one ingest, whose codes agree, into one file with every user in one place.
enum SegmentMerge {
  /// Writes the rows of `files` to `writer`, a share of the user hashes at a time.
  ///
  /// Memory: the groups of each file that reach into the current share, and the share itself.
  static func write(
    _ files: [SegmentFile], to writer: SegmentWriter, eventCount: Int, isCancelled: () -> Bool
  ) throws {
    let merger = RangeMerger(
      files: files,
      translations: files.map { file in
        RangeMerger.Translation(
          events: (0..<UInt32(file.footer.eventNames.count)).map { $0 },
          columns: (0..<UInt32(file.footer.columns.count)).map { $0 })
      })
    let rows = files.reduce(0) { $0 + $1.footer.rows }
    for range in HashRange.split(into: rows / SegmentLimits.rowGroupTarget + 1) {
      if isCancelled() { throw IngestError.cancelled }
      var texts = TextDictionary()
      let group = RowGroupRows(try merger.contents(of: range), texts: &texts)
      try writer.append(group, texts: texts.texts, eventCount: eventCount)
    }
  }
}

extension RowGroupRows {
  /// Takes over decoded rows; string values are numbered in `texts`.
  init(_ contents: RowGroupContents, texts: inout TextDictionary) {
    self.init()
    userHashes = contents.userHashes
    userIDs = contents.userIDs
    for user in 0..<contents.userCount { userCounts.append(UInt32(contents.rows(ofUser: user).count)) }
    events = contents.events
    times = contents.times
    for (code, chunk) in contents.columns {
      let dictionary = chunk.dictionary
      let payloads = (0..<dictionary.count).map { entry -> UInt64 in
        guard dictionary.types[entry] == .string else { return dictionary.payloads[entry] }
        return dictionary.texts[Int(dictionary.payloads[entry])].withUnsafeBytes {
          UInt64(texts.number(of: $0))
        }
      }
      var values = ColumnValues()
      for (row, value) in chunk.codesByRow.enumerated() where value != 0 {
        let entry = Int(value - 1)
        values.append(row: UInt32(row), type: dictionary.types[entry], payload: payloads[entry])
      }
      columns[code] = values
    }
  }
}

import EventModel
import SegmentStore

/// Merges segment files of one ingest, whose codes agree, into one file with every user in one place.
enum SegmentMerge {
  /// Ranges one task takes: neighbours share the groups at their border, which are decoded once for all of them.
  private static let rangesPerTask = 4

  /// Writes the rows of `files` to `writer`, a share of the user hashes at a time.
  ///
  /// Memory: per thread of the writer, the groups of each file that reach into the current share, and the share.
  static func write(
    _ files: [SegmentFile], to writer: SegmentWriter, eventCount: Int, isCancelled: () -> Bool
  ) throws {
    let translations = files.map { file in
      RangeMerger.Translation(
        events: (0..<UInt32(file.footer.eventNames.count)).map { $0 },
        columns: (0..<UInt32(file.footer.columns.count)).map { $0 })
    }
    let ranges = HashRange.split(into: shareCount(files))
    var first = 0
    while first < ranges.count {
      if isCancelled() { throw IngestError.cancelled }
      let wave = ranges[first..<min(ranges.count, first + writer.threads * rangesPerTask)]
      let tasks = (wave.count + rangesPerTask - 1) / rangesPerTask
      try writer.append(tasks: tasks, eventCount: eventCount) { task, group, sink in
        let merger = RangeMerger(files: files, translations: translations)
        for range in wave.dropFirst(task * rangesPerTask).prefix(rangesPerTask) {
          var texts = TextDictionary()
          group.fill(with: try merger.contents(of: range), texts: &texts)
          try sink(group, texts.texts)
        }
      }
      first = wave.endIndex
    }
  }

  /// One share per row group wanted; more where rows are so heavy that a group of them would not fit in memory well.
  private static func shareCount(_ files: [SegmentFile]) -> Int {
    let rows = files.reduce(0) { $0 + $1.footer.rows }
    let bytes = files.reduce(0) { $0 + $1.byteCount }
    return max(rows / SegmentLimits.rowGroupTarget, bytes / (16 << 20)) + 1
  }
}

extension RowGroupRows {
  /// Takes over decoded rows; string values are numbered in `texts`.
  fileprivate mutating func fill(with contents: RowGroupContents, texts: inout TextDictionary) {
    removeAll()
    userHashes = contents.userHashes
    userIDs = contents.userIDs
    userCounts.reserveCapacity(contents.userCount)
    var start: UInt32 = 0
    for end in contents.userEnds {
      userCounts.append(end - start)
      start = end
    }
    events = contents.events
    times = contents.times
    while columns.count <= Int(contents.columns.keys.max() ?? 0) { columns.append(ColumnValues()) }
    for code in contents.columns.keys.sorted() {
      guard let chunk = contents.columns[code] else { continue }
      let payloads = chunk.dictionary.payloads(numberedIn: &texts)
      for (row, value) in chunk.codesByRow.enumerated() where value != 0 {
        let entry = Int(value - 1)
        columns[Int(code)].values.append(
          ColumnValues.Value(row: UInt32(row), type: chunk.dictionary.types[entry], payload: payloads[entry]))
      }
    }
  }
}

extension ChunkDictionary {
  /// The payloads of all entries, strings numbered in `texts`.
  fileprivate func payloads(numberedIn texts: inout TextDictionary) -> [UInt64] {
    var payloads = payloads
    for entry in payloads.indices where types[entry] == .string {
      payloads[entry] = self.texts[Int(payloads[entry])].withUnsafeBytes { UInt64(texts.number(of: $0)) }
    }
    return payloads
  }
}

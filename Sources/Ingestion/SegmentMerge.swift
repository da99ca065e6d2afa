import EventModel
import SegmentStore

/// Merges segment files, which follow each other in order of ingestion, into one with every user in one place.
///
/// Dead rows are left out, and so are names that no living row has.
struct SegmentMerge {
  /// Ranges one task takes: neighbours share the groups at their border, which are decoded once for all of them.
  private static let rangesPerTask = 4

  let files: [SegmentFile]
  let masks: [RowMask?]
  private let translations: [RangeMerger.Translation]
  /// The names of the merged file, in order of first appearance; the position is the code.
  let eventNames: [String]
  let columns: [EventColumn]
  /// Values of living rows.
  private let valueCount: Int

  /// `masks[i]` says which rows of `files[i]` are dead.
  init(_ files: [SegmentFile], masks: [RowMask?]) throws {
    self.files = files
    self.masks = masks
    var events: [ExactText: UInt32] = [:]
    var eventNames: [String] = []
    var codes: [EventColumn: UInt32] = [:]
    var columns: [EventColumn] = []
    var valueCount = 0
    let codec = ZstdCodec()
    translations = try zip(files, masks).map { file, mask in
      let remainder = try mask?.remainder ?? MaskDraft(file: file, mask: nil).mask(codec: codec).remainder
      let eventCodes = file.footer.eventNames.enumerated().map { code, event -> UInt32 in
        guard remainder.eventRows[code] > 0 else { return .max }
        if let known = events[ExactText(event.name)] { return known }
        events[ExactText(event.name)] = UInt32(eventNames.count)
        eventNames.append(event.name)
        return UInt32(eventNames.count - 1)
      }
      valueCount += remainder.columnRows.reduce(0, +)
      let columnCodes = file.footer.columns.enumerated().map { code, column -> UInt32? in
        guard remainder.columnRows[code] > 0 else { return nil }
        if let known = codes[column] { return known }
        codes[column] = UInt32(columns.count)
        columns.append(column)
        return UInt32(columns.count - 1)
      }
      // Counting what lives may have read the directory of every group, and the neighbourhood of each with it.
      file.release()
      return RangeMerger.Translation(events: eventCodes, columns: columnCodes)
    }
    self.eventNames = eventNames
    self.columns = columns
    self.valueCount = valueCount
  }

  /// Writes the merged file to `path` and answers its footer; nothing is left behind on an error.
  ///
  /// Memory: per thread, the groups of each file that reach into the current share of the users, and the share.
  /// `onProgress` is called with the rows written so far.
  func write(
    to path: String, threads: Int, fileSystem: any FileSystem, isCancelled: () -> Bool,
    onProgress: (Int) -> Void = { _ in }
  ) throws -> SegmentFooter {
    let writer = try SegmentWriter(path: path, threads: threads, fileSystem: fileSystem)
    do {
      try write(to: writer, isCancelled: isCancelled, onProgress: onProgress)
      return try writer.finish(eventNames: eventNames, columns: columns)
    } catch {
      writer.cancel()
      throw error
    }
  }

  private func write(to writer: SegmentWriter, isCancelled: () -> Bool, onProgress: (Int) -> Void) throws {
    try withoutActuallyEscaping(isCancelled) { isCancelled in
      try write(to: writer, CancelWatch(isCancelled), onProgress: onProgress)
    }
  }

  private func write(to writer: SegmentWriter, _ watch: CancelWatch, onProgress: (Int) -> Void) throws {
    let ranges = HashRange.split(into: shareCount)
    var first = 0
    while first < ranges.count {
      try watch.check()
      let wave = ranges[first..<min(ranges.count, first + writer.threads * Self.rangesPerTask)]
      let tasks = (wave.count + Self.rangesPerTask - 1) / Self.rangesPerTask
      try writer.append(tasks: tasks, eventCount: eventNames.count) { task, group, sink in
        let merger = RangeMerger(
          files: files, masks: masks, translations: translations, checkpoint: { try watch.check() })
        for range in wave.dropFirst(task * Self.rangesPerTask).prefix(Self.rangesPerTask) {
          var texts = TextDictionary()
          group.fill(with: try merger.contents(of: range), texts: &texts)
          try sink(group, texts.texts)
        }
      }
      first = wave.endIndex
      if let last = wave.last?.last {
        for file in files { file.release(groupsUpTo: last) }
      }
      onProgress(writer.rowCount)
    }
  }

  private var shareCount: Int {
    let rows = zip(files, masks).reduce(0) { $0 + ($1.1?.remainder.rows ?? $1.0.footer.rows) }
    return Self.shareCount(rows: rows, bytes: files.reduce(0) { $0 + $1.byteCount }, values: valueCount)
  }

  /// One share per row group wanted; more where rows are so heavy, or have so many values, that a group of them would not
  /// fit in memory well: a value takes some tens of bytes until its group is written.
  static func shareCount(rows: Int, bytes: Int, values: Int) -> Int {
    max(rows / SegmentLimits.rowGroupTarget, bytes / (16 << 20), values / (2 << 20)) + 1
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
  func payloads(numberedIn texts: inout TextDictionary) -> [UInt64] {
    var payloads = payloads
    for entry in payloads.indices where types[entry] == .string {
      payloads[entry] = self.texts[Int(payloads[entry])].withUnsafeBytes { UInt64(texts.number(of: $0)) }
    }
    return payloads
  }
}

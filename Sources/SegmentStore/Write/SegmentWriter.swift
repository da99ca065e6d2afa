import Dispatch
package import EventModel

/// Writes one segment file, group by group, with bounded memory.
///
/// Full groups are handed over with ``append(_:texts:)`` and encoded in parallel, a few at a time; bytes land in the
/// file in the order of the calls, so the file does not depend on the number of threads. Nothing is visible under
/// the final name before ``finish(eventNames:columns:)`` has written and synchronised everything. Used by one thread.
package final class SegmentWriter {
  private let file: AtomicFile
  private let threads: Int
  private var pending: [(rows: RowGroupRows, texts: TextList, eventCount: Int)] = []
  private var groups: [SegmentFooter.Group] = []
  private var rowsByEvent: [Int] = []
  private var usersByEvent: [Int] = []

  package init(path: String, threads: Int) throws(StoreError) {
    file = try AtomicFile(path: path)
    self.threads = max(1, threads)
    var writer = ByteWriter()
    writer.bytes.append(contentsOf: SegmentFormat.headerMagic)
    writer.append(word: SegmentFormat.version)
    writer.append(word: UInt32(0))
    try file.write(writer.bytes)
  }

  /// Rows handed over so far.
  package private(set) var rowCount = 0

  /// Takes the next group; `texts` holds the strings its payloads refer to, `eventCount` is above its event codes.
  package func append(_ rows: RowGroupRows, texts: TextList, eventCount: Int) throws(StoreError) {
    guard rows.count > 0 else { return }
    rowCount += rows.count
    pending.append((rows, texts, eventCount))
    if pending.count >= threads { try encodePending() }
  }

  /// Writes the footer and makes the file visible; answers what the file holds.
  package func finish(eventNames: [String], columns: [EventColumn]) throws(StoreError) -> SegmentFooter {
    try encodePending()
    guard eventNames.count <= SegmentLimits.eventNames else {
      throw .limitReached(limit: "event names per file", value: eventNames.count, allowed: SegmentLimits.eventNames)
    }
    guard columns.count <= SegmentLimits.columns else {
      throw .limitReached(limit: "columns per file", value: columns.count, allowed: SegmentLimits.columns)
    }
    let footer = SegmentFooter(
      rows: groups.reduce(0) { $0 + $1.rows }, users: groups.reduce(0) { $0 + $1.users },
      firstTime: groups.map(\.firstTime).min() ?? Timestamp(microseconds: 0),
      lastTime: groups.map(\.lastTime).max() ?? Timestamp(microseconds: 0),
      eventNames: eventNames.enumerated().map { code, name in
        SegmentFooter.EventName(
          name: name, rows: code < rowsByEvent.count ? rowsByEvent[code] : 0,
          users: code < usersByEvent.count ? usersByEvent[code] : 0)
      },
      columns: columns, groups: groups)
    let bytes = footer.encoded()
    var trailer = ByteWriter()
    trailer.append(word: file.length)
    trailer.append(word: UInt64(bytes.count))
    trailer.append(word: bytes.withUnsafeBytes { Checksum.xxh3($0) })
    trailer.bytes.append(contentsOf: SegmentFormat.trailerMagic)
    try file.write(bytes)
    try file.write(trailer.bytes)
    try file.commit()
    return footer
  }

  /// Removes the unfinished file.
  package func cancel() {
    file.cancel()
  }

  /// Builds and encodes `count` groups in parallel, a few at a time, and writes them in order.
  ///
  /// `build` is called from several threads at once, once per number below `count`; a group without rows is skipped.
  package func append(
    count: Int, texts: TextList, eventCount: Int, build: @Sendable (Int) -> RowGroupRows
  ) throws(StoreError) {
    try encodePending()
    var first = 0
    while first < count {
      let wave = first..<min(count, first + threads)
      for output in encode(wave.count, { index in
        let rows = build(wave.lowerBound + index)
        return rows.count == 0 ? nil : RowGroupEncoder.encode(rows, texts: texts, eventCount: eventCount)
      }) {
        rowCount += output.directory.rows
        try write(output)
      }
      first = wave.upperBound
    }
  }

  private func encodePending() throws(StoreError) {
    let inputs = pending
    pending = []
    for output in encode(inputs.count, { index in
      let input = inputs[index]
      return RowGroupEncoder.encode(input.rows, texts: input.texts, eventCount: input.eventCount)
    }) {
      try write(output)
    }
  }

  private func encode(
    _ count: Int, _ encodeOne: @Sendable (Int) -> RowGroupEncoder.Output?
  ) -> [RowGroupEncoder.Output] {
    var outputs = [RowGroupEncoder.Output?](repeating: nil, count: count)
    outputs.withUnsafeMutableBufferPointer { buffer in
      // Each iteration writes its own element, so the shared pointer is safe.
      nonisolated(unsafe) let results = buffer
      DispatchQueue.concurrentPerform(iterations: count) { results[$0] = encodeOne($0) }
    }
    return outputs.compactMap { $0 }
  }

  private func write(_ output: RowGroupEncoder.Output) throws(StoreError) {
    var directory = output.directory
    let base = file.length
    directory.userCounts.offset += base
    directory.userHashes.offset += base
    directory.userIDs.offset += base
    directory.times.offset += base
    for index in directory.events.indices { directory.events[index].postings.offset += base }
    for index in directory.columns.indices { directory.columns[index].chunk.offset += base }
    try file.write(output.bytes)

    let raw = directory.encoded()
    let compressed = raw.withUnsafeBytes { ZstdCodec().compressed($0) }
    let stored = compressed ?? raw
    let reference = BlockReference(
      offset: file.length, storedLength: stored.count, rawLength: raw.count,
      compression: compressed == nil ? .none : .zstd, checksum: stored.withUnsafeBytes { Checksum.short($0) })
    try file.write(stored)
    groups.append(
      .init(
        firstHash: output.firstHash, lastHash: output.lastHash, rows: directory.rows, users: directory.users,
        firstTime: directory.firstTime, lastTime: directory.lastTime, directory: reference))
    for event in directory.events {
      let code = Int(event.code)
      while rowsByEvent.count <= code {
        rowsByEvent.append(0)
        usersByEvent.append(0)
      }
      rowsByEvent[code] += event.rows
      usersByEvent[code] += event.users
    }
  }
}

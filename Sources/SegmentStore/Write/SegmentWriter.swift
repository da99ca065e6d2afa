import Dispatch
package import EventModel

/// Writes one segment file, group by group, with bounded memory.
///
/// Groups are built and encoded in parallel, a few at a time; bytes land in the file in the order of the groups, so
/// the file does not depend on the number of threads. Nothing is visible under the final name before
/// ``finish(eventNames:columns:)`` has written and synchronised everything. Used by one thread.
package final class SegmentWriter {
  /// Takes a group and the strings that its payloads refer to.
  package typealias GroupSink = (RowGroupRows, TextList) throws -> Void

  private let file: AtomicFile
  /// One per thread.
  private let codecs: [ZstdCodec]
  /// One per thread, so that groups are built in memory that is already there.
  private var scratch: [RowGroupRows]
  private var groups: [SegmentFooter.Group] = []
  private var rowsByEvent: [Int] = []
  private var usersByEvent: [Int] = []
  private var hasValues: [Bool] = []

  /// A file that `isTemporary` need not survive a crash.
  package init(
    path: String, threads: Int, isTemporary: Bool = false, fileSystem: any FileSystem = LocalFileSystem()
  ) throws(StoreError) {
    file = try AtomicFile(path: path, isTemporary: isTemporary, fileSystem: fileSystem)
    codecs = (0..<max(1, threads)).map { _ in ZstdCodec() }
    scratch = codecs.map { _ in RowGroupRows() }
    var writer = ByteWriter()
    writer.bytes.append(contentsOf: SegmentFormat.headerMagic)
    writer.append(word: SegmentFormat.version)
    writer.append(word: UInt32(0))
    try file.write(writer.bytes)
  }

  /// Rows written so far.
  package private(set) var rowCount = 0

  /// Whether every one of so many event names and columns occurs in the rows written so far.
  package func uses(eventNames: Int, columns: Int) -> Bool {
    rowsByEvent.count { $0 > 0 } == eventNames && hasValues.count { $0 } == columns
  }

  /// Tasks that run at the same time.
  package var threads: Int { codecs.count }

  /// Appends one group; `eventCount` is above its event codes.
  package func append(_ rows: RowGroupRows, texts: TextList, eventCount: Int) throws(StoreError) {
    guard rows.count > 0 else { return }
    try write(try RowGroupEncoder.encode(rows, texts: texts, eventCount: eventCount, codec: codecs[0]))
  }

  /// Appends what `tasks` tasks build, in their order.
  ///
  /// `build` is called once per number below `tasks`, from as many threads as the writer has. It fills the group it
  /// is given, which may hold an older one, and gives it to the sink, as often as it likes; groups without rows are
  /// skipped. The encoded groups of as many tasks as there are threads are held in memory. The error of the lowest
  /// task is thrown.
  package func append(
    tasks: Int, eventCount: Int,
    build: @Sendable (_ task: Int, _ group: inout RowGroupRows, _ sink: GroupSink) throws -> Void
  ) throws {
    var first = 0
    while first < tasks {
      let wave = first..<min(tasks, first + threads)
      var outcomes = [Result<[RowGroupEncoder.Output], any Error>](repeating: .success([]), count: wave.count)
      outcomes.withUnsafeMutableBufferPointer { outcomes in
        scratch.withUnsafeMutableBufferPointer { scratch in
          // Each iteration has its own element of all three, so sharing them is safe.
          nonisolated(unsafe) let (results, groups) = (outcomes, scratch)
          nonisolated(unsafe) let codecs = codecs
          DispatchQueue.concurrentPerform(iterations: wave.count) { index in
            results[index] = Result {
              var outputs: [RowGroupEncoder.Output] = []
              try build(wave.lowerBound + index, &groups[index]) { rows, texts in
                guard rows.count > 0 else { return }
                outputs.append(
                  try RowGroupEncoder.encode(rows, texts: texts, eventCount: eventCount, codec: codecs[index])
                )
              }
              return outputs
            }
          }
        }
      }
      for outcome in outcomes {
        for output in try outcome.get() { try write(output) }
      }
      first = wave.upperBound
    }
  }

  /// Writes the footer and makes the file visible; answers what the file holds.
  package func finish(eventNames: [String], columns: [EventColumn]) throws(StoreError) -> SegmentFooter {
    try SegmentLimits.check(eventNames.count, "event names per file", SegmentLimits.eventNames)
    try SegmentLimits.check(columns.count, "columns per file", SegmentLimits.columns)
    for name in eventNames + columns.map(\.name) {
      try SegmentLimits.check(name.utf8.count, "bytes of one name", SegmentLimits.textBytes)
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
    try SegmentLimits.check(bytes.count, "bytes of the footer", SegmentLimits.directoryBytes)
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

  private func write(_ output: RowGroupEncoder.Output) throws(StoreError) {
    var directory = output.directory
    let base = file.length
    directory.userCounts.offset += base
    directory.userIDs.offset += base
    directory.times.offset += base
    for index in directory.events.indices { directory.events[index].postings.offset += base }
    for index in directory.columns.indices { directory.columns[index].chunk.offset += base }
    try file.write(output.bytes)

    // Lengths and checksums do not compress.
    let raw = directory.encoded()
    try SegmentLimits.check(raw.count, "bytes of a directory", SegmentLimits.directoryBytes)
    let reference = BlockReference(
      offset: file.length, storedLength: raw.count, rawLength: raw.count, compression: .none,
      checksum: raw.withUnsafeBytes { Checksum.short($0) })
    try file.write(raw)
    groups.append(
      .init(
        firstHash: output.firstHash, lastHash: output.lastHash, rows: directory.rows, users: directory.users,
        firstTime: directory.firstTime, lastTime: directory.lastTime, directory: reference))
    rowCount += directory.rows
    try SegmentLimits.check(rowCount, "rows per file", SegmentLimits.rowsPerFile)
    for event in directory.events {
      let code = Int(event.code)
      while rowsByEvent.count <= code {
        rowsByEvent.append(0)
        usersByEvent.append(0)
      }
      rowsByEvent[code] += event.rows
      usersByEvent[code] += event.users
    }
    for column in directory.columns {
      while hasValues.count <= Int(column.code) { hasValues.append(false) }
      hasValues[Int(column.code)] = true
    }
  }
}

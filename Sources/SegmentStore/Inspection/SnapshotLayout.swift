import Dispatch
package import EventModel

/// What each part of a snapshot's files takes on disk, and how it is encoded.
package struct SnapshotLayout: Sendable, Equatable {
  /// All blocks of one kind: those of an event's postings, of a column, of the times.
  package struct Part: Sendable, Equatable {
    package var blocks = 0
    /// Rows that the blocks say something of: those with a value, those of the event.
    package var rows = 0
    /// Bytes on disk.
    package var stored = 0
    /// Bytes after decompression.
    package var raw = 0
    /// How many blocks have each encoding, by its name.
    package var encodings: [String: Int] = [:]

    package init() {}

    mutating func add(_ block: BlockReference, rows: Int, encoding: String) {
      blocks += 1
      self.rows += rows
      stored += block.storedLength
      raw += block.rawLength
      encodings[encoding + (block.compression == .zstd ? "+zstd" : ""), default: 0] += 1
    }

    /// Adds the bytes around the row groups of a file.
    mutating func add(frame bytes: Int, rows: Int) {
      blocks += 1
      self.rows += rows
      stored += bytes
      raw += bytes
      encodings["plain", default: 0] += 1
    }

    package mutating func merge(_ other: Part) {
      blocks += other.blocks
      rows += other.rows
      stored += other.stored
      raw += other.raw
      encodings.merge(other.encodings, uniquingKeysWith: +)
    }
  }

  /// One segment file.
  package struct File: Sendable, Equatable {
    /// Relative to the store.
    package var path: String
    package var bytes: Int
    package var rows: Int
    package var users: Int
    package var rowGroups: Int
    /// The table whose rows it holds; `nil` for events.
    package var table: PropertyTable?
  }

  /// Of events, then of tables; all other figures are those of events.
  package var files: [File] = []
  /// What the rows of each table take.
  package var tables: [PropertyTable: Part] = [:]
  package var userIDs = Part()
  package var userCounts = Part()
  package var times = Part()
  package var directories = Part()
  /// Headers, footers and trailers.
  package var footers = Part()
  /// Postings by event name.
  package var events: [String: Part] = [:]
  package var columns: [EventColumn: Part] = [:]

  package init() {}

  /// Reads the encodings of all blocks of `snapshot`; `nil` when it was cancelled.
  package static func read(
    _ snapshot: Snapshot, threads: Int, isCancelled: () -> Bool = { false }
  ) throws -> SnapshotLayout? {
    var layout = SnapshotLayout()
    for table in PropertyTable.allCases {
      layout.add(snapshot.tables[table] ?? .init(), snapshot.manifest.files(of: table), table)
    }
    let tableFiles = layout.files
    layout.files = []
    for (file, entry) in zip(snapshot.files, snapshot.manifest.files) {
      layout.files.append(
        File(
          path: entry.path, bytes: file.byteCount, rows: file.footer.rows, users: file.footer.users,
          rowGroups: file.footer.groups.count))
      let frame = file.byteCount - Int(file.footerOffset) + SegmentFormat.headerLength
      layout.footers.add(frame: frame, rows: file.footer.rows)
      let groups = file.footer.groups.count
      let threads = max(1, threads)
      for first in stride(from: 0, to: groups, by: threads) {
        if isCancelled() { return nil }
        let wave = first..<min(groups, first + threads)
        var outcomes = [Result<SnapshotLayout, any Error>](repeating: .success(.init()), count: wave.count)
        outcomes.withUnsafeMutableBufferPointer { outcomes in
          // Each iteration has its own element.
          nonisolated(unsafe) let results = outcomes
          DispatchQueue.concurrentPerform(iterations: wave.count) { index in
            results[index] = Result { try SnapshotLayout(file, group: wave.lowerBound + index) }
          }
        }
        for outcome in outcomes { layout.merge(try outcome.get()) }
      }
    }
    layout.files += tableFiles
    return layout
  }

  /// Adds the files of a table as wholes.
  private mutating func add(
    _ table: Snapshot.TableFiles, _ entries: [Manifest.File], _ name: PropertyTable
  ) {
    for (file, entry) in zip(table.files, entries) {
      files.append(
        File(
          path: entry.path, bytes: file.byteCount, rows: file.footer.rows, users: file.footer.users,
          rowGroups: file.footer.groups.count, table: name))
      tables[name, default: Part()].stored += file.byteCount
      tables[name]?.blocks += 1
    }
    if !entries.isEmpty { tables[name]?.rows = table.rows }
  }

  private init(_ file: SegmentFile, group index: Int) throws {
    let codec = ZstdCodec()
    let group = try RowGroup(file: file, index: index, codec: codec)
    let directory = group.directory
    directories.add(file.footer.groups[index].directory, rows: directory.rows, encoding: "plain")
    userIDs.add(directory.userIDs, rows: directory.rows, encoding: "text list")
    userCounts.add(directory.userCounts, rows: directory.rows, encoding: "varint")
    func encoding(
      _ block: BlockReference, _ name: String,
      _ body: (UnsafeRawBufferPointer) throws(DamageFound) -> String
    ) throws(StoreError) -> String {
      let bytes = try file.block(block, "row group \(index), \(name)", codec: codec)
      do throws(DamageFound) {
        return try bytes.withBytes(body)
      } catch {
        throw file.damaged(block, "row group \(index), \(name)", error.damage)
      }
    }
    times.add(
      directory.times, rows: directory.rows,
      encoding: try encoding(directory.times, "times") { bytes throws(DamageFound) in
        try TimeFrames(bytes, rows: directory.rows).encodingName
      })
    for event in directory.events {
      let name = try encoding(event.postings, "postings of event \(event.code)") {
        bytes throws(DamageFound) in try Postings.encodingName(bytes)
      }
      events[file.footer.eventNames[Int(event.code)].name, default: Part()].add(
        event.postings, rows: event.rows, encoding: name)
    }
    for column in directory.columns {
      let name = try encoding(column.chunk, "column \(column.code)") { bytes throws(DamageFound) in
        try ColumnChunk.encodingName(bytes, rows: directory.rows)
      }
      columns[file.footer.columns[Int(column.code)], default: Part()].add(
        column.chunk, rows: column.rowsWithValue, encoding: name)
    }
  }

  private mutating func merge(_ other: SnapshotLayout) {
    userIDs.merge(other.userIDs)
    userCounts.merge(other.userCounts)
    times.merge(other.times)
    directories.merge(other.directories)
    events.merge(other.events) { left, right in
      var left = left
      left.merge(right)
      return left
    }
    columns.merge(other.columns) { left, right in
      var left = left
      left.merge(right)
      return left
    }
  }
}

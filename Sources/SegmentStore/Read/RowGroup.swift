package import EventModel

/// One row group of an open file; its directory is read at once, its blocks when asked for.
///
/// Used by one worker at a time.
package struct RowGroup {
  package let file: SegmentFile
  package let index: Int
  package let directory: RowGroupDirectory
  private let codec: ZstdCodec

  package init(file: SegmentFile, index: Int, codec: ZstdCodec) throws(StoreError) {
    self.file = file
    self.index = index
    self.codec = codec
    let group = file.footer.groups[index]
    let name = "row group \(index), directory"
    guard group.directory.rawLength <= SegmentLimits.directoryBytes else {
      throw file.damaged(group.directory, name, .lengthOutOfBounds)
    }
    let block = try file.block(group.directory, name, codec: codec)
    do throws(DamageFound) {
      directory = try block.withBytes { bytes throws(DamageFound) in try RowGroupDirectory(bytes) }
    } catch {
      throw file.damaged(group.directory, name, error.damage)
    }
    guard directory.rows == group.rows, directory.users == group.users else {
      throw file.damaged(group.directory, name, .inconsistent("row group totals"))
    }
  }

  /// The row after the last of each user.
  package func userEnds() throws(StoreError) -> [UInt32] {
    try decode(directory.userCounts, "user counts") { bytes throws(DamageFound) in
      var reader = ByteReader(bytes)
      var ends: [UInt32] = []
      ends.reserveCapacity(directory.users)
      var total = 0
      for _ in 0..<directory.users {
        total += try reader.readCount(limit: directory.rows - total)
        ends.append(UInt32(total))
      }
      guard total == directory.rows, reader.remaining == 0 else { throw DamageFound(.inconsistent("row count")) }
      return ends
    }
  }

  package func userHashes() throws(StoreError) -> [UInt64] {
    try decode(directory.userHashes, "user hashes") { bytes throws(DamageFound) in
      guard bytes.count == directory.users * 8 else { throw DamageFound(.lengthOutOfBounds) }
      return (0..<directory.users).map {
        UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: $0 * 8, as: UInt64.self))
      }
    }
  }

  package func userIDs() throws(StoreError) -> TextList {
    try decode(directory.userIDs, "user ids") { bytes throws(DamageFound) in
      try TextList(bytes, count: directory.users)
    }
  }

  /// The rows of event `code`, ascending; empty when the group has none.
  package func postings(ofEvent code: UInt32) throws(StoreError) -> [UInt32] {
    guard let event = directory.event(code) else { return [] }
    return try postings(event)
  }

  package func postings(_ event: RowGroupDirectory.Event) throws(StoreError) -> [UInt32] {
    try decode(event.postings, "postings of event \(event.code)") { bytes throws(DamageFound) in
      var rows: [UInt32] = []
      try Postings.decode(bytes, count: event.rows, below: directory.rows, into: &rows)
      return rows
    }
  }

  /// The event code of every row, put together from all postings.
  /// - Complexity: O(rows), writing in as many streams as the group has event names.
  package func eventCodes() throws(StoreError) -> [UInt32] {
    guard directory.events.reduce(0, { $0 + $1.rows }) == directory.rows else {
      throw file.damaged(directory.times, "row group \(index), postings", .inconsistent("row count"))
    }
    var codes = [UInt32](repeating: 0, count: directory.rows)
    for event in directory.events {
      let rows = try postings(event)
      codes.withUnsafeMutableBufferPointer { codes in
        for row in rows { codes[Int(row)] = event.code }
      }
    }
    return codes
  }

  /// Calls `body` with the times of the group; they are valid only inside.
  package func withTimes<Result>(_ body: (TimeFrames) throws -> Result) throws -> Result {
    let block = try file.block(directory.times, "row group \(index), times", codec: codec)
    return try block.withBytes { bytes in
      let times: TimeFrames
      do throws(DamageFound) {
        times = try TimeFrames(bytes, rows: directory.rows)
      } catch {
        throw file.damaged(directory.times, "row group \(index), times", error.damage)
      }
      return try body(times)
    }
  }

  /// The times of the group for random access.
  package func times() throws -> RowTimes {
    let block = try file.block(directory.times, "row group \(index), times", codec: codec)
    guard let (bytes, owner) = block.mapped else {
      return RowTimes(try withTimes { $0.times(ofRows: 0..<directory.rows) })
    }
    do throws(DamageFound) {
      return RowTimes(frames: try TimeFrames(bytes, rows: directory.rows), owner: owner)
    } catch {
      throw file.damaged(directory.times, "row group \(index), times", error.damage)
    }
  }

  /// The chunk of column `code`, or `nil` when no row of the group has a value.
  package func column(_ code: UInt32) throws(StoreError) -> ColumnChunk? {
    guard let column = directory.column(code) else { return nil }
    return try decode(column.chunk, "column \(code)") { bytes throws(DamageFound) in
      try ColumnChunk(bytes, rows: directory.rows, present: column.rowsWithValue)
    }
  }

  private func decode<Result>(
    _ reference: BlockReference, _ name: @autoclosure () -> String,
    _ body: (UnsafeRawBufferPointer) throws(DamageFound) -> Result
  ) throws(StoreError) -> Result {
    let block = try file.block(reference, "row group \(index), \(name())", codec: codec)
    do throws(DamageFound) {
      return try block.withBytes(body)
    } catch {
      throw file.damaged(reference, "row group \(index), \(name())", error.damage)
    }
  }
}

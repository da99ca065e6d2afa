import EventModel

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
    guard directory.rows == group.rows, directory.users == group.users,
      directory.firstTime == group.firstTime,
      directory.lastTime == group.lastTime
    else {
      throw file.damaged(group.directory, name, .inconsistent("row group totals"))
    }
    guard Int(directory.events.last?.code ?? 0) < file.footer.eventNames.count,
      directory.columns.isEmpty
        || Int(directory.columns[directory.columns.count - 1].code) < file.footer.columns.count
    else { throw file.damaged(group.directory, name, .inconsistent("code")) }
    guard directory.allBlocksSatisfy({ file.contains($0) }) else {
      throw file.damaged(group.directory, name, .lengthOutOfBounds)
    }
  }

  /// The row after the last of each user.
  package func userEnds() throws(StoreError) -> [UInt32] {
    try decode(directory.userCounts, "user counts") { bytes throws(DamageFound) in
      try Self.ends(ofCounts: bytes, users: directory.users, rows: directory.rows)
    }
  }

  /// The running sums of `users` counts above 0 that fill `bytes` and add up to `rows`. Hot: most counts take one byte.
  private static func ends(
    ofCounts bytes: UnsafeRawBufferPointer, users: Int, rows: Int
  ) throws(DamageFound) -> [UInt32] {
    // Every count takes at least a byte, so memory is taken only for users that can be there.
    guard users <= bytes.count else { throw DamageFound(.inconsistent("row count")) }
    var ends = [UInt32](repeating: 0, count: users)
    var offset = 0
    var total = 0
    for user in 0..<users {
      let count: Int
      if offset < bytes.count, bytes[offset] < 0x80, Int(bytes[offset]) <= rows &- total {
        count = Int(bytes[offset])
        offset &+= 1
      } else {
        var reader = ByteReader(bytes, at: offset)
        count = try reader.readCount(limit: rows &- total)
        offset = reader.offset
      }
      guard count > 0 else { throw DamageFound(.inconsistent("row count")) }
      total &+= count
      ends[user] = UInt32(truncatingIfNeeded: total)
    }
    guard total == rows, offset == bytes.count else { throw DamageFound(.inconsistent("row count")) }
    return ends
  }

  /// The hashes of all user ids, ascending; they are not stored because ids are needed wherever hashes are.
  package func userHashes() throws(StoreError) -> [UInt64] {
    try userHashes(of: try userIDs())
  }

  /// The hashes of `ids`, which are those of the group; throws when they are not in the order of the format.
  func userHashes(of ids: TextList) throws(StoreError) -> [UInt64] {
    let hashes = ids.hashes()
    let group = file.footer.groups[index]
    var isOrdered = hashes.first == group.firstHash && hashes.last == group.lastHash
    for user in hashes.indices.dropFirst() where hashes[user - 1] >= hashes[user] {
      isOrdered =
        isOrdered && hashes[user - 1] == hashes[user] && ids[user - 1].lexicographicallyPrecedes(ids[user])
    }
    guard isOrdered else {
      throw file.damaged(directory.userIDs, "row group \(index), user ids", .inconsistent("user order"))
    }
    return hashes
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

  /// The event code of every row.
  /// - Complexity: as ``events(as:)``.
  package func eventCodes() throws(StoreError) -> [UInt32] {
    try events(as: Array(0..<UInt32(file.footer.eventNames.count)))
  }

  /// What `values` has for the event code of every row; the greatest number must not be among them.
  /// - Complexity: O(rows), writing in as many streams as the group has event names.
  package func events(as values: [UInt32]) throws(StoreError) -> [UInt32] { try spread(values) }

  /// What `values` has for the event code of every row; the greatest number must not be among them.
  /// - Complexity: O(rows), writing in as many streams as the group has event names.
  package func events(as values: [Int32]) throws(StoreError) -> [Int32] { try spread(values) }

  /// Puts values of event codes into the rows of all postings.
  private func spread<Value: FixedWidthInteger>(_ values: [Value]) throws(StoreError) -> [Value] {
    var events = [Value](repeating: .max, count: directory.rows)
    for event in directory.events {
      let rows = try postings(event)
      let value = values[Int(event.code)]
      events.withUnsafeMutableBufferPointer { events in
        for row in rows { events[Int(row)] = value }
      }
    }
    // As many rows were set as there are; one that was not means that another was set twice.
    guard !events.contains(.max) else {
      throw file.damaged(
        file.footer.groups[index].directory, "row group \(index), postings", .inconsistent("row count"))
    }
    return events
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
    if let frames = try file.timeFrames(ofGroup: index, directory, codec: codec) {
      return RowTimes(frames: frames, owner: file)
    }
    return RowTimes(try withTimes { $0.times(ofRows: 0..<directory.rows) })
  }

  /// The chunk of column `code`, or `nil` when no row of the group has a value.
  package func column(_ code: UInt32) throws(StoreError) -> ColumnChunk? {
    try decodeColumn(code, dictionary: \.dictionary) { bytes, present throws(DamageFound) in
      try ColumnChunk(bytes, rows: directory.rows, present: present)
    }
  }

  /// The chunk of column `code` in the form it is stored in, or `nil` when no row of the group has a value.
  package func storedColumn(_ code: UInt32) throws(StoreError) -> StoredColumn? {
    try decodeColumn(code, dictionary: \.dictionary) { bytes, present throws(DamageFound) in
      try StoredColumn(bytes, rows: directory.rows, present: present)
    }
  }

  /// The values of column `code` alone, or `nil` when no row of the group has one.
  package func presentValues(_ code: UInt32) throws(StoreError) -> PresentValues? {
    try decodeColumn(code, dictionary: \.dictionary) { bytes, present throws(DamageFound) in
      try PresentValues(bytes, rows: directory.rows, present: present)
    }
  }

  /// Decodes a column, and checks that it has as many distinct values as the directory says.
  private func decodeColumn<Column>(
    _ code: UInt32, dictionary: (Column) -> ChunkDictionary,
    _ body: (UnsafeRawBufferPointer, Int) throws(DamageFound) -> Column
  ) throws(StoreError) -> Column? {
    guard let column = directory.column(code) else { return nil }
    return try decode(column.chunk, "column \(code)") { bytes throws(DamageFound) in
      let decoded = try body(bytes, column.rowsWithValue)
      guard dictionary(decoded).count == column.distinct else {
        throw DamageFound(.inconsistent("dictionary"))
      }
      return decoded
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

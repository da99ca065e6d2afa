package import EventModel

/// Where the blocks of one row group lie; read when a statement first touches the group.
package struct RowGroupDirectory: Sendable, Equatable {
  /// The rows of one event name in the group.
  package struct Event: Sendable, Equatable {
    package var code: UInt32
    package var rows: Int
    package var users: Int
    package var postings: BlockReference
  }

  /// One column's chunk.
  package struct Column: Sendable, Equatable {
    package var code: UInt32
    package var rowsWithValue: Int
    package var distinct: Int
    package var chunk: BlockReference
  }

  package var rows: Int
  package var users: Int
  package var firstTime: Timestamp
  package var lastTime: Timestamp
  package var userCounts: BlockReference
  package var userHashes: BlockReference
  package var userIDs: BlockReference
  package var times: BlockReference
  /// Ascending by code.
  package var events: [Event]
  /// Ascending by code.
  package var columns: [Column]

  /// - Complexity: O(log events).
  package func event(_ code: UInt32) -> Event? {
    let place = Self.firstIndex(in: events.count) { events[$0].code >= code }
    return place < events.count && events[place].code == code ? events[place] : nil
  }

  /// - Complexity: O(log columns).
  package func column(_ code: UInt32) -> Column? {
    let place = Self.firstIndex(in: columns.count) { columns[$0].code >= code }
    return place < columns.count && columns[place].code == code ? columns[place] : nil
  }

  /// The first index for which `belongs`, which is false up to it and true from it on.
  private static func firstIndex(in count: Int, where belongs: (Int) -> Bool) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if belongs(middle) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}

extension RowGroupDirectory {
  package func encoded() -> [UInt8] {
    var writer = ByteWriter()
    writer.append(varint: rows)
    writer.append(varint: users)
    writer.append(signedVarint: firstTime.microseconds)
    writer.append(signedVarint: lastTime.microseconds)
    for block in [userCounts, userHashes, userIDs, times] { block.write(to: &writer) }
    writer.append(varint: events.count)
    var next: UInt32 = 0
    for event in events {
      writer.append(varint: UInt64(event.code - next))
      next = event.code + 1
      writer.append(varint: event.rows)
      writer.append(varint: event.users)
      event.postings.write(to: &writer)
    }
    writer.append(varint: columns.count)
    next = 0
    for column in columns {
      writer.append(varint: UInt64(column.code - next))
      next = column.code + 1
      writer.append(varint: column.rowsWithValue)
      writer.append(varint: column.distinct)
      column.chunk.write(to: &writer)
    }
    return writer.bytes
  }

  package init(_ bytes: UnsafeRawBufferPointer) throws(DamageFound) {
    var reader = ByteReader(bytes)
    rows = try reader.readCount(limit: Int(UInt32.max))
    users = try reader.readCount(limit: rows)
    firstTime = Timestamp(microseconds: try reader.readSignedVarint())
    lastTime = Timestamp(microseconds: try reader.readSignedVarint())
    userCounts = try BlockReference(from: &reader)
    userHashes = try BlockReference(from: &reader)
    userIDs = try BlockReference(from: &reader)
    times = try BlockReference(from: &reader)
    events = []
    var next = 0
    for _ in 0..<(try reader.readCount(limit: SegmentLimits.eventNames)) {
      let code = next + (try reader.readCount(limit: SegmentLimits.eventNames))
      next = code + 1
      events.append(
        Event(
          code: UInt32(code), rows: try reader.readCount(limit: rows),
          users: try reader.readCount(limit: users), postings: try BlockReference(from: &reader)))
    }
    columns = []
    next = 0
    for _ in 0..<(try reader.readCount(limit: SegmentLimits.columns)) {
      let code = next + (try reader.readCount(limit: SegmentLimits.columns))
      next = code + 1
      columns.append(
        Column(
          code: UInt32(code), rowsWithValue: try reader.readCount(limit: rows),
          distinct: try reader.readCount(limit: rows), chunk: try BlockReference(from: &reader)))
    }
    guard reader.remaining == 0 else { throw DamageFound(.lengthOutOfBounds) }
  }
}

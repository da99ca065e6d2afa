package import EventModel

/// Where the blocks of one row group lie; read when a statement first touches the group.
package struct RowGroupDirectory: Sendable, Equatable {
  /// The rows of one event name in the group.
  package struct Event: Sendable, Equatable {
    package var code: UInt32
    package var rows: Int
    package var users: Int
    /// Of the event's rows in the group.
    package var firstTime: Timestamp
    package var lastTime: Timestamp
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
  package var userIDs: BlockReference
  package var times: BlockReference
  /// Ascending by code.
  package var events: [Event]
  /// Ascending by code.
  package var columns: [Column]

  /// Whether `condition` holds for every block of the group.
  func allBlocksSatisfy(_ condition: (BlockReference) -> Bool) -> Bool {
    condition(userCounts) && condition(userIDs) && condition(times)
      && events.allSatisfy { condition($0.postings) }
      && columns.allSatisfy { condition($0.chunk) }
  }

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
    for block in [userCounts, userIDs, times] { block.write(to: &writer) }
    writer.append(varint: events.count)
    var next: UInt32 = 0
    for event in events {
      writer.append(varint: UInt64(event.code - next))
      next = event.code + 1
      writer.append(varint: event.rows)
      writer.append(varint: event.users)
      writer.append(varint: UInt64(bitPattern: event.firstTime.microseconds &- firstTime.microseconds))
      writer.append(varint: UInt64(bitPattern: event.lastTime.microseconds &- event.firstTime.microseconds))
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
    userIDs = try BlockReference(from: &reader)
    times = try BlockReference(from: &reader)
    events = []
    var next = 0
    let eventCount = try reader.readCount(limit: SegmentLimits.eventNames)
    // Nothing is reserved that the bytes could not hold.
    events.reserveCapacity(min(eventCount, reader.remaining / 13))
    for _ in 0..<eventCount {
      let code = next + (try reader.readCount(limit: SegmentLimits.eventNames - next))
      next = code + 1
      let rows = try reader.readCount(limit: rows)
      let users = try reader.readCount(limit: users)
      let first = try Self.readTime(&reader, after: firstTime)
      let last = try Self.readTime(&reader, after: first)
      guard last <= lastTime else { throw DamageFound(.inconsistent("time range")) }
      events.append(
        Event(
          code: UInt32(code), rows: rows, users: users, firstTime: first, lastTime: last,
          postings: try BlockReference(from: &reader)))
    }
    columns = []
    next = 0
    for _ in 0..<(try reader.readCount(limit: SegmentLimits.columns)) {
      let code = next + (try reader.readCount(limit: SegmentLimits.columns - next))
      next = code + 1
      columns.append(
        Column(
          code: UInt32(code), rowsWithValue: try reader.readCount(limit: rows),
          distinct: try reader.readCount(limit: rows), chunk: try BlockReference(from: &reader)))
    }
    guard reader.remaining == 0 else { throw DamageFound(.lengthOutOfBounds) }
    try checkCounts()
  }

  /// What must hold before memory is taken for as many rows as the directory says.
  private func checkCounts() throws(DamageFound) {
    guard rows > 0, users > 0 else { throw DamageFound(.inconsistent("row count")) }
    guard Timestamp.earliest <= firstTime, firstTime <= lastTime, lastTime <= .latest else {
      throw DamageFound(.inconsistent("time range"))
    }
    // The lists of all events hold every row once, and a row takes a bit of its list at least.
    var listed = 0
    for event in events {
      guard event.rows > 0, event.users > 0, event.users <= event.rows,
        event.rows <= event.postings.rawLength * 8
      else { throw DamageFound(.inconsistent("row count")) }
      listed += event.rows
    }
    guard listed == rows, users <= userCounts.rawLength, users <= userIDs.rawLength else {
      throw DamageFound(.inconsistent("row count"))
    }
    for column in columns where column.rowsWithValue == 0 || column.distinct > column.rowsWithValue {
      throw DamageFound(.inconsistent("value count"))
    }
  }

  private static func readTime(
    _ reader: inout ByteReader, after base: Timestamp
  ) throws(DamageFound) -> Timestamp {
    let sum = base.microseconds.addingReportingOverflow(Int64(truncatingIfNeeded: try reader.readVarint()))
    guard !sum.overflow, sum.partialValue >= base.microseconds else {
      throw DamageFound(.inconsistent("time range"))
    }
    return Timestamp(microseconds: sum.partialValue)
  }
}

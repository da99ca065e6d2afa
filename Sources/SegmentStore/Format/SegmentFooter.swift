package import EventModel

/// What a segment file holds, read once when it is opened.
package struct SegmentFooter: Sendable, Equatable {
  /// An event name and how often it occurs in the file; its position is its code in the file.
  package struct EventName: Sendable, Equatable {
    package var name: String
    package var rows: Int
    package var users: Int
  }

  /// A row group: what is needed to skip it without reading its directory.
  package struct Group: Sendable, Equatable {
    package var firstHash: UInt64
    package var lastHash: UInt64
    package var rows: Int
    package var users: Int
    package var firstTime: Timestamp
    package var lastTime: Timestamp
    package var directory: BlockReference
  }

  package var rows: Int
  package var users: Int
  package var firstTime: Timestamp
  package var lastTime: Timestamp
  package var eventNames: [EventName]
  package var columns: [EventColumn]
  package var groups: [Group]
}

extension SegmentFooter {
  package func encoded() -> [UInt8] {
    var writer = ByteWriter()
    writer.append(varint: rows)
    writer.append(varint: users)
    writer.append(signedVarint: firstTime.microseconds)
    writer.append(signedVarint: lastTime.microseconds)
    writer.append(varint: eventNames.count)
    for event in eventNames {
      writer.append(text: event.name)
      writer.append(varint: event.rows)
      writer.append(varint: event.users)
    }
    writer.append(varint: columns.count)
    for column in columns {
      writer.append(byte: column.kind.rawValue)
      writer.append(text: column.name)
    }
    writer.append(varint: groups.count)
    for group in groups {
      writer.append(word: group.firstHash)
      writer.append(word: group.lastHash)
      writer.append(varint: group.rows)
      writer.append(varint: group.users)
      writer.append(signedVarint: group.firstTime.microseconds)
      writer.append(signedVarint: group.lastTime.microseconds)
      group.directory.write(to: &writer)
    }
    return writer.bytes
  }

  package init(_ bytes: UnsafeRawBufferPointer) throws(DamageFound) {
    var reader = ByteReader(bytes)
    rows = try reader.readCount(limit: SegmentLimits.rowsPerFile)
    users = try reader.readCount(limit: rows)
    firstTime = Timestamp(microseconds: try reader.readSignedVarint())
    lastTime = Timestamp(microseconds: try reader.readSignedVarint())
    eventNames = []
    for _ in 0..<(try reader.readCount(limit: SegmentLimits.eventNames)) {
      eventNames.append(
        EventName(
          name: try reader.readText(limit: SegmentLimits.textBytes),
          rows: try reader.readCount(limit: rows), users: try reader.readCount(limit: users)))
    }
    columns = []
    for _ in 0..<(try reader.readCount(limit: SegmentLimits.columns)) {
      let code = try reader.readByte()
      guard let kind = EventColumn.Kind(rawValue: code) else { throw DamageFound(.invalidCode(Int(code))) }
      columns.append(EventColumn(kind: kind, name: try reader.readText(limit: SegmentLimits.textBytes)))
    }
    groups = []
    for _ in 0..<(try reader.readCount(limit: rows)) {
      groups.append(
        Group(
          firstHash: try reader.readWord(UInt64.self), lastHash: try reader.readWord(UInt64.self),
          rows: try reader.readCount(limit: min(rows, Int(UInt32.max))),
          users: try reader.readCount(limit: users),
          firstTime: Timestamp(microseconds: try reader.readSignedVarint()),
          lastTime: Timestamp(microseconds: try reader.readSignedVarint()),
          directory: try BlockReference(from: &reader)))
    }
    guard reader.remaining == 0 else { throw DamageFound(.lengthOutOfBounds) }
    guard groups.reduce(0, { $0 + $1.rows }) == rows, groups.reduce(0, { $0 + $1.users }) == users else {
      throw DamageFound(.inconsistent("row group totals"))
    }
    guard Timestamp.earliest <= firstTime, firstTime <= lastTime, lastTime <= .latest else {
      throw DamageFound(.inconsistent("time range"))
    }
    for (index, group) in groups.enumerated() {
      guard firstTime <= group.firstTime, group.lastTime <= lastTime else {
        throw DamageFound(.inconsistent("time range"))
      }
      guard group.firstHash <= group.lastHash, index == 0 || groups[index - 1].lastHash <= group.firstHash
      else {
        throw DamageFound(.inconsistent("user order"))
      }
    }
  }
}

package import EventModel

/// Hands a list of events to ingestion, a few rows at a time.
package final class ListedEventSource: EventSource {
  private let events: [ListedEvent]
  private let batchRows: Int
  private var next = 0
  private var columns: [EventColumn] = []
  private var numbers: [EventColumn: UInt32] = [:]

  package init(_ events: [ListedEvent], batchRows: Int = 1_000) {
    self.events = events
    self.batchRows = batchRows
  }

  package var progress: SourceProgress {
    SourceProgress(bytesRead: UInt64(next), bytesTotal: UInt64(events.count))
  }

  package func nextBatch() -> EventBatch? {
    guard next < events.count else { return nil }
    let rows = next..<min(events.count, next + batchRows)
    var batch = EventBatch()
    for row in rows {
      let event = events[row]
      batch.users.append(Self.store(event.user, in: &batch))
      batch.names.append(Self.store(event.name, in: &batch))
      batch.times.append(event.time)
      batch.positions.append(.init(line: UInt64(row + 1), byteOffset: UInt64(row)))
      for (column, value) in event.values {
        batch.cells.append(
          .init(column: number(of: column), type: value.type, payload: Self.payload(value, in: &batch)))
      }
      batch.cellEnds.append(UInt32(batch.cells.count))
    }
    batch.columns = columns
    next = rows.upperBound
    return batch
  }

  private func number(of column: EventColumn) -> UInt32 {
    if let number = numbers[column] { return number }
    numbers[column] = UInt32(columns.count)
    columns.append(column)
    return UInt32(columns.count - 1)
  }

  private static func store(_ text: String, in batch: inout EventBatch) -> EventBatch.ByteRange {
    let offset = UInt32(batch.arena.count)
    batch.arena += Array(text.utf8)
    return .init(offset: offset, length: UInt32(batch.arena.count) - offset)
  }

  private static func payload(_ value: PropertyValue, in batch: inout EventBatch) -> UInt64 {
    switch value {
    case .string(let text):
      let range = store(text, in: &batch)
      return UInt64(range.offset) << 32 | UInt64(range.length)
    case .integer(let number): return UInt64(bitPattern: number)
    case .double(let number): return number.bitPattern
    case .boolean(let flag): return flag ? 1 : 0
    case .timestamp(let time): return UInt64(bitPattern: time.microseconds)
    }
  }
}

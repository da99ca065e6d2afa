import EventModel

/// Collects the events and rejects of one chunk; its text becomes the arena afterwards. Hot.
struct BatchBuilder {
  var batch = EventBatch()
  private let input: String
  private let rowLimit: Int

  init(input: String, rowLimit: Int) {
    self.input = input
    self.rowLimit = rowLimit
  }

  mutating func reserve(rows: Int, cellsPerRow: Int) {
    batch.users.reserveCapacity(rows)
    batch.names.reserveCapacity(rows)
    batch.times.reserveCapacity(rows)
    batch.positions.reserveCapacity(rows)
    batch.cellEnds.reserveCapacity(rows)
    batch.cells.reserveCapacity(rows * min(cellsPerRow, 32))
  }

  /// Appends cells of the row in work.
  @inline(__always)
  mutating func appendCells(_ cells: UnsafeBufferPointer<EventBatch.Cell>) {
    batch.cells.append(contentsOf: cells)
  }

  /// Ends a row whose cells were appended.
  @inline(__always)
  mutating func appendRow(
    user: EventBatch.ByteRange, name: EventBatch.ByteRange, time: Timestamp, position: EventBatch.Position
  ) {
    batch.users.append(user)
    batch.names.append(name)
    batch.times.append(time)
    batch.positions.append(position)
    batch.cellEnds.append(UInt32(truncatingIfNeeded: batch.cells.count))
  }

  mutating func reject(
    _ row: TextRow, of text: UnsafePointer<UInt8>, at position: EventBatch.Position,
    reason: RejectedRow.Reason
  ) {
    let excerpt = TextCheck.excerpt(UnsafeBufferPointer(start: text + Int(row.start), count: row.count))
    batch.rejects.append(
      RejectedRow(input: input, position: position, reason: reason, excerpt: excerpt))
  }

  mutating func reject(_ row: RowChunk.SkippedRow) {
    batch.rejects.append(
      RejectedRow(
        input: input, position: row.position, reason: .rowTooLong(bytes: row.bytes, limit: rowLimit),
        excerpt: row.excerpt))
  }

  /// Why a time was refused.
  struct TimeRefusal: Error {
    var reason: RejectedRow.Reason
  }

  /// Reads the time that `text` spells.
  @inline(__always)
  func readTime(
    _ text: UnsafePointer<UInt8>, count: Int, times: TimeTextParser, column: @autoclosure () -> String
  ) -> Result<Timestamp, TimeRefusal> {
    if count == 0 { return .failure(TimeRefusal(reason: .missingValue(column: column()))) }
    let bytes = UnsafeBufferPointer(start: text, count: count)
    switch times.parse(bytes) {
    case .time(let time): return .success(time)
    case .unreadable:
      return .failure(
        TimeRefusal(reason: .unreadableTime(column: column(), text: TextCheck.excerpt(bytes))))
    case .outOfRange:
      return .failure(
        TimeRefusal(reason: .timeOutOfRange(column: column(), text: TextCheck.excerpt(bytes))))
    }
  }
}

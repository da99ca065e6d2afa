import EventModel

/// Turns chunks of CSV rows into batches. A value without state of its own: one serves all chunks of an input. Hot.
struct CSVChunkParser {
  let header: CSVHeader
  private let input: String
  private let delimiter: UInt8
  private let rowLimit: Int
  private let fieldLimit: Int
  private let times: TimeTextParser
  private let isTable: Bool
  private let tableTime: Timestamp

  init(header: CSVHeader, input: String, delimiter: UInt8, options: EventFileOptions) {
    self.header = header
    self.input = input
    self.delimiter = delimiter
    rowLimit = options.rowLimit
    fieldLimit = options.fieldLimit
    times = options.times
    isTable = options.table != nil
    tableTime = options.tableTime ?? .earliest
  }

  /// Parses the rows of `chunk` from the one at index `first` on; its bytes become the batch's arena.
  func parse(_ chunk: consuming RowChunk, from first: Int) -> ParsedChunk {
    var chunk = chunk
    var builder = BatchBuilder(input: input, rowLimit: rowLimit)
    var unconvertedValues: [Int: UInt64] = [:]
    builder.reserve(rows: chunk.list.rows.count, cellsPerRow: header.eventColumns.count)
    if let skipped = chunk.skippedRow { builder.reject(skipped) }
    var bytes: [UInt8] = []
    swap(&bytes, &chunk.bytes)
    bytes.withUnsafeMutableBufferPointer { buffer in
      guard let text = buffer.baseAddress else { return }
      let isPlain = TextCheck.isPlainASCII(UnsafeBufferPointer(start: text, count: chunk.count))
      var cells = GrowingBuffer<EventBatch.Cell>(capacity: header.cells.count)
      var splitter = CSVFieldSplitter(delimiter: delimiter, expected: header.columns.count)
      for index in first..<max(first, chunk.list.rows.count) {
        let row = chunk.list.rows[index]
        var reason: RejectedRow.Reason?
        if row.count > rowLimit {
          reason = .rowTooLong(bytes: row.count, limit: rowLimit)
        } else if !isPlain {
          reason = TextCheck.fault(in: UnsafeBufferPointer(start: text + Int(row.start), count: row.count))
        }
        if reason == nil {
          if row.form == .broken {
            reason = .malformedQuotes(offset: chunk.list.faults[index] ?? 0)
          } else {
            reason = append(
              row, of: text, at: chunk.position(of: row), splitter: &splitter, cells: &cells,
              builder: &builder,
              unconvertedValues: &unconvertedValues)
          }
        }
        if let reason { builder.reject(row, of: text, at: chunk.position(of: row), reason: reason) }
      }
    }
    builder.batch.arena = bytes
    return ParsedChunk(
      batch: builder.batch, columns: header.eventColumns, order: Array(header.eventColumns.indices),
      unconvertedValues: unconvertedValues)
  }

  /// Makes an event of `row`, or says why it cannot be one.
  @inline(__always)
  private func append(
    _ row: TextRow, of text: UnsafeMutablePointer<UInt8>, at position: EventBatch.Position,
    splitter: inout CSVFieldSplitter, cells: inout GrowingBuffer<EventBatch.Cell>,
    builder: inout BatchBuilder, unconvertedValues: inout [Int: UInt64]
  ) -> RejectedRow.Reason? {
    let found = splitter.split(text, row)
    guard found == header.columns.count else {
      return .fieldCount(found: found, expected: header.columns.count)
    }
    // A row within the limit of a field has no field beyond it.
    if row.count > fieldLimit, let reason = longField(in: splitter.fields) { return reason }
    var key = splitter.fields[header.keyField]
    if key.count == 0 { return .missingValue(column: header.columns[header.keyField].name) }
    var name = EventBatch.ByteRange(offset: 0, length: 0)
    if let eventField = header.eventField {
      var field = splitter.fields[eventField]
      if field.count == 0 { return .missingValue(column: header.columns[eventField].name) }
      if field.hasDoubledQuotes { CSVFieldSplitter.undouble(&field, in: text) }
      name = EventBatch.ByteRange(offset: field.start, length: field.count)
    }
    var time = tableTime
    if let timeField = header.timeField {
      let field = splitter.fields[timeField]
      if field.count > 0 || !isTable {
        switch builder.readTime(
          text + Int(field.start), count: Int(field.count), times: times,
          column: header.columns[timeField].name)
        {
        case .success(let read): time = read
        case .failure(let refusal): return refusal.reason
        }
      } else {
        // A row that does not say when it was changed gives way to every row that does.
        time = .earliest
      }
    }

    if key.hasDoubledQuotes { CSVFieldSplitter.undouble(&key, in: text) }
    cells.removeAll()
    for cell in header.cells {
      var field = splitter.fields[cell.field]
      if field.count == 0 && (!field.isQuoted || cell.isText) { continue }
      if field.hasDoubledQuotes { CSVFieldSplitter.undouble(&field, in: text) }
      var value: TypedText.Value?
      let start = text + Int(field.start)
      if let type = cell.type {
        value = TypedText.read(start, count: Int(field.count), as: type, times: times)
        if value == nil && type != .string { unconvertedValues[Int(cell.eventColumn), default: 0] += 1 }
      } else if !cell.isText {
        value = TypedText.guess(start, count: Int(field.count))
      }
      let (type, payload) = value ?? (.string, UInt64(field.start) &<< 32 | UInt64(field.count))
      cells.append(EventBatch.Cell(column: cell.eventColumn, type: type, payload: payload))
    }
    builder.appendCells(cells.elements)
    builder.appendRow(
      user: EventBatch.ByteRange(offset: key.start, length: key.count), name: name, time: time,
      position: position)
    return nil
  }

  private func longField(in fields: [CSVField]) -> RejectedRow.Reason? {
    for (index, field) in fields.enumerated() where field.count > fieldLimit {
      return .fieldTooLong(
        column: header.columns[index].name, bytes: Int(field.count), limit: fieldLimit)
    }
    return nil
  }
}

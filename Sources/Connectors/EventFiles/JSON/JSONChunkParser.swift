import EventModel

/// Turns chunks of JSON rows into batches. A value without state of its own: one serves all chunks of an input. Hot.
struct JSONChunkParser {
  /// `nil` where no row before or in the chunk is an object.
  let roles: ColumnRoles?
  /// Names of fields to be expected; they only save work.
  private let expectedNames: [String]
  private let input: String
  private let rowLimit: Int
  private let fieldLimit: Int
  private let times: TimeTextParser
  private let mapping: ColumnMapping
  private let table: PropertyTable?
  private let tableTime: Timestamp

  init(roles: ColumnRoles?, expectedNames: [String], input: String, options: EventFileOptions) {
    self.roles = roles
    self.expectedNames = expectedNames
    self.input = input
    rowLimit = options.rowLimit
    fieldLimit = options.fieldLimit
    times = options.times
    mapping = options.mapping
    table = options.table
    tableTime = options.tableTime ?? .earliest
  }

  /// Parses the rows of `chunk`; its bytes become the batch's arena.
  func parse(_ chunk: consuming RowChunk) -> ParsedChunk {
    var chunk = chunk
    var bytes: [UInt8] = []
    swap(&bytes, &chunk.bytes)
    var state = State(parser: self, rowCount: chunk.list.rows.count)
    if let skipped = chunk.skippedRow { state.builder.reject(skipped) }
    bytes.withUnsafeMutableBufferPointer { buffer in
      guard let text = buffer.baseAddress else { return }
      let isPlain = TextCheck.isPlainASCII(UnsafeBufferPointer(start: text, count: chunk.count))
      for row in chunk.list.rows {
        if JSONChunkParser.isBlank(text, row) { continue }
        var reason = JSONChunkParser.fault(in: row, of: text, isPlain: isPlain, rowLimit: rowLimit)
        if reason == nil {
          reason = state.scanner.scan(text, start: Int(row.start), end: Int(row.end))
        }
        if reason == nil { reason = state.append(text, at: chunk.position(of: row)) }
        if let reason { state.builder.reject(row, of: text, at: chunk.position(of: row), reason: reason) }
      }
    }
    state.builder.batch.arena = bytes
    return ParsedChunk(
      batch: state.builder.batch, columns: state.fields.columns, order: state.order,
      unconvertedValues: state.unconvertedValues)
  }

  /// Whether the row is nothing but spaces, and so no row.
  @inline(__always)
  static func isBlank(_ text: UnsafePointer<UInt8>, _ row: TextRow) -> Bool {
    if text[Int(row.start)] > 0x20 { return false }
    return UnsafeBufferPointer(start: text + Int(row.start), count: row.count).allSatisfy {
      $0 == 0x20 || $0 == 0x09 || $0 == 0x0D
    }
  }

  /// What is wrong with the row before it is read as JSON.
  @inline(__always)
  static func fault(
    in row: TextRow, of text: UnsafePointer<UInt8>, isPlain: Bool, rowLimit: Int
  ) -> RejectedRow.Reason? {
    if row.count > rowLimit { return .rowTooLong(bytes: row.count, limit: rowLimit) }
    if isPlain { return nil }
    return TextCheck.fault(in: UnsafeBufferPointer(start: text + Int(row.start), count: row.count))
  }
}

extension JSONChunkParser {
  /// What is collected while a chunk is parsed.
  fileprivate struct State: ~Copyable {
    var scanner: JSONRowScanner
    var fields: JSONFields
    var builder: BatchBuilder
    /// Columns in the order of their first cell.
    var order: [Int] = []
    var unconvertedValues: [Int: UInt64] = [:]
    private let times: TimeTextParser
    private let roles: ColumnRoles?
    private let table: PropertyTable?
    private let tableTime: Timestamp
    /// The cells of the row in work.
    private var cells = GrowingBuffer<EventBatch.Cell>()
    /// By column: the number of its last row, and where among the row's cells it is.
    private var lastCells = GrowingBuffer<LastCell>()
    private var row: UInt32 = 0

    private struct LastCell: BitwiseCopyable {
      var row: UInt32
      var cell: UInt32
    }

    init(parser: JSONChunkParser, rowCount: Int) {
      scanner = JSONRowScanner(fieldLimit: parser.fieldLimit)
      fields = JSONFields(roles: parser.roles, mapping: parser.mapping)
      builder = BatchBuilder(input: parser.input, rowLimit: parser.rowLimit)
      times = parser.times
      roles = parser.roles
      table = parser.table
      tableTime = parser.tableTime
      for name in parser.expectedNames { _ = fields.field(named: name) }
      builder.reserve(rows: rowCount, cellsPerRow: fields.columns.count)
    }

    /// Makes an event of the row scanned last, or says why it cannot be one.
    mutating func append(
      _ text: UnsafeMutablePointer<UInt8>, at position: EventBatch.Position
    ) -> RejectedRow.Reason? {
      var key = -1
      var name = -1
      var time = -1
      fields.resolveDirectKeys(in: scanner)
      for index in 0..<scanner.tokens.count where scanner.tokens[index].isPresent {
        let field = fields.field(of: scanner.tokens[index], in: scanner)
        scanner.tokens[index].field = field
        switch fields.fields[Int(field)].use {
        case .key: key = index
        case .event: name = index
        case .time: time = index
        case .cell, .nothing: break
        }
      }
      guard key >= 0, scanner.tokens[key].count > 0 else {
        return missing(table == .accounts ? .account : .user)
      }
      // A row of a table that does not say when it was changed gives way to every row that does.
      var instant = roles?[.time] == nil ? tableTime : .earliest
      if table == nil {
        guard name >= 0, scanner.tokens[name].count > 0 else { return missing(.event) }
        guard time >= 0 else { return missing(.time) }
      }
      if time >= 0, table == nil || scanner.tokens[time].count > 0 {
        switch readTime(scanner.tokens[time], text) {
        case .success(let read): instant = read
        case .failure(let refusal): return refusal.reason
        }
      }

      row &+= 1
      cells.removeAll()
      for index in 0..<scanner.tokens.count where scanner.tokens[index].isPresent {
        let token = scanner.tokens[index]
        let field = fields.fields[Int(token.field)]
        if field.use == .cell { appendCell(token, field, text) }
      }
      builder.appendCells(cells.elements)
      builder.appendRow(
        user: range(of: scanner.tokens[key], text),
        name: name < 0 ? .init(offset: 0, length: 0) : range(of: scanner.tokens[name], text), time: instant,
        position: position)
      return nil
    }

    private func missing(_ role: ColumnRole) -> RejectedRow.Reason {
      .missingValue(column: roles?[role]?.column ?? "")
    }

    private func readTime(
      _ token: JSONToken, _ text: UnsafePointer<UInt8>
    ) -> Result<Timestamp, BatchBuilder.TimeRefusal> {
      let start = text + Int(token.start)
      let count = Int(token.count)
      if token.kind == .escapedString {
        return JSONEscapes.unescaped(start, count: count).withUnsafeBufferPointer { bytes in
          builder.readTime(
            bytes.baseAddress ?? start, count: bytes.count, times: times,
            column: roles?[.time]?.column ?? "")
        }
      }
      return builder.readTime(start, count: count, times: times, column: roles?[.time]?.column ?? "")
    }

    /// The text of a value as a range of the arena, escapes resolved in place.
    @inline(__always)
    private func range(of token: JSONToken, _ text: UnsafeMutablePointer<UInt8>) -> EventBatch.ByteRange {
      var count = token.count
      if token.kind == .escapedString {
        let start = text + Int(token.start)
        count = UInt32(truncatingIfNeeded: JSONEscapes.unescape(start, count: Int(token.count), into: start))
      }
      return EventBatch.ByteRange(offset: token.start, length: count)
    }

    @inline(__always)
    private mutating func appendCell(
      _ token: JSONToken, _ field: JSONFields.Field, _ text: UnsafeMutablePointer<UInt8>
    ) {
      var value: TypedText.Value
      if field.isText {
        if token.count == 0 { return }
        value = textValue(token, text)
      } else {
        switch token.kind {
        case .integer: value = (.integer, token.bits)
        case .double: value = (.double, token.bits)
        case .boolean: value = (.boolean, token.bits)
        case .null, .replaced, .string, .escapedString, .hugeNumber, .array: value = textValue(token, text)
        }
        if let type = field.type, type != value.type {
          value = converted(value, token, to: type, column: Int(field.column), text)
        }
      }
      let column = Int(field.column)
      while column >= lastCells.count { lastCells.append(LastCell(row: 0, cell: 0)) }
      let cell = EventBatch.Cell(column: field.column, type: value.type, payload: value.payload)
      let last = lastCells[column]
      if last.row == row {
        // Two keys whose flattened names are equal: the last one counts.
        cells[Int(last.cell)] = cell
        return
      }
      if last.row == 0 { order.append(column) }
      lastCells[column] = LastCell(row: row, cell: UInt32(truncatingIfNeeded: cells.count))
      cells.append(cell)
    }

    @inline(__always)
    private func textValue(_ token: JSONToken, _ text: UnsafeMutablePointer<UInt8>) -> TypedText.Value {
      let range = range(of: token, text)
      return (.string, UInt64(range.offset) &<< 32 | UInt64(range.length))
    }

    /// `value` read as `type` from its text, or as it is if it does not read so.
    private mutating func converted(
      _ value: TypedText.Value, _ token: JSONToken, to type: PropertyType, column: Int,
      _ text: UnsafeMutablePointer<UInt8>
    ) -> TypedText.Value {
      if type == .string { return textValue(token, text) }
      let isText = value.type == .string
      let start = text + (isText ? Int(value.payload >> 32) : Int(token.start))
      let count = isText ? Int(value.payload & 0xFFFF_FFFF) : Int(token.count)
      if let read = TypedText.read(start, count: count, as: type, times: times) { return read }
      unconvertedValues[column, default: 0] += 1
      return value
    }
  }
}

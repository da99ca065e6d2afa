import EventModel

/// Takes the rows of blocks as they are decoded.
protocol AvroRowSink {
  /// A row; its cells' columns are those of the plan and its texts stand in `texts`.
  ///
  /// - Parameter row: 1-based number of the row in its file, as far as blocks told.
  mutating func take(_ cells: UnsafeBufferPointer<EventBatch.Cell>, _ texts: inout AvroTexts, row: UInt64)

  /// A row of which a value cannot be kept.
  mutating func reject(_ reason: RejectedRow.Reason, row: UInt64)
}

/// Decodes the rows of one block after the other by a plan. Hot.
struct AvroBlockDecoder {
  private let plan: AvroPlan
  /// What local times are read in.
  private let zone: ZoneRules
  private let fieldLimit: Int

  init(plan: AvroPlan, zone: ZoneRules, fieldLimit: Int = EventFileLimits.fieldBytes) {
    self.plan = plan
    self.zone = zone
    self.fieldLimit = fieldLimit
  }

  /// Decodes the block's bytes and hands its rows to `sink`; returns the arena its cells refer to.
  ///
  /// Nothing may be kept of what `sink` was given when this throws.
  func decode<Sink: AvroRowSink>(
    _ block: AvroBlock, codec: AvroCodec, into sink: inout Sink
  ) throws(AvroFault.Problem) -> [UInt8] {
    var (bytes, count) = try block.stored.withUnsafeBufferPointer { stored throws(AvroFault.Problem) in
      try codec.decode(UnsafeRawBufferPointer(stored))
    }
    let least = plan.schema.types[plan.schema.root].leastBytes
    guard block.rows <= (least > 0 ? count / least : AvroLimits.emptyRows) else {
      throw .badBlockHeader(rows: Int64(block.rows), bytes: Int64(block.stored.count))
    }
    let made = try bytes.withUnsafeBufferPointer { buffer throws(AvroFault.Problem) -> [UInt8] in
      guard let base = buffer.baseAddress else { return [] }
      var texts = AvroTexts(base: base, blockBytes: count)
      try decodeRows(of: block, base: base, count: count, &texts, &sink)
      return texts.madeTexts
    }
    bytes.removeLast(bytes.count - count)
    bytes += made
    return bytes
  }

  private func decodeRows<Sink: AvroRowSink>(
    of block: AvroBlock, base: UnsafePointer<UInt8>, count: Int, _ texts: inout AvroTexts,
    _ sink: inout Sink
  ) throws(AvroFault.Problem) {
    var run = Run(
      plan: plan, zone: zone, fieldLimit: fieldLimit, cursor: AvroCursor(base: base, end: count),
      constants: texts.append(plan.constants) >> 32)
    var values = 0
    for row in 0..<block.rows {
      run.cells.removeAll()
      run.rejection = nil
      do throws(AvroCursor.Fault) {
        try run.program(from: 0, &texts)
      } catch {
        throw .badRow(row: row + 1, byte: min(run.cursor.position, count))
      }
      values &+= run.cells.count
      guard values <= AvroLimits.blockValues, texts.madeBytes <= AvroLimits.blockBytes * 2 else {
        throw .tooManyValues(limit: AvroLimits.blockValues)
      }
      let number = block.firstRow &+ UInt64(row) &+ 1
      if let rejection = run.rejection {
        sink.reject(rejection, row: number)
      } else {
        sink.take(run.cells.elements, &texts, row: number)
      }
    }
    guard run.cursor.position == count else { throw .bytesLeft(count - run.cursor.position) }
  }
}

extension AvroBlockDecoder {
  /// The decoding of one block under way.
  fileprivate struct Run: ~Copyable {
    let plan: AvroPlan
    let zone: ZoneRules
    let fieldLimit: Int
    var cursor: AvroCursor
    /// Where the plan's constants begin in the texts.
    let constants: UInt64
    var cells = GrowingBuffer<EventBatch.Cell>()
    /// Why the row in work cannot be kept.
    var rejection: RejectedRow.Reason?

    init(plan: AvroPlan, zone: ZoneRules, fieldLimit: Int, cursor: AvroCursor, constants: UInt64) {
      self.plan = plan
      self.zone = zone
      self.fieldLimit = fieldLimit
      self.cursor = cursor
      self.constants = constants
    }

    /// Runs the operations from `first` to the next end.
    mutating func program(from first: Int, _ texts: inout AvroTexts) throws(AvroCursor.Fault) {
      var place = first
      while true {
        let operation = plan.operations[place]
        place &+= 1
        if operation.nullBranch != AvroOperation.noBranch {
          let branch = try cursor.readLong()
          if branch == Int64(operation.nullBranch) { continue }
          guard branch == 1 &- Int64(operation.nullBranch) else { throw AvroCursor.Fault() }
        }
        switch operation.kind {
        case .string:
          let length = try cursor.readLength()
          let start = cursor.position
          cursor.position &+= length
          if length > fieldLimit {
            rejectLongField(operation.column, length)
          } else if let fault = AvroTextCheck.fault(in: cursor.base + start, count: length) {
            reject(fault, at: start)
          } else {
            append(operation.column, .string, UInt64(start) << 32 | UInt64(length))
          }
        case .long: append(operation.column, .integer, UInt64(bitPattern: try cursor.readLong()))
        case .int: append(operation.column, .integer, UInt64(bitPattern: try cursor.readInt()))
        case .null: break
        case .boolean: append(operation.column, .boolean, try cursor.readBoolean() ? 1 : 0)
        // By way of its shortest text, so that 0.1 stays 0.1.
        case .float:
          let number = try cursor.readFloat()
          append(
            number: number.isFinite ? Double(number.description) ?? Double(number) : Double(number), operation
          )
        case .double: append(number: try cursor.readDouble(), operation)
        case .timestamp: try readTimestamp(operation, isLocal: false)
        case .localTimestamp: try readTimestamp(operation, isLocal: true)
        case .date:
          let (time, _) = try cursor.readInt().multipliedReportingOverflow(by: 86_400_000_000)
          append(time: time, raw: time, operation.column)
        case .enumeration:
          let number = try cursor.readLong()
          guard number >= 0, number < Int64(operation.count) else { throw AvroCursor.Fault() }
          let symbol = plan.symbols[Int(operation.detail) &+ Int(number)]
          append(operation.column, .string, symbol &+ constants << 32)
        case .end: return
        case .union:
          let branch = try cursor.readLong()
          guard branch >= 0, branch < Int64(operation.count) else { throw AvroCursor.Fault() }
          try program(from: Int(plan.programs[Int(operation.detail) &+ Int(branch)]), &texts)
          place = Int(plan.programs[Int(operation.detail) &+ Int(operation.count)])
        case .skip: try cursor.skip(Int(operation.detail), of: plan.schema)
        case .bytes: try readBytes(try cursor.readLength(), operation.column, &texts)
        case .fixed: try readBytes(Int(operation.detail), operation.column, &texts)
        case .decimalBytes: try readDecimal(try cursor.readLength(), operation, &texts)
        case .decimalFixed: try readDecimal(Int(operation.count), operation, &texts)
        case .json:
          var json = AvroJSONText(schema: plan.schema)
          try json.append(Int(operation.detail), from: &cursor)
          if json.text.count > fieldLimit {
            rejectLongField(operation.column, json.text.count)
          } else {
            append(operation.column, .string, texts.append(json.text))
          }
        }
      }
    }

    @inline(__always)
    private mutating func append(_ column: UInt32, _ type: PropertyType, _ payload: UInt64) {
      cells.append(EventBatch.Cell(column: column, type: type, payload: payload))
    }

    private mutating func append(number: Double, _ operation: AvroOperation) {
      if number.isFinite { return append(operation.column, .double, number.bitPattern) }
      // The constants begin with NaN, Infinity and -Infinity.
      let (offset, length): (UInt64, UInt64) = number.isNaN ? (0, 3) : number > 0 ? (3, 8) : (11, 9)
      append(operation.column, .string, (constants &+ offset) << 32 | length)
    }

    /// A time where the calendar has it, else the number as it was.
    private mutating func append(time: Int64, raw: Int64, _ column: UInt32) {
      let isSupported = time >= Timestamp.earliest.microseconds && time <= Timestamp.latest.microseconds
      append(column, isSupported ? .timestamp : .integer, UInt64(bitPattern: isSupported ? time : raw))
    }

    private mutating func readTimestamp(
      _ operation: AvroOperation, isLocal: Bool
    ) throws(AvroCursor.Fault) {
      let raw = try cursor.readLong()
      var (time, overflow) = (raw, false)
      switch operation.detail {
      case 0: (time, overflow) = raw.multipliedReportingOverflow(by: 1_000)
      case 2:
        // Towards the past, as everywhere.
        time = raw / 1_000 - (raw % 1_000 < 0 ? 1 : 0)
      default: break
      }
      if overflow { return append(operation.column, .integer, UInt64(bitPattern: raw)) }
      if isLocal, time > Timestamp.earliest.microseconds, time < Timestamp.latest.microseconds {
        time = zone.instant(ofWallMicroseconds: time).microseconds
      }
      append(time: time, raw: raw, operation.column)
    }

    private mutating func readBytes(
      _ length: Int, _ column: UInt32, _ texts: inout AvroTexts
    ) throws(AvroCursor.Fault) {
      let start = cursor.position
      try cursor.skip(length)
      if length > fieldLimit / 2 { return rejectLongField(column, length) }
      if AvroTextCheck.fault(in: cursor.base + start, count: length) == nil {
        append(column, .string, UInt64(start) << 32 | UInt64(length))
      } else {
        let bytes = UnsafeBufferPointer(start: cursor.base + start, count: length)
        append(column, .string, texts.append(HexadecimalText.bytes(of: bytes)))
      }
    }

    private mutating func readDecimal(
      _ length: Int, _ operation: AvroOperation, _ texts: inout AvroTexts
    ) throws(AvroCursor.Fault) {
      let start = cursor.position
      try cursor.skip(length)
      let bytes = UnsafeBufferPointer(start: cursor.base + start, count: length)
      switch AvroDecimal.value(of: bytes, scale: Int(operation.detail)) {
      case .number(let number): append(operation.column, .double, number.bitPattern)
      case .text(let text): append(operation.column, .string, texts.append(text))
      case nil: append(operation.column, .string, texts.append(HexadecimalText.bytes(of: bytes)))
      }
    }

    /// Notes why the row cannot be kept; `offset` of a reason counts from the block's first byte.
    private mutating func reject(_ reason: RejectedRow.Reason, at start: Int) {
      if rejection != nil { return }
      switch reason {
      case .invalidUTF8(let offset): rejection = .invalidUTF8(offset: start + offset)
      case .nulByte(let offset): rejection = .nulByte(offset: start + offset)
      default: rejection = reason
      }
    }

    private mutating func rejectLongField(_ column: UInt32, _ length: Int) {
      if rejection != nil { return }
      rejection = .fieldTooLong(column: plan.columns[Int(column)], bytes: length, limit: fieldLimit)
    }
  }
}

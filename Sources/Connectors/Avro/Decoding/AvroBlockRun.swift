import EventModel

/// The decoding of one block under way. Hot.
struct AvroBlockRun: ~Copyable {
  private let plan: AvroPlan
  /// Those of the plan.
  let operations: UnsafePointer<AvroOperation>
  private let zone: ZoneRules
  let fieldLimit: Int
  var cursor: AvroCursor
  /// Where the plan's constants begin in the texts.
  private let constants: UInt64
  /// The values of the row in work; there is room for all it can have, because no operation is done twice for a row.
  var cells: GrowingBuffer<EventBatch.Cell>
  /// Why the row in work cannot be kept.
  var rejection: RejectedRow.Reason?

  init(
    plan: AvroPlan, operations: UnsafePointer<AvroOperation>, zone: ZoneRules, fieldLimit: Int,
    cursor: AvroCursor, constants: UInt64
  ) {
    self.plan = plan
    self.operations = operations
    self.zone = zone
    self.fieldLimit = fieldLimit
    self.cursor = cursor
    self.constants = constants
    cells = GrowingBuffer(capacity: plan.operations.count)
  }

  /// Runs the operations from `first` to the next end.
  mutating func program(from first: Int, _ texts: inout AvroTexts) throws(AvroCursor.Fault) {
    var place = first
    while true {
      let operation = operations[place]
      if operation.kind == .string {
        let next = shortTexts(from: place)
        if next > place {
          place = next
          continue
        }
      }
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

import EventModel

/// Makes events of the rows of one block. Hot.
struct AvroEventSink: AvroRowSink {
  private let mapping: AvroEventMapping
  private let uses: [AvroEventMapping.Use]
  private let columns: [String]
  private let input: String
  private let blockOffset: UInt64
  /// Numbers of the event columns of the constants.
  private let constantColumns: [UInt32]
  private(set) var batch = EventBatch()
  private var constants: [UInt64] = []
  private let idPrefix: [UInt8]
  private var name = EventBatch.ByteRange(offset: 0, length: 0)
  private var isStarted = false

  init(
    mapping: AvroEventMapping, uses: [AvroEventMapping.Use], constantColumns: [UInt32],
    columns: [String], input: String, block: AvroBlock
  ) {
    self.mapping = mapping
    self.uses = uses
    self.constantColumns = constantColumns
    self.columns = columns
    self.input = input
    blockOffset = block.offset
    idPrefix = Array(mapping.eventIDPrefix.utf8)
    let rows = min(block.rows, block.stored.count + 1)
    batch.users.reserveCapacity(rows)
    batch.names.reserveCapacity(rows)
    batch.times.reserveCapacity(rows)
    batch.positions.reserveCapacity(rows)
    batch.cellEnds.reserveCapacity(rows)
    batch.cells.reserveCapacity(rows * min(uses.count, 16))
  }

  /// The events and rejects; `arena` is what their texts stand in.
  consuming func finish(arena: [UInt8], columns: [EventColumn]) -> EventBatch {
    batch.arena = arena
    batch.columns = columns
    return batch
  }

  mutating func take(_ cells: UnsafeBufferPointer<EventBatch.Cell>, _ texts: inout AvroTexts, row: UInt64) {
    if !isStarted { start(&texts) }
    var user: UInt64?
    var time: EventBatch.Cell?
    let first = batch.cells.count
    for cell in cells {
      switch uses[Int(cell.column)] {
      case .property(let column):
        batch.cells.append(EventBatch.Cell(column: column, type: cell.type, payload: cell.payload))
      case .user: user = Self.text(of: cell, &texts)
      case .time: time = cell
      case .session(let column): append(Self.text(of: cell, &texts), column)
      case .eventID(let column): append(eventID(of: cell, &texts), column)
      case .sessionAndEventID(let session, let eventID):
        append(Self.text(of: cell, &texts), session)
        append(self.eventID(of: cell, &texts), eventID)
      case .timestamp(let column):
        if case .time(let time)? = outcome(of: cell, texts) {
          batch.cells.append(
            EventBatch.Cell(
              column: column, type: .timestamp, payload: UInt64(bitPattern: time.microseconds)))
        } else {
          batch.cells.append(EventBatch.Cell(column: column, type: cell.type, payload: cell.payload))
        }
      }
    }
    var refusal: RejectedRow.Reason?
    var instant = Timestamp(microseconds: 0)
    if let column = mapping.user, UInt32(truncatingIfNeeded: user ?? 0) == 0 {
      refusal = .missingValue(column: column)
    } else if let column = mapping.time {
      refusal = read(time, column, texts, &instant)
    }
    if let refusal {
      batch.cells.removeLast(batch.cells.count - first)
      return reject(refusal, row: row, excerpt: excerpt(cells, texts))
    }
    for (index, column) in constantColumns.enumerated() {
      batch.cells.append(EventBatch.Cell(column: column, type: .string, payload: constants[index]))
    }
    batch.users.append(Self.range(user ?? 0))
    batch.names.append(name)
    batch.times.append(instant)
    batch.positions.append(EventBatch.Position(line: row, byteOffset: blockOffset))
    batch.cellEnds.append(UInt32(truncatingIfNeeded: batch.cells.count))
  }

  /// Appends a text unless it is empty.
  @inline(__always)
  private mutating func append(_ text: UInt64, _ column: UInt32) {
    if UInt32(truncatingIfNeeded: text) > 0 {
      batch.cells.append(EventBatch.Cell(column: column, type: .string, payload: text))
    }
  }

  /// The event id with what stands before it.
  @inline(__always)
  private func eventID(of cell: EventBatch.Cell, _ texts: inout AvroTexts) -> UInt64 {
    let id = Self.text(of: cell, &texts)
    if idPrefix.isEmpty || UInt32(truncatingIfNeeded: id) == 0 { return id }
    return texts.append(idPrefix, before: id)
  }

  mutating func reject(_ reason: RejectedRow.Reason, row: UInt64) {
    reject(reason, row: row, excerpt: "")
  }

  private mutating func reject(_ reason: RejectedRow.Reason, row: UInt64, excerpt: String) {
    batch.rejects.append(
      RejectedRow(
        input: input, position: EventBatch.Position(line: row, byteOffset: blockOffset), reason: reason,
        excerpt: excerpt))
  }

  /// Puts the texts all rows have into the block's texts.
  private mutating func start(_ texts: inout AvroTexts) {
    isStarted = true
    name = Self.range(texts.append(Array(mapping.eventName.utf8)))
    for constant in mapping.constants { constants.append(texts.append(Array(constant.text.utf8))) }
  }

  /// Reads the row's time into `instant`, or says why there is none.
  private func read(
    _ cell: EventBatch.Cell?, _ column: String, _ texts: borrowing AvroTexts, _ instant: inout Timestamp
  ) -> RejectedRow.Reason? {
    let isMissing = cell.map { $0.type == .string && UInt32(truncatingIfNeeded: $0.payload) == 0 } ?? true
    guard !isMissing, let cell else {
      guard let missing = mapping.missingTime else { return .missingValue(column: column) }
      instant = missing
      return nil
    }
    switch outcome(of: cell, texts) {
    case .time(let time):
      instant = time
      return nil
    case .outOfRange?: return .timeOutOfRange(column: column, text: Self.words(cell, texts))
    case .unreadable?, nil:
      guard let missing = mapping.missingTime else {
        return .unreadableTime(column: column, text: Self.words(cell, texts))
      }
      instant = missing
      return nil
    }
  }

  /// The time a cell spells; `nil` for a boolean.
  @inline(__always)
  private func outcome(of cell: EventBatch.Cell, _ texts: borrowing AvroTexts) -> TimeTextOutcome? {
    switch cell.type {
    case .string: mapping.times.parse(texts.bytes(of: cell))
    case .integer: mapping.times.parse(Int64(bitPattern: cell.payload))
    case .timestamp: .time(Timestamp(microseconds: Int64(bitPattern: cell.payload)))
    case .double: mapping.times.parse(Double(bitPattern: cell.payload).description)
    case .boolean: nil
    }
  }

  /// A value as text, as the payload of a cell.
  @inline(__always)
  private static func text(of cell: EventBatch.Cell, _ texts: inout AvroTexts) -> UInt64 {
    switch cell.type {
    case .string: cell.payload
    case .integer: texts.append(decimal: Int64(bitPattern: cell.payload))
    default: texts.append(Array(words(cell, texts).utf8))
    }
  }

  private static func words(_ cell: EventBatch.Cell, _ texts: borrowing AvroTexts) -> String {
    switch cell.type {
    case .string: TextCheck.excerpt(texts.bytes(of: cell))
    case .integer: String(Int64(bitPattern: cell.payload))
    case .double: Double(bitPattern: cell.payload).description
    case .boolean: cell.payload == 1 ? "true" : "false"
    case .timestamp: Timestamp(microseconds: Int64(bitPattern: cell.payload)).iso8601
    }
  }

  /// `user_id=7 time=…`: the row's first values.
  private func excerpt(_ cells: UnsafeBufferPointer<EventBatch.Cell>, _ texts: borrowing AvroTexts) -> String
  {
    var excerpt = ""
    for cell in cells {
      let part = (excerpt.isEmpty ? "" : " ") + "\(columns[Int(cell.column)])=\(Self.words(cell, texts))"
      if excerpt.utf8.count + part.utf8.count > RejectedRow.excerptLimit { break }
      excerpt += part
    }
    return excerpt
  }

  private static func range(_ payload: UInt64) -> EventBatch.ByteRange {
    EventBatch.ByteRange(
      offset: UInt32(truncatingIfNeeded: payload >> 32), length: UInt32(truncatingIfNeeded: payload))
  }
}

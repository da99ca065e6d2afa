import EventModel

/// Makes events of the rows of one block. Hot.
struct AvroEventSink: ~Copyable, AvroRowSink {
  private let mapping: AvroEventMapping
  private let uses: [AvroEventMapping.Use]
  private let propertyNumbers: [UInt32]
  private let needsUser: Bool
  private let needsTime: Bool
  private let columns: [String]
  private let input: String
  private let blockOffset: UInt64
  /// Numbers of the event columns of the constants.
  private let constantColumns: [UInt32]
  private var batch = EventBatch()
  /// The cells of the event in work.
  private var kept = GrowingBuffer<EventBatch.Cell>()
  private var constants: [UInt64] = []
  private let idPrefix: [UInt8]
  private var name = EventBatch.ByteRange(offset: 0, length: 0)
  private var isStarted = false

  init(
    mapping: AvroEventMapping, uses: AvroColumnUses, constantColumns: [UInt32],
    columns: [String], input: String, block: AvroBlock
  ) {
    self.mapping = mapping
    self.uses = uses.uses
    propertyNumbers = uses.propertyNumbers
    needsUser = mapping.user != nil
    needsTime = mapping.time != nil
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
    batch.cells.reserveCapacity(rows * min(uses.uses.count, 16))
  }

  /// The events and rejects; `arena` is what their texts stand in.
  consuming func finish(arena: [UInt8], columns: [EventColumn]) -> EventBatch {
    var batch = batch
    batch.arena = arena
    batch.columns = columns
    return batch
  }

  mutating func take(_ cells: UnsafeBufferPointer<EventBatch.Cell>, _ texts: inout AvroTexts, row: UInt64) {
    if !isStarted { start(&texts) }
    var user: UInt64?
    var time: EventBatch.Cell?
    kept.removeAll()
    // A session id may be the event id too.
    let target = kept.room(for: cells.count &* 2)
    var count = 0
    for cell in cells {
      let number = propertyNumbers[Int(cell.column)]
      if number != AvroColumnUses.noProperty {
        target[count] = EventBatch.Cell(column: number, type: cell.type, payload: cell.payload)
        count &+= 1
        continue
      }
      switch uses[Int(cell.column)] {
      case .property: break
      case .user: user = Self.text(of: cell, &texts)
      case .time: time = cell
      case .session(let column): Self.put(Self.text(of: cell, &texts), column, target, &count)
      case .eventID(let column): Self.put(eventID(of: cell, &texts), column, target, &count)
      case .sessionAndEventID(let session, let eventID):
        Self.put(Self.text(of: cell, &texts), session, target, &count)
        Self.put(self.eventID(of: cell, &texts), eventID, target, &count)
      case .timestamp(let column):
        target[count] = EventBatch.Cell(column: column, type: cell.type, payload: cell.payload)
        if case .time(let time)? = outcome(of: cell, texts) {
          target[count].type = .timestamp
          target[count].payload = UInt64(bitPattern: time.microseconds)
        }
        count &+= 1
      }
    }
    kept.grow(by: count)
    var refusal: RejectedRow.Reason?
    var instant = Timestamp(microseconds: 0)
    if needsUser, UInt32(truncatingIfNeeded: user ?? 0) == 0, let column = mapping.user {
      refusal = .missingValue(column: column)
    } else if needsTime, let column = mapping.time {
      refusal = read(time, column, texts, &instant)
    }
    if let refusal { return reject(refusal, row: row, excerpt: excerpt(cells, texts)) }
    batch.cells.append(contentsOf: kept.elements)
    for (index, column) in constantColumns.enumerated() {
      batch.cells.append(EventBatch.Cell(column: column, type: .string, payload: constants[index]))
    }
    batch.users.append(Self.range(user ?? 0))
    batch.names.append(name)
    batch.times.append(instant)
    batch.positions.append(EventBatch.Position(line: row, byteOffset: blockOffset))
    batch.cellEnds.append(UInt32(truncatingIfNeeded: batch.cells.count))
  }

  /// Puts a text at `target[count]` unless it is empty.
  @inline(__always)
  private static func put(
    _ text: UInt64, _ column: UInt32, _ target: UnsafeMutablePointer<EventBatch.Cell>, _ count: inout Int
  ) {
    if UInt32(truncatingIfNeeded: text) > 0 {
      target[count] = EventBatch.Cell(column: column, type: .string, payload: text)
      count &+= 1
    }
  }

  /// The event id with what stands before it.
  @inline(__always)
  private func eventID(of cell: EventBatch.Cell, _ texts: inout AvroTexts) -> UInt64 {
    if cell.type == .integer { return texts.append(idPrefix, decimal: Int64(bitPattern: cell.payload)) }
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

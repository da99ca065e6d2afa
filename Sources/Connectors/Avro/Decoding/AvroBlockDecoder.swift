import EventModel

/// Takes the rows of blocks as they are decoded.
protocol AvroRowSink: ~Copyable {
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
  func decode<Sink: AvroRowSink & ~Copyable>(
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

  private func decodeRows<Sink: AvroRowSink & ~Copyable>(
    of block: AvroBlock, base: UnsafePointer<UInt8>, count: Int, _ texts: inout AvroTexts,
    _ sink: inout Sink
  ) throws(AvroFault.Problem) {
    try plan.operations.withUnsafeBufferPointer { operations throws(AvroFault.Problem) in
      guard let operations = operations.baseAddress else { return }
      var run = AvroBlockRun(
        plan: plan, operations: operations, zone: zone, fieldLimit: fieldLimit,
        cursor: AvroCursor(base: base, end: count), constants: texts.append(plan.constants) >> 32)
      try decodeRows(of: block, &run, &texts, &sink)
    }
  }

  private func decodeRows<Sink: AvroRowSink & ~Copyable>(
    of block: AvroBlock, _ run: inout AvroBlockRun, _ texts: inout AvroTexts, _ sink: inout Sink
  ) throws(AvroFault.Problem) {
    let count = run.cursor.end
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

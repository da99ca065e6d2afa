import EventModel

/// Some blocks of one file and what turns them into events.
struct AvroBlocks {
  /// Index of the input.
  var input: Int
  var name: String
  var blocks: [AvroBlock]
  var codec: AvroCodec
  var decoder: AvroBlockDecoder
  var mapping: AvroEventMapping
  var uses: AvroColumnUses
  var constantColumns: [UInt32]
  /// Names of the columns in the file.
  var columns: [String]
  /// The event columns known when the blocks were read.
  var eventColumns: [EventColumn]

  /// Bytes and values after which the rest is left for when somebody asks for it.
  private static let mostBytes = 32 << 20

  /// Decodes blocks until enough are in memory and keeps the others; any thread may do it.
  mutating func decode() -> (batches: [EventBatch], faults: [AvroFault]) {
    var batches: [EventBatch] = []
    var faults: [AvroFault] = []
    var bytes = 0
    var next = 0
    while next < blocks.count, bytes < Self.mostBytes {
      let block = blocks[next]
      blocks[next].stored = []
      next += 1
      var sink = AvroEventSink(
        mapping: mapping, uses: uses, constantColumns: constantColumns, columns: columns, input: name,
        block: block)
      do throws(AvroFault.Problem) {
        let arena = try decoder.decode(block, codec: codec, into: &sink)
        let batch = sink.finish(arena: arena, columns: eventColumns)
        bytes += batch.arena.count + batch.cells.count * MemoryLayout<EventBatch.Cell>.stride
        batches.append(batch)
      } catch {
        faults.append(AvroFault(input: name, block: block.number, offset: block.offset, problem: error))
      }
    }
    blocks.removeFirst(next)
    return (batches, faults)
  }
}

/// Avro files one after the other, as runs of blocks: the sequential part of reading.
///
/// Used by one thread at a time; ``ReadAhead`` hands it from thread to thread under its lock, which is what makes
/// the unchecked conformance true.
final class AvroInputSequence: StepReader, @unchecked Sendable {
  enum Outcome {
    /// `rest` holds blocks that are not decoded yet.
    case decoded(input: Int, batches: [EventBatch], faults: [AvroFault], rest: AvroBlocks)
    /// Something of the file cannot be read.
    case fault(input: Int, AvroFault)
    case ended(input: Int, bytes: UInt64, digest: ContentDigest)
    case finished
    case failed(EventFileError)
  }

  private let inputs: [EventFileInput]
  private let mapping: AvroEventMapping
  private let isCancelled: @Sendable () -> Bool
  private let onRead: @Sendable (Int) -> Void
  private var nextInput = 0
  private var current: (stored: StoredStream, blocks: AvroBlockReader?, template: AvroBlocks?)?
  /// What stands between the blocks of the current file and is still to be handed out.
  private var pendingFault: AvroFault?
  private var eventColumns: [EventColumn] = []
  private var numberOfColumn: [EventColumn: UInt32] = [:]

  init(
    inputs: [EventFileInput], mapping: AvroEventMapping, isCancelled: @escaping @Sendable () -> Bool,
    onRead: @escaping @Sendable (Int) -> Void
  ) {
    self.inputs = inputs
    self.mapping = mapping
    self.isCancelled = isCancelled
    self.onRead = onRead
  }

  static func perform(_ work: consuming AvroBlocks) -> Outcome {
    let (batches, faults) = work.decode()
    return .decoded(input: work.input, batches: batches, faults: faults, rest: work)
  }

  func next() -> ReadAheadStep<AvroBlocks, Outcome> {
    do {
      return try step()
    } catch let error as EventFileError {
      return .last(.failed(error))
    } catch let fault as AvroFault {
      // The header: nothing of the file can be read.
      current?.blocks = nil
      return .done(.fault(input: nextInput - 1, fault))
    } catch {
      return .last(.failed(.cancelled))
    }
  }

  private func step() throws -> ReadAheadStep<AvroBlocks, Outcome> {
    if isCancelled() { throw EventFileError.cancelled }
    if current == nil {
      guard nextInput < inputs.count else { return .last(.finished) }
      let input = inputs[nextInput]
      nextInput += 1
      let stored = try input.open(isCancelled: isCancelled)
      stored.onRead = onRead
      current = (stored, nil, nil)
      try begin(stored, input)
    }
    if let fault = takeFault() { return fault }
    if let work = try nextBlocks() { return .work(work) }
    if let fault = takeFault() { return fault }
    guard let stored = current?.stored else { return .last(.finished) }
    // What cannot be read as Avro still has a digest.
    try Self.drain(stored)
    current = nil
    return .done(.ended(input: nextInput - 1, bytes: stored.bytesRead, digest: stored.digest))
  }

  /// Reads the header and compiles what the file's rows need.
  private func begin(_ stored: StoredStream, _ input: EventFileInput) throws {
    let reader = try AvroBlockReader(stream: stored, input: input.name)
    let plan: AvroPlan
    do {
      let ignored = mapping.ignored
      plan = try AvroPlan(schema: reader.header.schema) { !ignored.contains($0) }
    } catch {
      throw AvroFault(input: input.name, block: 0, offset: 0, problem: .malformedSchema(error))
    }
    let uses = AvroColumnUses(plan.columns.map { use(of: $0) })
    let constantColumns = mapping.constants.map { number(of: $0.column) }
    current?.blocks = reader
    current?.template = AvroBlocks(
      input: nextInput - 1, name: input.name, blocks: [], codec: reader.header.codec,
      decoder: AvroBlockDecoder(plan: plan, zone: mapping.times.zone), mapping: mapping, uses: uses,
      constantColumns: constantColumns, columns: plan.columns,
      eventColumns: eventColumns)
  }

  /// The next blocks up to a fault, which is noted, or until they are enough; `nil` when there are none.
  private func nextBlocks() throws -> AvroBlocks? {
    guard var work = current?.template else { return nil }
    var bytes = 0
    do {
      while bytes < AvroLimits.chunkBytes, let block = try current?.blocks?.next() {
        bytes += block.stored.count + 64
        work.blocks.append(block)
      }
    } catch let fault as AvroFault {
      if try current?.blocks?.resynchronise() != true { current?.blocks = nil }
      pendingFault = fault
    }
    return work.blocks.isEmpty ? nil : work
  }

  private func takeFault() -> ReadAheadStep<AvroBlocks, Outcome>? {
    guard let fault = pendingFault else { return nil }
    pendingFault = nil
    return .done(.fault(input: nextInput - 1, fault))
  }

  private func use(of column: String) -> AvroEventMapping.Use {
    switch column {
    case mapping.user: .user
    case mapping.time: .time
    case mapping.session where column == mapping.eventID:
      .sessionAndEventID(number(of: .session), number(of: .eventID))
    case mapping.session: .session(number(of: .session))
    case mapping.eventID: .eventID(number(of: .eventID))
    default:
      mapping.timestamps.contains(column)
        ? .timestamp(number(of: .property(column))) : .property(number(of: .property(column)))
    }
  }

  private func number(of column: EventColumn) -> UInt32 {
    if let number = numberOfColumn[column] { return number }
    let number = UInt32(eventColumns.count)
    eventColumns.append(column)
    numberOfColumn[column] = number
    return number
  }

  private static func drain(_ stored: StoredStream) throws(EventFileError) {
    let buffer = UnsafeMutableRawBufferPointer.allocate(
      byteCount: EventFileLimits.storedReadBytes, alignment: 16)
    defer { buffer.deallocate() }
    while try stored.read(into: buffer) > 0 {}
  }
}

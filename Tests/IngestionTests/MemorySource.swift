import EventModel
import Ingestion

/// Hands out events that are already in memory, in batches; may break where a test wants it to.
final class MemorySource: EventSource {
  struct Failure: Error, Equatable {}

  private let events: [SampleEvent]
  private let batchSize: Int
  private let failsAtBatch: Int?
  private let rejects: [RejectedRow]
  /// Called before each batch, with its number.
  var onBatch: (Int) -> Void = { _ in }
  private var next = 0
  private var batches = 0
  /// In order of first appearance; they only grow, as a connector's do.
  private var columns: [EventColumn] = []

  init(_ events: [SampleEvent], batchSize: Int = 64, failsAtBatch: Int? = nil, rejects: [RejectedRow] = []) {
    self.events = events
    self.batchSize = batchSize
    self.failsAtBatch = failsAtBatch
    self.rejects = rejects
  }

  var progress: SourceProgress {
    SourceProgress(bytesRead: UInt64(next), bytesTotal: UInt64(events.count))
  }

  func nextBatch() throws -> EventBatch? {
    onBatch(batches)
    if batches == failsAtBatch { throw Failure() }
    batches += 1
    if next == events.count, batches > 1 || rejects.isEmpty { return nil }
    var batch = EventBatch()
    if batches == 1 { batch.rejects = rejects }
    for event in events[next..<min(events.count, next + batchSize)] { append(event, to: &batch) }
    batch.columns = columns
    next += batch.count
    return batch
  }

  private func append(_ event: SampleEvent, to batch: inout EventBatch) {
    func range(of bytes: some Collection<UInt8>) -> EventBatch.ByteRange {
      let offset = UInt32(batch.arena.count)
      batch.arena.append(contentsOf: bytes)
      return .init(offset: offset, length: UInt32(bytes.count))
    }
    batch.users.append(range(of: event.user))
    batch.names.append(range(of: event.name.utf8))
    batch.times.append(Timestamp(microseconds: event.time))
    batch.positions.append(.init(line: UInt64(next + batch.count), byteOffset: 0))
    // The ingest names the source itself.
    for (column, value) in event.values.sorted(by: { $0.key.name < $1.key.name }) where column != .source {
      let number = columns.firstIndex(of: column) ?? columns.count
      if number == columns.count { columns.append(column) }
      switch value {
      case .text(let text):
        let range = range(of: text)
        batch.cells.append(
          .init(
            column: UInt32(number), type: .string, payload: UInt64(range.offset) << 32 | UInt64(range.length))
        )
      case .bits(let type, let bits):
        batch.cells.append(.init(column: UInt32(number), type: type, payload: bits))
      }
    }
    batch.cellEnds.append(UInt32(batch.cells.count))
  }
}

extension IngestInput {
  /// An input named `name` whose content is known by `digest`, beforehand if `isKnown`.
  init(_ name: String, digest: String, _ source: MemorySource, isKnown: Bool = true) {
    self.init(
      name: name, knownDigest: isKnown ? digest : nil, source: source, content: { (digest, 100) })
  }
}

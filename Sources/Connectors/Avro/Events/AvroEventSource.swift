public import EventModel
import Synchronization

/// Events from Avro object container files.
///
/// Files come one after the other, each with its own schema; a column that only some have is missing in the others.
/// Blocks are decoded on several threads; batches, their order and their columns do not depend on how many.
/// ``nextBatch()`` is called by one thread; ``cancel()``, ``progress`` and ``reports`` may be used from any.
public final class AvroEventSource: EventSource, Sendable {
  private struct Consumer {
    var reports: [AvroFileReport] = []
    /// Batches decoded and not taken yet, last first.
    var waiting: [EventBatch] = []
    var rest: AvroBlocks?
    var isFinished = false
    var failure: (any Error)?
  }

  private let inputs: [EventFileInput]
  private let readAhead: ReadAhead<AvroInputSequence>
  private let keepsGoing: Bool
  private let bytesRead: ByteCounter
  private let bytesTotal: UInt64?
  private let consumer = Mutex(Consumer())

  /// - Parameter keepsGoing: Whether what cannot be read is left out and told in ``reports`` rather than thrown.
  public init(inputs: [EventFileInput], mapping: AvroEventMapping, threads: Int, keepsGoing: Bool = false) {
    let cancelled = CancellationFlag()
    let counter = ByteCounter()
    self.inputs = inputs
    self.keepsGoing = keepsGoing
    readAhead = ReadAhead(
      reader: AvroInputSequence(
        inputs: inputs, mapping: mapping, isCancelled: { cancelled.isSet }, onRead: { counter.add($0) }),
      cancelled: cancelled, threads: threads)
    bytesRead = counter
    bytesTotal = inputs.reduce(0) { sum, input in
      guard let sum, let size = input.size else { return nil }
      return sum + size
    }
  }

  deinit { readAhead.cancel() }

  /// The next events in the order of the files, or `nil` after the last.
  ///
  /// Throws an ``EventFileError`` where a file cannot be read, and an ``AvroFault`` where its content is wrong unless
  /// the source keeps going; every further call throws the same.
  public func nextBatch() throws -> EventBatch? {
    while true {
      let state = consumer.withLock { consumer -> (batch: EventBatch?, isOver: Bool, failure: (any Error)?) in
        if consumer.waiting.isEmpty, var rest = consumer.rest.take(), !rest.blocks.isEmpty {
          let (batches, faults) = rest.decode()
          take(batches, faults, rest, &consumer)
        }
        if let batch = consumer.waiting.popLast() { return (batch, false, nil) }
        if !(consumer.rest?.blocks.isEmpty ?? true) { return (nil, false, nil) }
        return (nil, consumer.isFinished, consumer.failure)
      }
      if let batch = state.batch {
        if batch.count == 0 && batch.rejects.isEmpty { continue }
        return batch
      }
      if let failure = state.failure { throw failure }
      if state.isOver { return nil }
      if consumer.withLock({ !($0.rest?.blocks.isEmpty ?? true) }) { continue }
      let outcome: AvroInputSequence.Outcome
      do {
        outcome = try readAhead.next()
      } catch {
        outcome = .failed(error)
      }
      consumer.withLock { take(outcome, &$0) }
    }
  }

  public var progress: SourceProgress {
    SourceProgress(bytesRead: bytesRead.value, bytesTotal: bytesTotal)
  }

  /// What was read of each file begun so far, as far as batches were taken or are waiting.
  public var reports: [AvroFileReport] { consumer.withLock { $0.reports } }

  /// Ends reading from any thread: ``nextBatch()`` throws ``EventFileError/cancelled``, also where it waits.
  public func cancel() { readAhead.cancel() }

  private func take(_ outcome: AvroInputSequence.Outcome, _ consumer: inout Consumer) {
    switch outcome {
    case .decoded(let input, let batches, let faults, let rest):
      begin(input, &consumer)
      take(batches, faults, rest, &consumer)
    case .fault(let input, let fault):
      begin(input, &consumer)
      note([fault], input, &consumer)
    case .ended(let input, let bytes, let digest):
      begin(input, &consumer)
      consumer.reports[input].bytes = bytes
      consumer.reports[input].contentDigest = digest
    case .finished: consumer.isFinished = true
    case .failed(let error): consumer.failure = error
    }
  }

  private func take(
    _ batches: [EventBatch], _ faults: [AvroFault], _ rest: AvroBlocks, _ consumer: inout Consumer
  ) {
    for batch in batches {
      consumer.reports[rest.input].events += batch.count
      consumer.reports[rest.input].rejects += batch.rejects.count
    }
    consumer.waiting = batches.reversed()
    consumer.rest = rest
    note(faults, rest.input, &consumer)
  }

  private func note(_ faults: [AvroFault], _ input: Int, _ consumer: inout Consumer) {
    consumer.reports[input].faults += faults
    if !keepsGoing, consumer.failure == nil, let first = faults.first {
      consumer.failure = first
      readAhead.cancel()
    }
  }

  private func begin(_ input: Int, _ consumer: inout Consumer) {
    while consumer.reports.count <= input {
      consumer.reports.append(AvroFileReport(input: inputs[consumer.reports.count].name))
    }
  }
}

/// What was read of one Avro file.
public struct AvroFileReport: Sendable {
  /// The file's name.
  public var input: String
  /// Rows that became events.
  public var events = 0
  /// Rows that were rejected.
  public var rejects = 0
  /// Blocks that could not be read, and why.
  public var faults: [AvroFault] = []
  /// Bytes of the file; set when it was read to its end.
  public var bytes: UInt64?
  /// The digest of those bytes; set when it was read to its end.
  public var contentDigest: ContentDigest?

  init(input: String) {
    self.input = input
  }
}

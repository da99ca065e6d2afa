public import EventModel
import Synchronization

/// Events from CSV or JSON Lines files, pipes and memory, plain or compressed.
///
/// Inputs come one after the other, each with its own header and column roles; a batch never mixes two. Rows that
/// cannot be events come as rejects of the batch they stand in. Batches, their order and their columns do not
/// depend on the number of threads: columns are numbered by first appearance, those of a CSV file in the order of
/// its header.
///
/// Reading starts with the first call of ``nextBatch()`` and stays a few chunks ahead of it. One thread takes
/// batches; ``cancel()``, ``progress`` and ``reports`` may be used from any.
public final class EventFileSource: EventSource, Sendable {
  private struct Consumer {
    var columns: [EventColumn] = []
    var indexOfColumn: [EventColumn: UInt32] = [:]
    var reports: [EventFileReport] = []
    var endedInputs = 0
    var isFinished = false
    var failure: EventFileError?
  }

  private let inputs: [EventFileInput]
  private let readAhead: ReadAhead<InputSequence>
  private let bytesRead: ByteCounter
  private let bytesTotal: UInt64?
  private let consumer = Mutex(Consumer())

  public init(inputs: [EventFileInput], format: EventFileFormat, options: EventFileOptions = .init()) {
    var options = options
    options.rowLimit = min(max(options.rowLimit, 1), EventFileLimits.largestRowBytes)
    let cancelled = CancellationFlag()
    let counter = ByteCounter()
    let sequence = InputSequence(
      inputs: inputs, format: format, options: options, isCancelled: { cancelled.isSet },
      onRead: { counter.add($0) })
    self.inputs = inputs
    readAhead = ReadAhead(reader: sequence, cancelled: cancelled, threads: options.threads)
    bytesRead = counter
    bytesTotal = inputs.reduce(0) { sum, input in
      guard let sum, let size = input.size else { return nil }
      return sum + size
    }
  }

  deinit { readAhead.cancel() }

  /// The next events in the order of the input, or `nil` after the last.
  ///
  /// Throws an ``EventFileError`` where the input cannot be read on, after the batches before that place; every
  /// further call throws the same.
  public func nextBatch() throws -> EventBatch? {
    while true {
      if let failure = consumer.withLock({ $0.failure }) { throw failure }
      if consumer.withLock({ $0.isFinished }) { return nil }
      let outcome: InputSequence.Outcome
      do {
        outcome = try readAhead.next()
      } catch {
        outcome = .failed(error)
      }
      if let batch = consumer.withLock({ take(outcome, &$0) }) { return batch }
    }
  }

  public var progress: SourceProgress {
    SourceProgress(bytesRead: bytesRead.value, bytesTotal: bytesTotal)
  }

  /// What was read of each input begun so far, as far as batches were taken.
  public var reports: [EventFileReport] { consumer.withLock { $0.reports } }

  /// Ends reading from any thread: ``nextBatch()`` throws ``EventFileError/cancelled``, also where it waits.
  public func cancel() { readAhead.cancel() }

  private func take(_ outcome: InputSequence.Outcome, _ consumer: inout Consumer) -> EventBatch? {
    let input = consumer.endedInputs
    if input < inputs.count && consumer.reports.count == input {
      consumer.reports.append(EventFileReport(input: inputs[input].name))
    }
    switch outcome {
    case .parsed(let chunk, let roles):
      if let roles { consumer.reports[input].roles = roles }
      let batch = numberColumns(of: chunk, &consumer, input: input)
      return batch.count == 0 && batch.rejects.isEmpty ? nil : batch
    case .ended(let bytes, let digest):
      consumer.reports[input].bytes = bytes
      consumer.reports[input].contentDigest = digest
      consumer.endedInputs += 1
    case .finished: consumer.isFinished = true
    case .failed(let error): consumer.failure = error
    }
    return nil
  }

  /// The chunk's batch with the source's columns for the chunk's own.
  private func numberColumns(
    of chunk: ParsedChunk, _ consumer: inout Consumer, input: Int
  ) -> EventBatch {
    var batch = chunk.batch
    var numbers = [UInt32](repeating: 0, count: chunk.columns.count)
    var isSame = true
    for index in chunk.order {
      let column = chunk.columns[index]
      if let known = consumer.indexOfColumn[column] {
        numbers[index] = known
      } else {
        numbers[index] = UInt32(consumer.columns.count)
        consumer.indexOfColumn[column] = numbers[index]
        consumer.columns.append(column)
      }
      if numbers[index] != index { isSame = false }
    }
    if !isSame {
      for index in batch.cells.indices {
        batch.cells[index].column = numbers[Int(batch.cells[index].column)]
      }
    }
    batch.columns = consumer.columns
    consumer.reports[input].events += UInt64(batch.count)
    consumer.reports[input].rejects += UInt64(batch.rejects.count)
    for (index, count) in chunk.unconvertedValues {
      consumer.reports[input].unconvertedValues[chunk.columns[index].name, default: 0] += count
    }
    return batch
  }
}

/// Bytes read, counted by one thread and looked at by others.
final class ByteCounter: Sendable {
  private let count = Atomic<UInt64>(0)

  var value: UInt64 { count.load(ordering: .relaxed) }

  func add(_ bytes: Int) { count.wrappingAdd(UInt64(bytes), ordering: .relaxed) }
}

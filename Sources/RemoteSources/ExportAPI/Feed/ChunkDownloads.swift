import Dispatch
import EventModel
import Synchronization

/// Downloads a long range of time in chunks, several at once, and hands them over in order of time.
///
/// The length of chunks follows the server: the shortest range a chunk had to be cut into is the next length, chunks with
/// few rows double it. At most a few chunks lie ready, so memory is bounded by their number and what a spool keeps of
/// each in memory.
final class ChunkDownloads: Sendable {
  struct Chunk: Sendable {
    var span: RangeReading.Span
    var spool: PageSpool
  }

  private struct State {
    /// Where the next chunk begins.
    var start: Int64
    var length: Int64
    var handedOut = 0
    var taken = 0
    var ready: [Int: Result<Chunk, ExportError>] = [:]
    var isStopped = false
    var hasFailed = false
  }

  private let reading: RangeReading
  private let query: ExportQuery
  private let whole: RangeReading.Span
  private let threads: Int
  private let spoolMemory: Int
  private let meter: ExportMeter
  private let isCancelled: @Sendable () -> Bool
  private let state: Mutex<State>
  private let changed = DispatchSemaphore(value: 0)
  private let queue = DispatchQueue(label: "sojourn.chunks", attributes: .concurrent)

  init(
    _ reading: RangeReading, query: ExportQuery, whole: RangeReading.Span, threads: Int, spoolMemory: Int,
    meter: ExportMeter, isCancelled: @escaping @Sendable () -> Bool
  ) {
    self.reading = reading
    self.query = query
    self.whole = whole
    self.threads = threads
    self.spoolMemory = spoolMemory
    self.meter = meter
    self.isCancelled = isCancelled
    state = Mutex(State(start: whole.lowerBound, length: query.firstSpan))
  }

  /// Starts the threads; they end when the range does, at the first failure, or with ``stop()``.
  func start() {
    for _ in 0..<threads { queue.async { self.work() } }
  }

  func stop() { state.withLock { $0.isStopped = true } }

  /// The next chunk in order of time; `nil` after the last, and where none is ready and `waits` is false.
  func take(waits: Bool, onWait: () -> Void) throws(ExportError) -> Chunk? {
    while true {
      let found = state.withLock { state -> Result<Chunk, ExportError>? in
        guard let result = state.ready.removeValue(forKey: state.taken) else { return nil }
        state.taken += 1
        return result
      }
      if let found { return try found.get() }
      if isFinished || !waits { return nil }
      if isCancelled() {
        stop()
        throw .cancelled
      }
      onWait()
      _ = changed.wait(timeout: .now() + .milliseconds(20))
    }
  }

  /// Whether every chunk was taken.
  var isFinished: Bool {
    state.withLock { $0.start >= whole.upperBound && $0.taken == $0.handedOut }
  }

  private func work() {
    while let (number, span) = next() {
      let spool = PageSpool(memoryLimit: spoolMemory)
      let result: Result<Chunk, ExportError>
      do throws(ExportError) {
        let outcome = try reading.run(span, into: spool)
        result = .success(Chunk(span: span, spool: spool))
        adapt(span, outcome, rows: spool.rows)
      } catch {
        result = .failure(error)
      }
      state.withLock { state in
        if case .failure = result { state.hasFailed = true }
        state.ready[number] = result
      }
      changed.signal()
    }
  }

  /// The next range to download; waits while enough chunks lie ready, and answers `nil` when there is nothing more to do.
  private func next() -> (number: Int, span: RangeReading.Span)? {
    while true {
      var isWaiting = false
      let job = state.withLock { state -> (Int, RangeReading.Span)? in
        guard !state.isStopped, !state.hasFailed, state.start < whole.upperBound else { return nil }
        guard state.handedOut - state.taken < threads + 2 else {
          isWaiting = true
          return nil
        }
        // Ends on whole steps, except the last, which ends where the range does.
        let end = query.floor(state.start) + max(state.length, query.step)
        let span = state.start..<min(end, whole.upperBound)
        state.start = span.upperBound
        state.handedOut += 1
        return (state.handedOut - 1, span)
      }
      if let job { return job }
      if !isWaiting || isCancelled() { return nil }
      usleepBriefly()
    }
  }

  private func usleepBriefly() { _ = DispatchSemaphore(value: 0).wait(timeout: .now() + .milliseconds(5)) }

  private func adapt(_ span: RangeReading.Span, _ outcome: RangeReading.Outcome, rows: Int) {
    state.withLock { state in
      if let shortest = outcome.shortest {
        state.length = max(query.shortestSpan, min(state.length, query.floor(shortest)))
      } else if rows < query.chunkRows / 2, Int64(span.count) >= state.length {
        state.length = min(query.longestSpan, state.length * 2)
      } else if rows > query.chunkRows * 2 {
        state.length = max(query.shortestSpan, query.floor(state.length / 2))
      }
    }
    let done = Double(span.upperBound - whole.lowerBound) / Double(max(1, whole.count))
    meter.finishChunk(rows: rows, share: done)
  }
}

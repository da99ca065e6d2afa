import Dispatch
import EventModel
import Synchronization

/// Hands out steps in order: the sequential part of reading.
///
/// ``ReadAhead`` asks from one thread at a time.
protocol StepReader: AnyObject, Sendable {
  /// What any thread may do with a step, beside others.
  associatedtype Work
  /// What becomes of a step.
  associatedtype Outcome: Sendable

  func next() -> ReadAheadStep<Work, Outcome>

  static func perform(_ work: consuming Work) -> Outcome
}

/// One step of reading.
enum ReadAheadStep<Work, Outcome> {
  /// Something to be done.
  case work(Work)
  /// Something that is done already.
  case done(Outcome)
  /// The outcome behind which there is no step.
  case last(Outcome)
}

/// Reads chunks in order and parses several at once, on threads of Dispatch, never more than a few chunks ahead.
///
/// A task takes the reader, reads the next chunk, gives the reader back and parses what it read. So reading and
/// parsing overlap, and no task ever waits for another: a new one starts when the reader, a thread and room for a
/// result are all free.
final class ReadAhead<Reader: StepReader>: Sendable {
  private struct State {
    /// Outcomes not taken yet, by the number of their step.
    var outcomes: [Int: Reader.Outcome] = [:]
    var nextStep = 0
    var nextTaken = 0
    /// Whether some task has the reader.
    var isReading = false
    var tasks = 0
    /// Whether the reader has come to an end.
    var isExhausted = false
  }

  private let state = Mutex(State())
  /// Used by the task that has set `isReading`.
  private let reader: Reader
  private let cancelled: CancellationFlag
  private let threads: Int
  private let mostAhead: Int
  private let queue = DispatchQueue(label: "sojourn.read-ahead", attributes: .concurrent)
  private let arrivals = DispatchSemaphore(value: 0)

  init(reader: Reader, cancelled: CancellationFlag, threads: Int) {
    self.threads = max(1, threads)
    self.cancelled = cancelled
    mostAhead = self.threads * EventFileLimits.chunksPerThread + 1
    self.reader = reader
  }

  /// Waits for the next outcome in the order of the input; after the last one there is none to ask for.
  func next() throws(EventFileError) -> Reader.Outcome {
    while true {
      if cancelled.isSet { throw .cancelled }
      startTasks()
      let outcome: Reader.Outcome? = state.withLock { state in
        guard let outcome = state.outcomes.removeValue(forKey: state.nextTaken) else { return nil }
        state.nextTaken += 1
        return outcome
      }
      if let outcome {
        startTasks()
        return outcome
      }
      arrivals.wait()
    }
  }

  /// Makes ``next()`` throw soon, and tasks end as soon as they have finished their chunk.
  func cancel() {
    cancelled.set()
    arrivals.signal()
  }

  private func startTasks() {
    let step: Int? = state.withLock { state in
      guard !state.isReading, !state.isExhausted, state.tasks < threads,
        state.nextStep - state.nextTaken < mostAhead, !cancelled.isSet
      else { return nil }
      state.isReading = true
      state.tasks += 1
      defer { state.nextStep += 1 }
      return state.nextStep
    }
    if let step { queue.async { self.run(step) } }
  }

  private func run(_ step: Int) {
    var work: Reader.Work?
    var outcome: Reader.Outcome?
    var isLast = false
    switch reader.next() {
    case .work(let next): work = next
    case .done(let next): outcome = next
    case .last(let next):
      outcome = next
      isLast = true
    }
    state.withLock { state in
      state.isReading = false
      state.isExhausted = isLast
    }
    startTasks()
    if let work { outcome = Reader.perform(work) }
    state.withLock { state in
      state.outcomes[step] = outcome
      state.tasks -= 1
    }
    arrivals.signal()
    startTasks()
  }
}

/// A flag that any thread may raise and none lowers.
final class CancellationFlag: Sendable {
  private let flag = Atomic(false)

  var isSet: Bool { flag.load(ordering: .acquiring) }

  func set() { flag.store(true, ordering: .releasing) }
}

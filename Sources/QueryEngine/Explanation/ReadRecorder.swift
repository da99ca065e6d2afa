import Synchronization

/// Takes down what a statement asks of a snapshot, for `explain`: binding and scans tell it what they need.
///
/// When it does not run the statement, the first scan ends the run, because all names are settled by then.
final class ReadRecorder: Sendable {
  /// What was asked.
  struct Reads: Sendable {
    /// Numbers of the events that steps name.
    var events: Set<Int> = []
    /// Whether a step takes any event.
    var takesAnyEvent = false
    /// Numbers of the columns that scans declare.
    var columns: Set<Int> = []
    var scans = 0
  }

  /// Ends the run of a statement that is only explained.
  struct Settled: Error {}

  /// Whether the statement is also run.
  let runs: Bool
  private let state = Mutex(Reads())

  init(runs: Bool) {
    self.runs = runs
  }

  var reads: Reads { state.withLock { $0 } }

  func note(_ events: EventSet) {
    state.withLock { state in
      switch events {
      case .all: state.takesAnyEvent = true
      case .some(let numbers): state.events.formUnion(numbers)
      }
    }
  }

  /// A scan begins; throws where the statement is not to be run.
  func beginScan(columns: Set<Int>) throws {
    state.withLock { state in
      state.columns.formUnion(columns)
      state.scans += 1
    }
    if !runs { throw Settled() }
  }
}

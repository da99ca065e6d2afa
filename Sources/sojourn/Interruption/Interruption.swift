import Glibc
import Synchronization

/// Ctrl-C (SIGINT) and SIGTERM: the first asks the work in progress to stop, a second ends the process at once.
///
/// Where nothing is in progress the process ends at once, which is harmless: whatever is written appears under its
/// name only when it is complete. Signals are taken by a thread of their own; ``install()`` must run before any
/// other thread is started, so that no other thread receives them.
final class Interruption: Sendable {
  static let shared = Interruption()

  private struct State {
    /// Asks the work in progress to stop; `nil` while there is none.
    var cancelWork: (@Sendable () -> Void)?
    /// What a Ctrl-C does instead of ending the process while there is no work.
    var answerAtRest: (@Sendable () -> Void)?
    /// What is done when the terminal has another size.
    var answerToResize: (@Sendable () -> Void)?
  }

  private let state = Mutex(State())
  private let requested = Atomic(false)

  /// Whether the work in progress should stop.
  var isRequested: Bool { requested.load(ordering: .relaxed) }

  /// Whether there is work that a signal asks to stop.
  var isWorking: Bool { state.withLock { $0.cancelWork != nil } }

  /// Asks the work in progress to stop, as a first Ctrl-C does.
  func request() {
    let cancel = state.withLock { $0.cancelWork }
    if let cancel, !requested.exchange(true, ordering: .relaxed) { cancel() }
  }

  /// Starts taking signals, and ignores SIGPIPE, so that a closed pipe is an error of the write that meets it.
  func install() {
    signal(SIGPIPE, SIG_IGN)
    var signals = Self.signals
    pthread_sigmask(SIG_BLOCK, &signals, nil)
    var thread = pthread_t()
    let outcome = pthread_create(
      &thread, nil,
      { _ in
        Interruption.shared.takeSignals()
        return nil
      }, nil)
    if outcome == 0 {
      pthread_detach(thread)
    } else {
      // Without the thread the system's own behaviour is the better one.
      pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    }
  }

  /// Runs `body` as work that a signal asks to stop, through ``isRequested`` and `cancel`.
  ///
  /// Work may be part of other work: what is requested of the whole holds for the parts that follow.
  func whileCancellable<Result>(
    cancel: @escaping @Sendable () -> Void = {}, _ body: () throws -> Result
  ) rethrows -> Result {
    let outer = state.withLock { state in
      let outer = state.cancelWork
      if outer == nil { requested.store(false, ordering: .relaxed) }
      state.cancelWork = cancel
      return outer
    }
    defer { state.withLock { $0.cancelWork = outer } }
    return try body()
  }

  /// Lets `answer` take a Ctrl-C that comes between two pieces of work, as a prompt does.
  func atRest(_ answer: (@Sendable () -> Void)?) {
    state.withLock { $0.answerAtRest = answer }
  }

  /// Runs `body`, during which a Ctrl-C is for another program that has the terminal.
  func leavingCtrlCToAnother<Result>(_ body: () throws -> Result) rethrows -> Result {
    let before = state.withLock { state in
      let before = state.answerAtRest
      state.answerAtRest = {}
      return before
    }
    defer { state.withLock { $0.answerAtRest = before } }
    return try body()
  }

  /// Lets `answer` know of new sizes of the terminal.
  func onResize(_ answer: (@Sendable () -> Void)?) {
    state.withLock { $0.answerToResize = answer }
  }

  private static var signals: sigset_t {
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGINT)
    sigaddset(&signals, SIGTERM)
    sigaddset(&signals, SIGWINCH)
    return signals
  }

  private func takeSignals() {
    var signals = Self.signals
    while true {
      var number: Int32 = 0
      guard sigwait(&signals, &number) == 0 else { continue }
      let state = state.withLock { $0 }
      if number == SIGWINCH {
        state.answerToResize?()
        continue
      }
      if let cancelWork = state.cancelWork, !requested.exchange(true, ordering: .relaxed) {
        cancelWork()
      } else if number == SIGINT, let answer = state.answerAtRest {
        // A session outlives impatience: what was asked to stop once is stopping.
        if state.cancelWork == nil { answer() }
      } else {
        _exit(CommandExit.cancelled.rawValue)
      }
    }
  }
}

import Dispatch
import QueryEngine
import Reporting

/// Shows the progress of a running statement from a timer, because its threads are busy.
final class StatementProgress {
  /// Quick answers stay silent.
  private static let silence = 0.7
  private static let interval = DispatchTimeInterval.milliseconds(100)

  private let queue = DispatchQueue(label: "progress of a statement")
  private let timer: any DispatchSourceTimer
  /// Used on the queue only.
  private let display: ProgressDisplay

  /// Begins to show `progress`.
  init(of progress: QueryProgress, _ choice: ProgressChoice) {
    let display = ProgressDisplay(choice)
    self.display = display
    timer = DispatchSource.makeTimerSource(queue: queue)
    timer.schedule(deadline: .now() + Self.silence, repeating: Self.interval)
    timer.setEventHandler { display.update(Self.state(progress, elapsed: display.elapsed)) }
    timer.activate()
  }

  /// Removes what was shown; nothing is written after this returns.
  func finish() {
    timer.cancel()
    queue.sync { display.clear() }
  }

  private static func state(_ progress: QueryProgress, elapsed: Double) -> ProgressState {
    let (rows, total) = (progress.rows, progress.rowsTotal)
    var amounts = ["\(NumberText.grouped(rows)) of \(NumberText.grouped(total)) rows"]
    if elapsed > 0 { amounts.append(NumberText.grouped(Int(Double(rows) / elapsed)) + " rows/s") }
    return ProgressState(
      activity: "answering", share: total == 0 ? nil : Double(rows) / Double(total), amounts: amounts)
  }
}

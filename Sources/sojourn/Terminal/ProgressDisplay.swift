import ArgumentParser
import Glibc
import Reporting

/// When progress is shown.
enum ProgressChoice: String, CaseIterable, ExpressibleByArgument {
  case never
  case auto
  case always
}

/// How far a piece of work is, as facts.
struct ProgressState {
  /// What is being done: `reading`.
  var activity: String
  /// 0 to 1, where the end is known.
  var share: Double?
  /// What has been done, in words: `1.2 GB of 2.9 GB`.
  var amounts: [String]
}

/// Shows progress on the error stream: a bar that is drawn over on a terminal, a line now and then elsewhere.
///
/// Used by one thread at a time.
final class ProgressDisplay {
  private enum Manner {
    case none
    case bar
    case lines
  }

  private static let barInterval = 0.1
  private static let lineInterval = 5.0
  private static let barColumns = 20
  /// Before this much time nobody knows how long the rest will take.
  private static let secondsUntilForecast = 2.0

  private let manner: Manner
  private let start = ProgressDisplay.now()
  private var lastShown: Double
  private var isBarDrawn = false

  init(_ choice: ProgressChoice) {
    manner =
      switch choice {
      case .never: .none
      case .auto: StandardStream.error.isTerminal ? .bar : .lines
      case .always: .bar
      }
    // The first line comes after one interval, so that quick work stays silent; the first bar comes at once.
    lastShown = manner == .lines ? start : -.infinity
  }

  deinit { clear() }

  /// Seconds since the work began.
  var elapsed: Double { Self.now() - start }

  /// Shows a state if the last one was shown long enough ago; `state` is not asked otherwise.
  func update(_ state: @autoclosure () -> ProgressState) {
    if manner == .none { return }
    let now = Self.now()
    guard now - lastShown >= (manner == .bar ? Self.barInterval : Self.lineInterval) else { return }
    lastShown = now
    switch manner {
    case .none: break
    case .lines: StandardStream.note(line(state()))
    case .bar:
      isBarDrawn = true
      try? StandardStream.error.write("\r\u{1B}[K" + bar(state(), width: Terminal.width(of: .error) - 1))
    }
  }

  /// Shows a state at once, for work that will be silent for a while.
  func show(_ state: ProgressState) {
    if manner == .bar {
      lastShown = -.infinity
      update(state)
    }
  }

  /// Says something that stays, above the bar.
  func note(_ text: String) {
    clear()
    StandardStream.note(text)
  }

  /// Removes the bar.
  func clear() {
    if isBarDrawn { try? StandardStream.error.write("\r\u{1B}[K") }
    isBarDrawn = false
  }

  private func line(_ state: ProgressState) -> String {
    let share = state.share.map { [Self.percent($0)] } ?? []
    return state.activity + ": " + (share + state.amounts + timeLeft(state)).joined(separator: ", ")
  }

  private func bar(_ state: ProgressState, width: Int) -> String {
    var parts = [state.activity]
    if let share = state.share {
      let filled = BarText.bar(share, width: Self.barColumns)
      let space = String(repeating: " ", count: max(0, Self.barColumns - DisplayText.width(filled)))
      parts.append("▕" + filled + space + "▏")
      parts.append(Self.percent(share))
    }
    for part in state.amounts + timeLeft(state) {
      let used = parts.reduce(0) { $0 + DisplayText.width($1) + 2 }
      if used + DisplayText.width(part) <= width { parts.append(part) }
    }
    return parts.joined(separator: "  ")
  }

  private func timeLeft(_ state: ProgressState) -> [String] {
    let elapsed = elapsed
    guard let share = state.share, share > 0, share < 1, elapsed >= Self.secondsUntilForecast else {
      return []
    }
    return [DurationText.rounded((elapsed * (1 - share) / share).rounded(.up)) + " left"]
  }

  /// Never 100 % before the end.
  private static func percent(_ share: Double) -> String {
    "\(min(99, Int((max(0, min(1, share)) * 100).rounded(.down)))) %"
  }

  private static func now() -> Double {
    var clock = timespec()
    clock_gettime(CLOCK_MONOTONIC, &clock)
    return Double(clock.tv_sec) + Double(clock.tv_nsec) / 1e9
  }
}

import Statistics
import Synchronization

/// Adds up what blocks found in the order of their numbers, whichever thread finishes first.
///
/// So no last digit depends on threads, and only the blocks that are ahead of a slower one wait in memory.
final class ExperimentFold: Sendable {
  private struct State {
    var next = 0
    /// Blocks whose turn has not come.
    var waiting: [Int: ExperimentBlock] = [:]
    var totals: ExperimentTotals
  }

  private let state: Mutex<State>

  init(followedGoals: Int) {
    state = Mutex(State(totals: ExperimentTotals(followedGoals: followedGoals)))
  }

  /// Takes in a block; every number from 0 must come once, also of blocks that found nothing.
  func add(_ block: ExperimentBlock, number: Int) {
    state.withLock { state in
      state.waiting[number] = block
      while let block = state.waiting.removeValue(forKey: state.next) {
        state.totals.merge(block)
        state.next += 1
      }
    }
  }

  /// Hands out the totals and keeps none.
  func take() -> ExperimentTotals {
    state.withLock { state in
      let totals = state.totals
      state.totals = ExperimentTotals(followedGoals: 0)
      return totals
    }
  }
}

/// What one block of rows adds to an experiment.
struct ExperimentBlock: Sendable {
  var cells: [(key: ExperimentCell.Key, cell: ExperimentCell)] = []
  var days: [(key: ExperimentDay.Key, day: ExperimentDay)] = []
}

/// What all blocks found.
struct ExperimentTotals: Sendable {
  /// More figures by day than this are not kept: 24 MB of them.
  static let dayLimit = 500_000

  private(set) var cells: [ExperimentCell.Key: ExperimentCell] = [:]
  private(set) var days: [ExperimentDay.Key: ExperimentDay] = [:]
  /// Whether the goals by day were too many to keep; the units of each day are always kept.
  private(set) var leavesOutDays = false
  private let followedGoals: Int

  init(followedGoals: Int) { self.followedGoals = followedGoals }

  mutating func merge(_ block: ExperimentBlock) {
    for (key, cell) in block.cells {
      cells[key, default: ExperimentCell(goals: cell.goals.count)].merge(cell)
    }
    for (key, day) in block.days {
      let goals = leavesOutDays ? 0 : followedGoals
      days[key, default: ExperimentDay(goals: goals)].merge(day)
    }
    if !leavesOutDays, days.count * followedGoals > Self.dayLimit {
      leavesOutDays = true
      for key in days.keys { days[key]?.goals = [] }
    }
  }
}

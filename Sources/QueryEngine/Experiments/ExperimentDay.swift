import EventModel
import Statistics

/// The analysed units of one arm that were exposed on one day.
struct ExperimentDay: Sendable {
  /// Which arm and day.
  struct Key: Hashable, Sendable {
    var variant: PropertyValue
    /// The calendar day in the statement's zone.
    var day: Int64
  }

  var units = 0
  /// Of each followed goal, the units that are not all zeros.
  var goals: [BivariateMoments]

  init(goals: Int) { self.goals = [BivariateMoments](repeating: BivariateMoments(), count: goals) }

  mutating func merge(_ other: ExperimentDay) {
    units += other.units
    for goal in goals.indices where goal < other.goals.count { goals[goal].merge(other.goals[goal]) }
  }

  /// All units of a followed goal, the zeros among them.
  func moments(ofGoal goal: Int) -> BivariateMoments {
    var moments = goals[goal]
    moments.merge(
      BivariateMoments(
        count: units - moments.count, meanX: 0, meanY: 0, squaredX: 0, squaredY: 0, product: 0))
    return moments
  }
}

import EventModel

/// The units of one arm, one segment and one fate.
struct ExperimentCell: Sendable {
  /// What becomes of an exposed unit.
  enum Fate: Int, Sendable {
    case analysed
    /// Saw several recognised variants.
    case switcher
    case notActivated
    /// Its longest window still runs, where only matured units count.
    case immature
    /// Not in the other experiment, where only the units of two experiments are looked at.
    case apart
  }

  /// Which cell a unit belongs to.
  struct Key: Hashable, Sendable {
    var variant: PropertyValue
    /// The values of the exposure event that make segments and strata.
    var values: [PropertyValue?]
    var fate: Fate
  }

  var units = 0
  /// Units that saw another recognised variant later; they are analysed only under `switchers first`.
  var switchers = 0
  /// Units that did something a goal counts already before their exposure.
  var priorUnits = 0
  /// Units whose longest window still runs.
  var immature = 0
  var goals: [GoalTotals]

  init(goals: Int) { self.goals = [GoalTotals](repeating: GoalTotals(), count: goals) }

  mutating func merge(_ other: ExperimentCell) {
    units += other.units
    switchers += other.switchers
    priorUnits += other.priorUnits
    immature += other.immature
    for goal in goals.indices { goals[goal].merge(other.goals[goal]) }
  }
}

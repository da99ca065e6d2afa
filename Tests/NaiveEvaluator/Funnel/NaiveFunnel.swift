package import EventModel

/// A funnel question: a pattern and the options of §2 and §3, with the defaults of the specification.
package struct NaiveFunnel: Sendable {
  package enum Order: Sendable, CaseIterable { case ordered, strict, unordered, sets }
  package enum Ties: Sendable, CaseIterable { case stepOrder, inputOrder, strictlyLater }
  package enum Entry: Sendable, CaseIterable { case best, bestEarliest, first, every }
  package enum Scope: Sendable, CaseIterable { case entries, all }
  package enum ExclusionEffect: Sendable, CaseIterable { case endAttempt, removeUnit }
  package enum Attribution: Sendable { case first, last, nearest, step(Int), all }
  package enum BucketSize: Sendable, CaseIterable { case hour, day, week, month }

  /// `excluding X between i and j`; steps are numbered from 1 as written, a missing `to` is the last step.
  package struct Exclusion: Sendable {
    package var condition: NaiveCondition
    package var from: Int
    package var to: Int?
    package init(_ condition: NaiveCondition, from: Int = 1, to: Int? = nil) {
      self.condition = condition
      self.from = from
      self.to = to
    }
  }

  /// `having p = 'v' attribute …`: a test of the counted attempt's attributed value.
  package struct Having: Sendable {
    package var field: NaiveField
    package var test: NaiveOperator
    package var value: PropertyValue
    package var attribution: Attribution
    package init(
      _ field: NaiveField, _ test: NaiveOperator, _ value: PropertyValue, attribution: Attribution = .first
    ) {
      self.field = field
      self.test = test
      self.value = value
      self.attribution = attribution
    }
  }

  /// `by count of X between i and j`.
  package struct CountBetween: Sendable {
    package var condition: NaiveCondition
    package var from: Int
    package var to: Int
    package init(_ condition: NaiveCondition, from: Int, to: Int) {
      self.condition = condition
      self.from = from
      self.to = to
    }
  }

  package var steps: [NaiveStep]
  package var stream = NaiveStream()
  package var range = NaiveRange()
  /// Microseconds; far edge included.
  package var window: Int64?
  /// `within N events`: a difference of positions, far edge included; instead of `window`.
  package var windowEvents: Int?
  package var order = Order.ordered
  package var ties = Ties.stepOrder
  package var tolerance: Int64 = 0
  package var resolution: Int64?
  package var entry = Entry.best
  package var scope = Scope.entries
  package var foldsRepeats = false
  package var reusesEqualSteps = false
  package var holding: [NaiveField] = []
  package var holdsFirstValue = false
  package var exclusions: [Exclusion] = []
  package var effect = ExclusionEffect.endAttempt
  package var having: [Having] = []
  package var by: [NaiveField] = []
  package var byCount: CountBetween?
  package var attribution = Attribution.first
  package var top: Int?
  /// `every day|…`.
  package var bucket: BucketSize?

  package init(_ steps: [NaiveStep], window: Int64? = nil) {
    self.steps = steps
    self.window = window
  }

  var hasWindow: Bool { window != nil || windowEvents != nil }

  /// The step that attempts start at: the first that may not be skipped (§2.8).
  var entryStep: Int {
    order == .unordered || order == .sets ? 0 : steps.firstIndex { !$0.isOptional } ?? 0
  }

  /// Makes mandatory what the language refuses to leave out: an aliased step at the beginning, and the only step.
  package mutating func settleLeadingSteps() {
    for step in steps.indices {
      let isRelative = steps[step].condition.filter.isRelative
      let mustBe = steps[step].alias != nil || isRelative || step == steps.count - 1
      if mustBe { steps[step].isOptional = false }
      if steps[step].isOptional { continue }
      // Conditions on earlier steps need some.
      if isRelative { steps[0].isOptional = false }
      return
    }
  }

  /// The indices of the steps that count for depth. With `order unordered` and `sets` every step is mandatory.
  var mandatory: [Int] {
    order == .unordered || order == .sets
      ? Array(steps.indices) : steps.indices.filter { !steps[$0].isOptional }
  }
}

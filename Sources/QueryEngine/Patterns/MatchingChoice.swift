import EventModel
import QueryLanguage

/// Every option of the matcher with the value it has: as written, else the preset's, else the default.
struct MatchingChoice: Sendable {
  var preset: Preset?
  var order = StepOrder.ordered
  var window: Window?
  var entry = EntryRule.best
  var ties = TieRule.stepOrder
  /// µs.
  var tolerance: Int64 = 0
  var resolution: Int64?
  var foldsRepeats = false
  var reusesEqualSteps = false
  var scope = RangeScope.entries
  var holdsFirstValue = false
  var effect = ExclusionEffect.endAttempt
  var attribution = ValueAttribution.first

  init(_ options: MatchingOptions) {
    preset = options.preset?.value
    order = options.order?.value ?? .ordered
    if let preset { apply(preset) }
    window = options.window?.value
    if let entry = options.entry { self.entry = entry.value }
    if let ties = options.ties { self.ties = ties.value }
    if let tolerance = options.tolerance { self.tolerance = tolerance.value.microseconds }
    if let resolution = options.resolution { self.resolution = resolution.value.microseconds }
    if let repeats = options.repeats { foldsRepeats = repeats.value == .fold }
    if let reuse = options.reuse { reusesEqualSteps = reuse.value == .equalSteps }
    if let scope = options.scope { self.scope = scope.value }
    if let values = options.holding?.values { holdsFirstValue = values.value == .firstValue }
    if let effect = options.exclusionEffect { self.effect = effect.value }
  }

  /// The table of presets: what differs from the defaults.
  private mutating func apply(_ preset: Preset) {
    switch preset {
    case .posthog:
      effect = order == .unordered ? .endAttempt : .removeUnit
      scope = .all
      foldsRepeats = true
    case .mixpanel:
      entry = .first
      tolerance = 2_000_000
      holdsFirstValue = true
      attribution = .last
    case .amplitude:
      entry = .bestEarliest
      resolution = 1_000_000
      effect = .removeUnit
      attribution = .step(1)
    case .heap:
      entry = .first
      ties = .inputOrder
      scope = .all
      attribution = .nearest
    case .clickhouse:
      scope = .all
      reusesEqualSteps = true
    }
  }
}

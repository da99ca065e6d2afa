import EventModel
import QueryLanguage
import SequenceMatcher

/// A funnel ready to run: every name is a number, every option has its value.
struct FunnelPlan: Sendable {
  /// How units fall into groups.
  struct Breakdown: Sendable {
    /// Which of the counted attempt's events gives the value.
    enum Attribution: Sendable, Equatable {
      case first
      case last
      /// Counted from 0.
      case step(Int)
    }

    var names: [String]
    var fields: [BoundFilter.Field]
    var attribution: Attribution
    var top: Int?

    var attributionName: String {
      switch attribution {
      case .first: "first"
      case .last: "last"
      case .step(let step): "step \(step + 1)"
      }
    }
  }

  var stream: BoundStream
  var steps: [BoundStep]
  var rules: AttemptRules
  var breakdown: Breakdown?
  /// Histogram bins; `nil` for none, 0 for the default number.
  var bins: Int?
  /// µs; `nil` when there are no events.
  var endOfData: Int64?

  var columns: Set<Int> {
    var columns = stream.columns
    for step in steps { columns.formUnion(step.filter?.columns ?? []) }
    for field in breakdown?.fields ?? [] { columns.formUnion(field.columns) }
    return columns
  }
}

extension FunnelPlan {
  /// The most bins a histogram may have; more would not be read by anyone.
  static let maximumBins = 1_000

  init(_ statement: FunnelStatement, binder: inout Binder) {
    stream = binder.stream(statement.stream, defaultUnit: .user)
    steps = statement.pattern.steps.map { binder.step($0) }
    for arrow in statement.pattern.arrows where arrow.kind != .eventually || !arrow.constraints.isEmpty {
      binder.refuse("=> and conditions on arrows", at: arrow.span)
    }
    if steps.count > AttemptRules.maximumSteps {
      binder.report(
        .tooManySteps(steps.count, allowed: AttemptRules.maximumSteps), at: statement.pattern.span)
    }
    rules = AttemptRules(
      stepCount: min(steps.count, AttemptRules.maximumSteps),
      window: binder.window(statement.matching.window),
      ties: Self.ties(statement.matching.ties?.value), entryRange: stream.range)
    let end = stream.range.upperBound
    breakdown = statement.breakdown.flatMap {
      binder.breakdown($0, steps: statement.pattern.steps.count, end: end)
    }
    endOfData = binder.endOfData
    if let written = statement.bins {
      switch written.value {
      case .automatic: bins = 0
      case .count(let count):
        bins = min(max(count, 1), Self.maximumBins)
        if !(1...Self.maximumBins).contains(count) {
          binder.report(.depthOutOfBounds(count, allowed: 1...Self.maximumBins), at: written.span)
        }
      }
    }
    Self.refuseOpenIssues(statement, &binder)
  }

  private static func ties(_ rule: TieRule?) -> AttemptRules.Ties {
    switch rule {
    case .inputOrder: .inputOrder
    case .strictlyLater: .strictlyLater
    case .stepOrder, nil: .stepOrder
    }
  }

  /// Names every clause that is parsed but not computed here, so that none is silently ignored.
  private static func refuseOpenIssues(_ statement: FunnelStatement, _ binder: inout Binder) {
    let matching = statement.matching
    if let order = matching.order, order.value != .ordered { binder.refuse("order", at: order.span) }
    if let repeats = matching.repeats { binder.refuse("repeats", at: repeats.span) }
    if let reuse = matching.reuse, reuse.value != .none { binder.refuse("reuse", at: reuse.span) }
    if let scope = matching.scope, scope.value != .entries { binder.refuse("scope all", at: scope.span) }
    if let entry = matching.entry, entry.value != .best { binder.refuse("entry", at: entry.span) }
    if let tolerance = matching.tolerance, tolerance.value.microseconds != 0 {
      binder.refuse("tolerance", at: tolerance.span)
    }
    if let resolution = matching.resolution { binder.refuse("resolution", at: resolution.span) }
    if let holding = matching.holding { binder.refuse("holding", at: holding.span) }
    for exclusion in matching.exclusions { binder.refuse("excluding", at: exclusion.step.span) }
    if let effect = matching.exclusionEffect { binder.refuse("effect", at: effect.span) }
    if let preset = matching.preset { binder.refuse("as a preset", at: preset.span) }
    if let every = statement.every { binder.refuse("every", at: every.span) }
    if let weekStart = statement.weekStart { binder.refuse("week starts", at: weekStart.span) }
    if let compare = statement.compare { binder.refuse("compare", at: compare.span) }
    if statement.having != nil { binder.refuse("having", at: statement.pattern.span) }
    if statement.showsUnits { binder.refuse("show units", at: statement.pattern.span) }
  }
}

extension Binder {
  /// A window in µs; windows in events or sessions are not computed yet.
  mutating func window(_ window: Located<Window>?) -> Int64? {
    guard let window else { return nil }
    switch window.value {
    case .time(let elapsed):
      // Nothing is a length too: all steps at one instant.
      if elapsed.microseconds < 0 { report(.windowNotPositive, at: window.span) }
      return max(0, elapsed.microseconds)
    case .events, .sessions:
      refuse("windows in events or sessions", at: window.span)
      return nil
    }
  }

  /// `end` is the end of the range, where segments are evaluated.
  mutating func breakdown(_ breakdown: Breakdown, steps: Int, end: Int64) -> FunnelPlan.Breakdown? {
    var bound = FunnelPlan.Breakdown(names: [], fields: [], attribution: .first, top: nil)
    for key in breakdown.keys {
      switch key {
      case .property(let property):
        bound.names.append(Printer.print(property))
        bound.fields.append(field(property))
      case .segment(let name):
        bound.names.append("segment " + name.value)
        bound.fields.append(.segment(segmentTest(named: name, end: end)))
      case .count(let step, _): refuse("by count", at: step.span)
      }
    }
    switch breakdown.attribution?.value {
    case .last: bound.attribution = .last
    case .step(let number):
      if (1...steps).contains(number) {
        bound.attribution = .step(number - 1)
      } else {
        report(
          .stepNumberOutOfBounds(number, steps: steps), at: breakdown.attribution?.span ?? breakdown.span)
      }
    case .nearest: refuse("attribute nearest", at: breakdown.span)
    case .all: refuse("attribute all", at: breakdown.span)
    case .first, nil: break
    }
    if let top = breakdown.top {
      if top.value < 1 { report(.topNotPositive, at: top.span) }
      bound.top = max(1, top.value)
    }
    return bound
  }
}

import EventModel
import QueryLanguage

/// A journeys statement ready to run.
struct JourneyPlan: Sendable {
  /// Which nodes `from` or `to` means.
  struct Anchor: Sendable {
    /// Labels, or `nil` for any.
    var labels: Set<ExactText>?
    var excluded: Set<ExactText>
    /// What defined events among the names stand for.
    var defined: BoundFilter?
    var filter: BoundFilter?
  }

  enum Collapse: Sendable {
    /// Runs of one label become one node; no labels means all.
    case repeats(Set<ExactText>, keepsLast: Bool)
    /// A return within so many nodes folds into the earlier one.
    case loops(Int)
  }

  var stream: BoundStream
  /// The column that labels a node where it has a value.
  var node: BoundFilter.Field?
  var groups: [(glob: GlobMatcher, label: String)]
  var only: [GlobMatcher]
  var hide: [GlobMatcher]
  var collapses: [Collapse]
  var from: Anchor?
  var to: Anchor?
  var depth: Int
  var top: Int?
  /// What a side of a comparison asks of the first event of a path.
  var side: BoundFilter?

  static let defaultDepth = 10
  /// Longer paths are nearly all distinct, so that their table would be as long as the log.
  static let maximumDepth = 1_000

  var columns: Set<Int> { stream.columns.union(nodeColumns) }

  /// Columns that are read of rows that can become nodes.
  var nodeColumns: Set<Int> {
    conditions.reduce(into: node?.columns ?? []) { $0.formUnion($1.columns) }
  }

  /// What is asked of nodes.
  var conditions: [BoundFilter] {
    [from?.filter, from?.defined, to?.filter, to?.defined, side].compactMap { $0 }
  }

  /// The label a name gets from `group`, or `nil` when `only` or `hide` removes it.
  func label(for name: String) -> String? {
    let label = groups.first { $0.glob.matches(name) }?.label ?? name
    if !only.isEmpty, !only.contains(where: { $0.matches(label) }) { return nil }
    return hide.contains { $0.matches(label) } ? nil : label
  }
}

extension JourneyPlan {
  init(_ statement: JourneysStatement, side: Filter? = nil, binder: inout Binder) {
    var clauses = statement.stream
    // Here `only` and `hide` act on labels, after `node` and `group`.
    only = clauses.only.map { GlobMatcher($0.value) }
    hide = clauses.hide.map { GlobMatcher($0.value) }
    clauses.only = []
    clauses.hide = []
    stream = binder.stream(clauses, defaultUnit: binder.journeyUnit, gathersUnits: true)
    let path = statement.path
    node = path.node.map { binder.field($0) }
    // Those of the statement go first.
    groups = (path.groups + binder.definitions.groups).map { (GlobMatcher($0.glob.value), $0.label.value) }
    collapses = []
    if let repeats = path.collapseRepeats {
      collapses.append(
        .repeats(Set(repeats.names.map { ExactText($0.value) }), keepsLast: repeats.keepsLast))
    }
    if let loops = path.collapseLoops {
      if loops.value < 1 {
        binder.report(.depthOutOfBounds(loops.value, allowed: 1...Self.maximumDepth), at: loops.span)
      }
      collapses.append(.loops(loops.value))
    }
    depth = path.depth?.value ?? Self.defaultDepth
    if let written = path.depth, !(1...Self.maximumDepth).contains(written.value) {
      binder.report(.depthOutOfBounds(written.value, allowed: 1...Self.maximumDepth), at: written.span)
    }
    top = statement.top?.value
    if let written = statement.top, written.value < 1 { binder.report(.topNotPositive, at: written.span) }
    self.side = side.map { binder.filter($0) }
    let labels = Set(groups.map { ExactText($0.label) })
    from = path.from.map { binder.anchor($0, labels: labels, namesAreOpen: node != nil) }
    to = path.to.map { binder.anchor($0, labels: labels, namesAreOpen: node != nil) }
    // With `node`, labels are known only when the events are read.
    if node == nil {
      let names = binder.catalog.events.map(\.name)
      let groups = groups
      binder.warnOfUnmatched(path.groups.map(\.glob), among: names)
      binder.warnOfUnmatched(
        statement.stream.only + statement.stream.hide,
        among: names.map { name in groups.first { $0.glob.matches(name) }?.label ?? name })
    }
  }
}

extension Binder {
  /// Binds `from` or `to`; a name must be an event, a group's label or, with `node`, may be any value.
  mutating func anchor(_ step: Step, labels: Set<ExactText>, namesAreOpen: Bool) -> JourneyPlan.Anchor {
    if step.alias != nil || step.occurrence != nil || step.quantifier != .once {
      refuse(.dressedCut, at: step.span)
    }
    var anchor = JourneyPlan.Anchor(labels: nil, excluded: [], filter: step.filter.map { filter($0) })
    switch step.events {
    case .any: break
    case .oneOf(let names):
      let defined = definedNames(names, besides: labels)
      for name in names
      where !namesAreOpen && !labels.contains(ExactText(name.value)) && !defined.contains(name) {
        _ = event(name)
      }
      anchor.labels = Set(names.filter { !defined.contains($0) }.map { ExactText($0.value) })
      if !defined.isEmpty { anchor.defined = condition(on: defined).condition(in: catalog) }
    case .noneOf(let names):
      if !namesAreOpen { warnOfUnknown(names.filter { !labels.contains(ExactText($0.value)) }) }
      let defined = definedNames(names, besides: labels)
      anchor.excluded = Set(names.filter { !defined.contains($0) }.map { ExactText($0.value) })
      if !defined.isEmpty { anchor.defined = condition(on: defined).condition(in: catalog) }
    case .start, .end: refuse(.boundaryAsStep, at: step.span)
    }
    return anchor
  }

  /// The names that stand for a condition; a label of the same name goes first.
  private func definedNames(
    _ names: [Located<String>], besides labels: Set<ExactText>
  ) -> [Located<String>] {
    names.filter { definitions.event(named: $0.value) != nil && !labels.contains(ExactText($0.value)) }
  }
}

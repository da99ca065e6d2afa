import EventModel
import QueryLanguage

/// What some event names stand for: names of the snapshot, and conditions where a name is defined.
struct EventCondition: Sendable {
  /// One way to fit.
  struct Alternative: Sendable {
    var events: EventSet
    var filter: BoundFilter?
  }

  var alternatives: [Alternative]

  /// Every event that may fit.
  var events: EventSet {
    var numbers: Set<Int> = []
    for alternative in alternatives {
      guard case .some(let events) = alternative.events else { return .all }
      numbers.formUnion(events)
    }
    return .some(numbers.sorted())
  }

  /// What has to hold beside the name; `nil` where the name decides.
  func filter(in catalog: SnapshotCatalog) -> BoundFilter? {
    if alternatives.allSatisfy({ $0.filter == nil }) { return nil }
    if alternatives.count == 1 { return alternatives[0].filter }
    return .any(alternatives.map { $0.condition(in: catalog) })
  }

  /// The same as a condition on any event.
  func condition(in catalog: SnapshotCatalog) -> BoundFilter {
    .any(alternatives.map { $0.condition(in: catalog) })
  }
}

extension EventCondition.Alternative {
  fileprivate func condition(in catalog: SnapshotCatalog) -> BoundFilter {
    guard case .some(let numbers) = events else { return filter ?? .all([]) }
    let names = numbers.map { PropertyValue.string(catalog.events[$0].name) }
    let isNamed = BoundFilter.test(.event, .isIn(names, negated: false))
    return filter.map { .all([isNamed, $0]) } ?? isNamed
  }
}

extension Binder {
  /// What the names stand for; unknown ones are reported.
  mutating func condition(on names: [Located<String>]) -> EventCondition {
    var numbers: Set<Int> = []
    var alternatives: [EventCondition.Alternative] = []
    for name in names {
      if let definition = definitions.event(named: name.value) {
        alternatives += self.alternatives(of: definition, at: name)
      } else if let number = event(name) {
        numbers.insert(number)
      }
    }
    if !numbers.isEmpty || alternatives.isEmpty {
      alternatives.append(.init(events: .some(numbers.sorted()), filter: nil))
    }
    return EventCondition(alternatives: alternatives)
  }

  /// Whether a name is one of the snapshot or defined.
  func isKnown(event name: String) -> Bool {
    catalog.event(named: name) != nil || definitions.event(named: name) != nil
  }

  /// Warns of those of `names`, which are ruled out, that do not occur.
  mutating func warnOfUnknown(_ names: [Located<String>]) {
    for name in names where !isKnown(event: name.value) { warnOfUnknown(name.value, among: eventNames) }
  }

  /// Names that an event may be called by.
  var eventNames: [String] { catalog.events.map(\.name) + definitions.events.map(\.name.value) }

  private mutating func alternatives(
    of definition: EventDefinition, at name: Located<String>
  ) -> [EventCondition.Alternative] {
    if catalog.event(named: name.value) != nil {
      report(.nameTaken(name.value), at: name.span)
      return []
    }
    if eventPath.contains(ExactText(name.value)) {
      report(.cyclicDefinition(eventPath.map(\.text) + [name.value]), at: name.span)
      return []
    }
    eventPath.append(ExactText(name.value))
    defer { eventPath.removeLast() }
    let count = problems.count
    let shared = definition.filter.map { self.filter($0) }
    let alternatives = definition.alternatives.flatMap { step -> [EventCondition.Alternative] in
      if step.occurrence != nil { refuse("first and first ever in a definition", at: step.span) }
      let own = step.filter.map { self.filter($0) }
      let both = [shared, own].compactMap { $0 }
      let filter: BoundFilter? = both.count > 1 ? .all(both) : both.first
      return selection(step.events, at: step.span).alternatives.map { alternative in
        let parts = [alternative.filter, filter].compactMap { $0 }
        return .init(events: alternative.events, filter: parts.count > 1 ? .all(parts) : parts.first)
      }
    }
    relocateProblems(from: count, to: name.span)
    return alternatives
  }

  /// What beside having another name makes an event none of `names`: none of its labels may be one. `nil` where events
  /// have one name each.
  func otherLabels(_ names: [Located<String>]) -> BoundFilter? {
    let known = names.filter { catalog.event(named: $0.value) != nil }
    guard catalog.labels != nil, !known.isEmpty else { return nil }
    return .test(.event, .isIn(known.map { .string($0.value) }, negated: true))
  }

  /// Which events the names of a step select.
  mutating func selection(_ events: EventSelection, at span: SourceSpan) -> EventCondition {
    switch events {
    case .any: return EventCondition(alternatives: [.init(events: .all, filter: nil)])
    case .oneOf(let names): return condition(on: names)
    case .noneOf(let names):
      warnOfUnknown(names)
      let numbers = Set(names.compactMap { catalog.event(named: $0.value) })
      let rest = EventSet.some(catalog.events.indices.filter { !numbers.contains($0) })
      let others = otherLabels(names)
      let defined = names.filter { definitions.event(named: $0.value) != nil }
      guard !defined.isEmpty else {
        return EventCondition(alternatives: [.init(events: rest, filter: others)])
      }
      let ruledOut = BoundFilter.not(condition(on: defined).condition(in: catalog))
      return EventCondition(
        alternatives: [.init(events: rest, filter: others.map { .all([$0, ruledOut]) } ?? ruledOut)])
    case .start, .end:
      refuse(.boundaryAsStep, at: span)
      return EventCondition(alternatives: [.init(events: .all, filter: nil)])
    }
  }
}

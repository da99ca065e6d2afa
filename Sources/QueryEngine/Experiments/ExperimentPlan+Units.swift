extension ExperimentPlan {
  /// The stream as it is once rows are gathered by unit: what `where` and `among` keep; of the labels that gathered rows
  /// have, `only` and `hide` may still have left some out.
  var gatheredStream: BoundStream {
    var stream = stream
    stream.filter = nil
    return stream
  }

  /// Segments that are worked out of whole users before their rows are gathered by unit.
  ///
  /// Their columns are numbered from the top, where no catalog has any.
  var carriedFields: [CarriedField] {
    guard stream.unit != .user else { return [] }
    var carried: [CarriedField] = []
    for field in valueFields {
      guard case .segment = field, !carried.contains(where: { $0.field == field }) else { continue }
      carried.append(CarriedField(column: Int(UInt32.max) - carried.count, field: field))
    }
    return carried
  }

  /// ``valueFields`` as they are read of the blocks at hand.
  var gatheredValueFields: [BoundFilter.Field] {
    let carried = carriedFields
    return valueFields.map { field in
      carried.first { $0.field == field }.map { .column($0.column) } ?? field
    }
  }

  /// The events that any step or gap is about.
  var namedEvents: EventSet {
    let readsAll = goals.contains { goal in
      if case .pattern(let goal) = goal.value { goal.pattern.needsAllRows } else { false }
    }
    return readsAll ? .all : steps.reduce(.some([])) { $0.union($1.events) }
  }

  /// Whether anything asks for the user of an event.
  var readsUserIDs: Bool {
    ([variantField].compactMap { $0 } + valueFields + goals.flatMap(\.fields)).contains(.user)
      || steps.contains { $0.filter?.readsUserIDs ?? false }
  }

  /// Every step of exposure, activation and goals, and what patterns rule out.
  private var steps: [BoundStep] {
    var steps = [exposure] + (activation.map { [$0] } ?? [])
    for goal in goals {
      switch goal.value {
      case .pattern(let goal):
        steps += goal.pattern.steps
        for marks in goal.pattern.marks {
          switch marks.events {
          case .all: break
          case .of(let step), .allExcept(let step): steps.append(step)
          }
        }
      case .retention(let step, _, _): steps.append(step)
      case .measure(let measure), .quantile(_, let measure): steps.append(measure.step)
      case .ratio(let numerator, let denominator): steps += [numerator.step, denominator.step]
      }
    }
    return steps
  }
}

extension ExperimentPlan.Goal {
  /// What is read from its events.
  fileprivate var fields: [BoundFilter.Field] {
    switch value {
    case .pattern(let goal): goal.pattern.fields
    case .retention: []
    case .measure(let measure), .quantile(_, let measure):
      [measure.aggregate.field?.field].compactMap { $0 }
    case .ratio(let numerator, let denominator):
      [numerator, denominator].compactMap { $0.aggregate.field?.field }
    }
  }
}

extension BoundFilter {
  fileprivate var readsUserIDs: Bool {
    switch self {
    case .test(let field, _): field == .user
    case .compare(let left, _, let right): left == .user || right == .user
    case .not(let filter): filter.readsUserIDs
    case .all(let filters), .any(let filters): filters.contains(where: \.readsUserIDs)
    }
  }
}

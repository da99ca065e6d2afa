import EventModel
import NaiveEvaluator
import SequenceMatcher

/// A naive funnel translated to rules, and one user's sequence to what the matcher sees.
struct CompiledFunnel {
  let funnel: NaiveFunnel
  let sequence: NaiveSequence
  var rules: PatternRules
  private(set) var unit = UnitSequence()
  private var keyFields: [NaiveField] = []

  init(_ funnel: NaiveFunnel, log: [NaiveEvent]) {
    self.funnel = funnel
    sequence =
      funnel.stream.sequences(of: log, resolution: funnel.resolution).sequences.first
      ?? NaiveSequence(unit: NaiveUnitKey(), events: [])
    rules = PatternRules(stepCount: funnel.steps.count)
    compileOptions(newest: log.map(\.time).max() ?? 0)
    compileSteps()
    compileExclusions()
    for (index, event) in sequence.events.enumerated() {
      let steps = funnel.steps.indices.reduce(UInt64(0)) { $0 | (fits(index, $1) ? 1 << UInt64($1) : 0) }
      unit.events.append(
        CandidateEvent(time: sequence.times[index], steps: steps, position: UInt32(index)))
      _ = event
    }
    unit.keys = keyFields.map { codes(of: $0) }
    unit.relativeTest = { [funnel, sequence] condition, position, places in
      funnel.steps.conditions[condition].accepts(sequence.events[Int(position)]) { alias in
        let step = funnel.steps.indices.last {
          places[$0] != UnitSequence.none && funnel.steps[$0].alias == alias
        }
        return step.map { sequence.events[Int(places[$0])] }
      }
    }
  }

  private mutating func compileOptions(newest: Int64) {
    rules.order =
      switch funnel.order {
      case .ordered, .strict: .ordered
      case .unordered: .unordered
      case .sets: .sets
      }
    rules.entry =
      switch funnel.entry {
      case .best: .best
      case .bestEarliest: .bestEarliest
      case .first: .first
      case .every: .every
      }
    rules.ties =
      switch funnel.ties {
      case .stepOrder: .stepOrder
      case .inputOrder: .inputOrder
      case .strictlyLater: .strictlyLater
      }
    rules.window = funnel.window.map { .time($0) } ?? funnel.windowEvents.map { .events(Int64($0)) }
    unit.end = UnitSequence.Mark(time: 0, position: UInt32(max(0, sequence.events.count - 1)))
    rules.tolerance = funnel.tolerance
    rules.reusesEqualSteps = funnel.reusesEqualSteps
    rules.effect = funnel.effect == .removeUnit ? .removeUnit : .endAttempt
    rules.endOfData = funnel.stream.calendar.endOfDay(newest)
    if funnel.scope == .all, let to = funnel.range.to { rules.endOfData = min(rules.endOfData, to) }
  }

  private mutating func compileSteps() {
    for (number, step) in funnel.steps.enumerated() {
      rules.steps[number].isOptional = step.isOptional
      rules.steps[number].equality =
        funnel.steps.firstIndex { $0.equals(step) } ?? number
      if step.condition.isRelative {
        rules.steps[number].condition = number
        if step.onset == .first {
          let condition = step.condition
          rules.steps[number].firstAmong = addMarks(isBounded: false) { condition.names.contains($0) }
        }
      }
      var arrow = PatternRules.Arrow()
      arrow.isImmediate = step.arrow.isImmediate || funnel.order == .strict
      arrow.within = step.arrow.within
      arrow.after = step.arrow.after
      arrow.withinEvents = step.arrow.withinEvents.map { Int64($0) }
      for (index, condition) in step.arrow.without.enumerated() {
        let number = funnel.steps.conditionNumber(step: number, without: index)
        arrow.without.append(
          addMarks(condition: condition.isRelative ? number : nil) {
            condition.names.contains($0) && (condition.isRelative || condition.accepts($0))
          })
      }
      for field in step.arrow.same {
        arrow.same.append(keyFields.count)
        keyFields.append(field)
      }
      rules.steps[number].arrow = arrow
      let readsAlias =
        step.condition.isRelative || step.arrow.without.contains(where: \.isRelative)
        || (funnel.foldsRepeats && funnel.steps[..<number].contains { $0.condition.isRelative })
      if readsAlias {
        rules.steps[number].reads = (0..<number).filter { funnel.steps[$0].alias != nil }
      }
      let condition = step.condition
      rules.blockers[number] =
        !funnel.foldsRepeats
        ? addMarks { _ in true }
        : condition.isRelative
          ? addMarks(condition: number, isNegated: true) { _ in true }
          : addMarks { !condition.accepts($0) }
    }
  }

  private mutating func compileExclusions() {
    rules.exclusions = funnel.exclusions.map { exclusion in
      PatternRules.Exclusion(
        marks: addMarks { exclusion.condition.accepts($0) }, from: exclusion.from - 1,
        to: (exclusion.to ?? funnel.steps.count) - 1)
    }
  }

  private mutating func addMarks(
    condition: Int? = nil, isNegated: Bool = false, isBounded: Bool = true,
    _ accepts: (NaiveEvent) -> Bool
  ) -> Int {
    rules.marks.append(.init(condition: condition, isNegated: isNegated))
    unit.marks.append(
      sequence.events.indices.filter { (!isBounded || isInScope($0)) && accepts(sequence.events[$0]) }.map {
        UnitSequence.Mark(time: sequence.times[$0], position: UInt32($0))
      })
    return rules.marks.count - 1
  }

  private func isInScope(_ index: Int) -> Bool {
    let bounds = funnel.scope == .all || funnel.order == .sets
    return !bounds || funnel.range.contains(sequence.times[index])
  }

  private func fits(_ index: Int, _ number: Int) -> Bool {
    let step = funnel.steps[number]
    let event = sequence.events[index]
    guard step.condition.names.contains(event), isInScope(index) else { return false }
    if step.onset == .firstEver,
      sequence.events.firstIndex(where: { step.condition.names.contains($0) }) != index
    {
      return false
    }
    if step.condition.isRelative { return true }
    guard step.condition.accepts(event) else { return false }
    return step.onset != .first
      || sequence.events.firstIndex { step.condition.accepts($0) } == index
  }

  /// Equal numbers for equal values of a property, 0 for none.
  private func codes(of field: NaiveField) -> [Int32] {
    var values: [PropertyValue] = []
    return sequence.events.map { event in
      guard let value = event.value(of: field) else { return 0 }
      if let known = values.firstIndex(where: { NaiveComparison.isSame($0, value) }) {
        return Int32(known + 1)
      }
      values.append(value)
      return Int32(values.count)
    }
  }

  private var entryRange: Range<Int64> {
    (funnel.range.from ?? .min)..<max(funnel.range.from ?? .min, funnel.range.to ?? .max)
  }

  mutating func attempts() throws -> [Attempt] {
    var matcher = PatternMatcher(rules: rules)
    if funnel.holding.isEmpty {
      matcher.load(unit)
      return try matcher.attempts(entryRange: entryRange)
    }
    let codes = funnel.holding.map { self.codes(of: $0) }
    let tuples = sequence.events.indices.map { index in codes.map { $0[index] } }
    var held: [[Int32]] = []
    if funnel.holdsFirstValue {
      let first = unit.events.indices.first {
        let bits: UInt64 = funnel.order == .unordered ? .max : 1 << UInt64(rules.entryStep)
        return unit.events[$0].steps & bits != 0 && entryRange.contains(unit.events[$0].time)
      }
      if let first, !tuples[first].contains(0) { held = [tuples[first]] }
    } else {
      for tuple in tuples where !tuple.contains(0) && !held.contains(tuple) { held.append(tuple) }
    }
    var attempts: [Attempt] = []
    for value in held {
      var narrowed = unit
      for index in narrowed.events.indices where tuples[index] != value { narrowed.events[index].steps = 0 }
      matcher.load(narrowed)
      attempts += try matcher.attempts(entryRange: entryRange)
    }
    return attempts
  }
}

extension NaiveCondition {
  /// Whether it looks at another step's event.
  var isRelative: Bool { filter.isRelative }
}

extension [NaiveStep] {
  /// All conditions by number: those of the steps, then those of what may not lie between.
  fileprivate var conditions: [NaiveCondition] {
    map(\.condition) + flatMap(\.arrow.without)
  }

  fileprivate func conditionNumber(step: Int, without index: Int) -> Int {
    count + self[..<step].reduce(0) { $0 + $1.arrow.without.count } + index
  }
}

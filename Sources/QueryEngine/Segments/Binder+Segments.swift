import EventModel
import QueryLanguage
import SequenceMatcher

extension Binder {
  /// Binds `among` or any other place that says who is meant; what carries no instant is evaluated at the end of the
  /// range, `end`, or where that is open at the end of data.
  mutating func segmentTest(_ selection: SegmentSelection, end: Int64) -> SegmentTest {
    segmentPath = []
    return SegmentTest(segment(selection), instant: segmentInstant(end))
  }

  /// Binds a segment by its name.
  mutating func segmentTest(named name: Located<String>, end: Int64) -> SegmentTest {
    segmentPath = []
    return SegmentTest(segment(named: name), instant: segmentInstant(end))
  }

  /// Binds a segment as a statement defines it, so that its mistakes are told where they stand.
  mutating func segmentTest(defining definition: SegmentDefinition, end: Int64) -> SegmentTest {
    segmentPath = [ExactText(definition.name.value)]
    return SegmentTest(segment(definition.selection), instant: segmentInstant(end))
  }

  /// The instant of segments that carry none: the end of the range, or of the data.
  func segmentInstant(_ end: Int64) -> Int64 {
    end == .max ? endOfData ?? .max : end
  }

  private mutating func segment(_ selection: SegmentSelection) -> BoundSegment {
    let inner = segment(selection.expression)
    switch selection.instant?.value {
    case .eventTime: return .at(.event, inner)
    case .date(let date): return .at(.instant(instant(date).microseconds), inner)
    case nil: return inner
    }
  }

  /// What a name stands for; a name that leads back to itself is refused.
  private mutating func segment(named name: Located<String>) -> BoundSegment {
    guard let definition = definitions.segment(named: name.value) else {
      report(
        .unknownSegment(name.value), at: name.span,
        suggestions: Suggestion.ranked(for: name.value, among: definitions.segments.map(\.name.value)))
      return .all([])
    }
    if segmentPath.contains(ExactText(name.value)) {
      report(.cyclicDefinition(segmentPath.map(\.text) + [name.value]), at: name.span)
      return .all([])
    }
    segmentPath.append(ExactText(name.value))
    defer { segmentPath.removeLast() }
    // Places inside a stored definition are none of the statement's text; its problems are told at the name.
    let count = problems.count
    let bound = segment(definition.selection)
    relocateProblems(from: count, to: name.span)
    return bound
  }

  private mutating func segment(_ expression: SegmentExpression) -> BoundSegment {
    switch expression {
    case .did(let behaviour, let negated):
      let bound = self.behaviour(behaviour, depth: nil)
      return negated ? .not(bound) : bound
    case .reached(let step, let behaviour):
      let count = problems.count
      let bound = self.behaviour(behaviour, depth: step.value)
      // A number that does not fit is told at its place.
      for place in count..<problems.count {
        switch problems[place].kind {
        case .stepNumberOutOfBounds, .optionalStep: relocateProblem(place, to: step.span)
        default: break
        }
      }
      return bound
    case .firstDid(let step, let period): return .first(singleEvent(step), self.period(period))
    case .stopped(let step, let period):
      switch period {
      case nil, .range(from: nil, to: _): report(.periodWithoutStart, at: step.span)
      case .last, .range: break
      }
      return .stopped(singleEvent(step), self.period(period))
    case .segment(let name): return segment(named: name)
    case .file(let path):
      do {
        return .listed(try userLists(path.value))
      } catch {
        fail(error)
        return .all([])
      }
    case .condition(let filter): return .condition(self.filter(filter))
    case .not(let inner): return .not(segment(inner))
    case .all(let parts): return .all(parts.map { segment($0) })
    case .any(let parts): return .any(parts.map { segment($0) })
    }
  }

  /// `did …`, or `reached step …` with the step's number.
  private mutating func behaviour(_ behaviour: SegmentExpression.Behaviour, depth: Int?) -> BoundSegment {
    let pattern = behaviour.pattern
    let period = self.period(behaviour.period)
    var options = behaviour.matching
    options.window = nil
    if pattern.steps.count == 1, pattern.steps[0].isPlain, options.isEmpty {
      // Nothing comes after a single event that a window could bound.
      return .count(
        step(pattern.steps[0]), behaviour.times?.relation ?? .greaterOrEqual, behaviour.times?.count ?? 1,
        period)
    }
    options.window = behaviour.matching.window
    if let times = behaviour.times {
      if times.count < 0 { report(.topNotPositive, at: pattern.span) }
      if let order = options.order, order.value == .sets {
        refuse(.sets(with: "times"), at: order.span)
      } else if let entry = options.entry, entry.value != .every {
        refuse(.timesWithEntry, at: entry.span)
      } else {
        options.entry = Located(.every, at: pattern.span)
      }
    }
    let bound = self.pattern(pattern, options: options, range: Int64.min..<Int64.max, fields: [])
    let mandatory = bound.rules.mandatory
    var reached = mandatory.count
    if let depth {
      if let place = mandatory.firstIndex(of: depth - 1) {
        reached = place + 1
      } else {
        report(
          bound.steps.indices.contains(depth - 1)
            ? .optionalStep(depth) : .stepNumberOutOfBounds(depth, steps: bound.steps.count),
          at: pattern.span)
      }
    }
    return .reached(
      BoundSegmentPattern(
        pattern: bound, depth: reached,
        times: behaviour.times.map { .init(relation: $0.relation, count: $0.count) },
        sessionColumn: catalog.number(of: .session), sessionGap: sessionGap, span: pattern.span), period)
  }

  private mutating func period(_ period: SegmentPeriod?) -> BoundPeriod {
    switch period {
    case nil: return .always
    case .last(let length):
      return .last(length.microseconds)
    case .range(let from, let to):
      let lower = from.map { instant($0.value).microseconds } ?? .min
      let upper = to.map { instant($0.value).microseconds } ?? .max
      guard lower < upper else {
        report(.emptyRange, at: from?.span ?? to?.span ?? .none)
        return .always
      }
      return .range(lower..<upper)
    }
  }
}

extension Step {
  /// Whether it asks something of one event only.
  fileprivate var isPlain: Bool { alias == nil && occurrence == nil && quantifier == .once }
}

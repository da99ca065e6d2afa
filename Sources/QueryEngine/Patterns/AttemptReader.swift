import EventModel
import QueryResults
import SequenceMatcher

/// Reads the values of one counted attempt.
struct AttemptReader {
  let attempt: Attempt
  let plan: FunnelPlan
  let assembly: SequenceAssembly
  let table: ValueTable

  typealias Attribution = FunnelPlan.Breakdown.Attribution

  /// Whether the attempt satisfies `having`.
  var isWanted: Bool {
    plan.having.allSatisfy { holds($0) }
  }

  private func holds(_ having: FunnelPlan.Having) -> Bool {
    if case .step(let step) = having.attribution, step < 0 || attempt.places[step] < 0 { return false }
    return having.filter.holds { operand in
      if let steps = operand.steps {
        return table.value(number(operand.field, ofLast: steps), field: operand.field)
      }
      return table.value(number(operand.field, having.attribution) ?? 0, field: operand.field)
    }
  }

  /// The number of a field's value, `nil` where the attributed step was not reached.
  func number(_ field: Int, _ attribution: Attribution) -> Int32? {
    switch attribution {
    case .first, .all:
      for event in attempt.places where event >= 0 {
        let number = assembly.number(field: field, event: event)
        if number != 0 { return number }
      }
      return 0
    case .last:
      for event in attempt.places.reversed() where event >= 0 {
        let number = assembly.number(field: field, event: event)
        if number != 0 { return number }
      }
      return 0
    case .step(let step):
      return attempt.places[step] < 0 ? nil : assembly.number(field: field, event: attempt.places[step])
    case .nearest:
      return nearest.map { assembly.number(field: field, event: $0) } ?? 0
    }
  }

  /// The value at the last taken of an alias's steps, 0 if none was taken.
  private func number(_ field: Int, ofLast steps: [Int]) -> Int32 {
    guard let step = steps.last(where: { attempt.places[$0] >= 0 }) else { return 0 }
    return assembly.number(field: field, event: attempt.places[step])
  }

  /// For the deepest step reached, the latest event that fits it before the window ends.
  private var nearest: Int? {
    guard let number = attempt.places.lastIndex(where: { $0 >= 0 }),
      let start = attempt.places.first(where: { $0 >= 0 })
    else { return nil }
    let step = attempt.filled[number]
    let unit = assembly.unit
    let positions = attempt.places.map { $0 < 0 ? UnitSequence.none : unit.events[$0].position }
    return unit.events.indices.last { event in
      guard unit.events[event].steps & (1 << UInt64(step)) != 0, agreesWithHeld(event, start),
        isInWindow(event, start)
      else { return false }
      guard let condition = plan.pattern.rules.steps[step].condition else { return true }
      return unit.relativeTest(condition, unit.events[event].position, positions)
    }
  }

  private func agreesWithHeld(_ event: Int, _ start: Int) -> Bool {
    plan.pattern.heldFields.allSatisfy {
      assembly.number(field: $0, event: event) == assembly.number(field: $0, event: start)
    }
  }

  private func isInWindow(_ event: Int, _ start: Int) -> Bool {
    let events = assembly.unit.events
    switch plan.pattern.rules.window {
    case nil: return true
    case .time(let window): return events[event].time - events[start].time <= window
    case .events(let count): return Int64(events[event].position) - Int64(events[start].position) <= count
    case .sessions(let count):
      return abs(Int64(assembly.unit.sessions[event]) - Int64(assembly.unit.sessions[start])) < count
    }
  }

  // MARK: Groups

  func group(_ breakdown: FunnelPlan.Breakdown) -> GroupNumbers {
    var numbers: [Int32] = []
    for key in breakdown.keys {
      switch key {
      case .field(let field):
        guard let number = number(field, breakdown.attribution) else { return .notReached }
        numbers.append(number)
      case .alias(let steps, let field): numbers.append(number(field, ofLast: steps))
      case .count(let marks, let from, let to):
        guard let count = count(marks, from: from, to: to) else { return .notReached }
        numbers.append(count)
      }
    }
    return GroupNumbers(numbers: numbers)
  }

  /// How many events of a mark class lie strictly between two steps' events and are no steps themselves.
  private func count(_ marks: Int, from: Int, to: Int) -> Int32? {
    guard attempt.places[from] >= 0, attempt.places[to] >= 0 else { return nil }
    let unit = assembly.unit
    var (low, high) = (unit.events[attempt.places[from]], unit.events[attempt.places[to]])
    let byPosition = plan.pattern.rules.ties == .inputOrder
    if byPosition ? low.position > high.position : low.time > high.time { swap(&low, &high) }
    let taken = Set(attempt.places.filter { $0 >= 0 }.map { unit.events[$0].position })
    let count = unit.marks[marks].count { mark in
      let isBetween =
        byPosition
        ? low.position < mark.position && mark.position < high.position
        : low.time < mark.time && mark.time < high.time
      return isBetween && !taken.contains(mark.position)
    }
    return Int32(clamping: count)
  }

  // MARK: Listing

  /// The block and row of a step's event.
  func row(ofStep step: Int) -> UInt64? {
    guard attempt.places[step] >= 0 else { return nil }
    return assembly.rows[Int(assembly.unit.events[attempt.places[step]].position)].order
  }

  func listed(_ name: UnitName) -> FunnelUnit {
    let events = assembly.unit.events
    let isTimeless = plan.pattern.rules.order == .sets
    let start = attempt.places.first { $0 >= 0 } ?? 0
    return FunnelUnit(
      unit: name.value, depth: attempt.depth,
      times: attempt.places.map {
        $0 < 0 || isTimeless ? nil : Timestamp(microseconds: events[$0].time)
      },
      held: plan.pattern.heldFields.map {
        table.value(assembly.number(field: $0, event: start), field: $0)
      },
      open: attempt.isOpen)
  }
}

extension UnitName {
  /// `u1`, or `u1/s3` for a session.
  var value: PropertyValue {
    guard let part, case .string(let owner) = owner else { return owner }
    switch part {
    case .string(let text): return .string(owner + "/" + text)
    case .integer(let number): return .string(owner + "/\(number)")
    default: return .string(owner)
    }
  }
}

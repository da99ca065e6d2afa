import EventModel

extension NaiveFunnel {
  /// An attributed value; `notReached` where the attribution's step has no event.
  enum AttributedValue {
    case value(PropertyValue?)
    case notReached
  }

  /// The value that a counted attempt has for `field`. `all` has no value of its own and reads as `first`.
  func value(
    of field: NaiveField, _ attribution: Attribution, _ attempt: NaiveAttempt, _ search: NaiveAttemptSearch
  ) -> AttributedValue {
    let events = search.sequence.events
    let values = attempt.places.compactMap { $0 }.map { events[$0].value(of: field) }
    switch attribution {
    case .first, .all: return .value(values.compactMap { $0 }.first)
    case .last: return .value(values.compactMap { $0 }.last)
    case .step(let number):
      guard let position = attempt.places[number - 1] else { return .notReached }
      return .value(events[position].value(of: field))
    case .nearest:
      // The latest event matching the deepest step before the window's end; the next step has no event.
      guard let deepest = attempt.places.lastIndex(where: { $0 != nil }) else { return .notReached }
      let latest = events.indices.last {
        search.isInWindow($0, attempt.start) && search.fits($0, attempt.filled[deepest], attempt)
      }
      return .value(latest.flatMap { events[$0].value(of: field) })
    }
  }

  /// The group of an attempt, `nil` where there is no `by` or it narrows the stream (`attribute all`).
  func group(of attempt: NaiveAttempt, _ search: NaiveAttemptSearch) -> NaiveGroup? {
    if let byCount {
      guard let from = attempt.places[byCount.from - 1], let to = attempt.places[byCount.to - 1] else {
        return NaiveGroup(kind: .notReached)
      }
      let count = search.between(from, to).count { position in
        search.isInScope(position) && !attempt.places.contains(position)
          && byCount.condition.accepts(search.sequence.events[position])
      }
      return NaiveGroup(kind: .value, values: [.integer(Int64(count))])
    }
    if by.isEmpty { return nil }
    if case .all = attribution { return nil }
    var values: [PropertyValue?] = []
    for field in by {
      switch value(of: field, attribution, attempt, search) {
      case .value(let value): values.append(value)
      case .notReached: return NaiveGroup(kind: .notReached)
      }
    }
    return NaiveFunnel.group(of: values)
  }

  /// A group of values is `(none)` if all of them are null.
  static func group(of values: [PropertyValue?]) -> NaiveGroup {
    values.allSatisfy { $0 == nil } ? NaiveGroup(kind: .none) : NaiveGroup(kind: .value, values: values)
  }

  /// The counted attempts of each group; `attribute all` is one funnel per value on that value's events alone.
  func groupedAttempts(
    _ attempts: [NaiveCountedAttempt], sequences: [NaiveSequence], endOfData: Int64
  ) -> [NaiveGroup: [NaiveCountedAttempt]] {
    guard case .all = attribution, byCount == nil else {
      return Dictionary(grouping: attempts) { $0.group ?? NaiveGroup(kind: .none) }
    }
    var grouped: [NaiveGroup: [NaiveCountedAttempt]] = [:]
    for group in Set(sequences.flatMap { $0.events.map { groupOfEvent($0) } }) {
      let narrowed = narrowed(sequences, to: group)
      let counted = counted(in: narrowed, entryRange: range, endOfData: endOfData)
      if !counted.isEmpty { grouped[group] = counted }
    }
    return grouped
  }

  private func groupOfEvent(_ event: NaiveEvent) -> NaiveGroup {
    NaiveFunnel.group(of: by.map { event.value(of: $0) })
  }

  private func narrowed(_ sequences: [NaiveSequence], to group: NaiveGroup) -> [NaiveSequence] {
    sequences.map { sequence in
      sequence.filtered { groupOfEvent(sequence.events[$0]) == group }
    }.filter { !$0.events.isEmpty }
  }

  /// Groups by step-1 units, largest first, then by value. With `top` the values beyond the N largest are one
  /// `(other)`; `(none)` and `(not reached)` never compete and always stay.
  ///
  /// Rates "of all" stay shares of all units of the statement; with `attribute all` of the units that have an event
  /// of the value in the range.
  func groupResults(
    of grouped: [NaiveGroup: [NaiveCountedAttempt]], sequences: [NaiveSequence], allUnits: Int, top: Int?
  ) -> [NaiveGroupResult] {
    func size(_ group: NaiveGroup) -> Int { Set((grouped[group] ?? []).map(\.unit)).count }
    let values = grouped.keys.filter { $0.kind == .value }.sorted { a, b in
      size(a) != size(b) ? size(a) > size(b) : NaiveFunnel.precedes(a.values, b.values)
    }
    let kept = top.map { Array(values.prefix($0)) } ?? values
    var results = kept.map { group in
      NaiveGroupResult(
        group: group,
        steps: stepResults(of: grouped[group] ?? [], allUnits: units(of: [group], sequences, allUnits)))
    }
    for kind in [NaiveGroup.Kind.none, .notReached] {
      guard let attempts = grouped[NaiveGroup(kind: kind)] else { continue }
      let units = units(of: [NaiveGroup(kind: kind)], sequences, allUnits)
      results.append(
        NaiveGroupResult(group: NaiveGroup(kind: kind), steps: stepResults(of: attempts, allUnits: units)))
    }
    let rest = Array(values.dropFirst(kept.count))
    if !rest.isEmpty {
      let attempts = rest.flatMap { grouped[$0] ?? [] }
      let units = units(of: rest, sequences, allUnits)
      results.append(
        NaiveGroupResult(group: NaiveGroup(kind: .other), steps: stepResults(of: attempts, allUnits: units)))
    }
    return results
  }

  private func units(of groups: [NaiveGroup], _ sequences: [NaiveSequence], _ allUnits: Int) -> Int {
    guard case .all = attribution, byCount == nil else { return allUnits }
    let narrowed = groups.flatMap { self.narrowed(sequences, to: $0) }
    return Set(narrowed.filter { $0.times.contains { range.contains($0) } }.map(\.unit)).count
  }

  static func precedes(_ left: [PropertyValue?], _ right: [PropertyValue?]) -> Bool {
    for (a, b) in zip(left, right) where a != b {
      guard let a, let b else { return b == nil }
      return NaiveComparison.precedes(a, b)
    }
    return false
  }
}

import EventModel

extension NaiveFunnel {
  /// The answer for a log, by brute force.
  ///
  /// `endOfData` (§5.0) is the day end of the newest event of the whole log unless given.
  package func answer(on log: [NaiveEvent], endOfData given: Int64? = nil) -> NaiveFunnelResult {
    let (sequences, eventsWithoutKey) = stream.sequences(of: log, resolution: resolution)
    var endOfData = given ?? log.map(\.time).max().map { stream.calendar.endOfDay($0) } ?? 0
    if scope == .all, let to = range.to { endOfData = Swift.min(endOfData, to) }

    let attempts = counted(in: sequences, entryRange: range, endOfData: endOfData)
    let all = NaiveFunnel.units(of: sequences, in: range)
    var result = NaiveFunnelResult(
      allUnits: all, eventsWithoutKey: eventsWithoutKey, endOfData: endOfData,
      steps: stepResults(of: attempts, allUnits: all), optional: optionalResults(of: attempts), groups: [],
      allGroups: [], buckets: [], attempts: attempts)
    if !by.isEmpty || byCount != nil {
      let grouped = groupedAttempts(attempts, sequences: sequences, endOfData: endOfData)
      result.allGroups = groupResults(of: grouped, sequences: sequences, allUnits: all, top: nil)
      result.groups = groupResults(of: grouped, sequences: sequences, allUnits: all, top: top)
    }
    if let bucket {
      result.buckets = bucketRanges(bucket, of: sequences).map { bounds in
        let attempts = counted(in: sequences, entryRange: bounds.intersection(range), endOfData: endOfData)
        let units = NaiveFunnel.units(of: sequences, in: bounds.intersection(range))
        return NaiveBucketResult(
          start: bounds.from ?? 0, steps: stepResults(of: attempts, allUnits: units), attempts: attempts)
      }
    }
    return result
  }

  /// How many sequences have an event in the range.
  static func units(of sequences: [NaiveSequence], in range: NaiveRange) -> Int {
    sequences.count { $0.times.contains { range.contains($0) } }
  }

  /// The counted attempts of all units, with `having` applied.
  func counted(
    in sequences: [NaiveSequence], entryRange: NaiveRange, endOfData: Int64
  ) -> [NaiveCountedAttempt] {
    sequences.flatMap { sequence -> [NaiveCountedAttempt] in
      heldValues(in: sequence, entryRange: entryRange).flatMap { held -> [NaiveCountedAttempt] in
        let search = NaiveAttemptSearch(
          funnel: self, sequence: sequence, held: held, entryRange: entryRange)
        return NaiveAttemptChoice(search: search).counted(endOfData: endOfData).compactMap { counted in
          let attempt = counted.attempt
          let passes = having.allSatisfy { having in
            switch value(of: having.field, having.attribution, attempt, search) {
            case .value(let value): NaiveComparison.holds(value, having.test, having.value)
            case .notReached: false
            }
          }
          guard passes else { return nil }
          return NaiveCountedAttempt(
            unit: sequence.unit, held: held ?? [], attempt: attempt, depth: attempt.depth,
            events: attempt.places.map { $0.map { sequence.events[$0] } },
            times: attempt.places.map { order == .sets ? nil : $0.map { sequence.times[$0] } },
            isOpen: counted.isOpen, group: group(of: attempt, search))
        }
      }
    }
  }

  /// The values to hold, one search each; `[nil]` without `holding`.
  private func heldValues(in sequence: NaiveSequence, entryRange: NaiveRange) -> [[PropertyValue]?] {
    guard !holding.isEmpty else { return [nil] }
    func values(at position: Int) -> [PropertyValue]? {
      let values = holding.compactMap { sequence.events[position].value(of: $0) }
      return values.count == holding.count ? values : nil
    }
    if holdsFirstValue {
      let search = NaiveAttemptSearch(funnel: self, sequence: sequence, held: nil, entryRange: entryRange)
      // The first event of step 1, whatever it carries; null agrees with nothing.
      return search.starts().first.flatMap { values(at: $0) }.map { [$0] } ?? []
    }
    var distinct: [[PropertyValue]] = []
    for position in sequence.events.indices {
      guard let candidate = values(at: position) else { continue }
      let isKnown = distinct.contains { known in
        zip(known, candidate).allSatisfy { NaiveComparison.isSame($0, $1) }
      }
      if !isKnown { distinct.append(candidate) }
    }
    return distinct
  }

  /// The mandatory steps' counts over `attempts`.
  func stepResults(of attempts: [NaiveCountedAttempt], allUnits: Int) -> [NaiveStepResult] {
    var results: [NaiveStepResult] = []
    for (index, number) in mandatory.enumerated() {
      let reached = attempts.filter { $0.depth >= index + 1 }
      let units = Set(reached.map(\.unit)).count
      var times: [Int64] = []
      if index > 0 {
        for attempt in reached {
          if let a = attempt.times[mandatory[index - 1]], let b = attempt.times[number] {
            times.append(b - a)
          }
        }
      }
      let previous = results.last
      let first = results.first
      results.append(
        NaiveStepResult(
          step: number + 1, label: steps[number].label, units: units, attempts: reached.count,
          open: !hasWindow || order == .sets
            ? nil : reached.count { $0.depth == index + 1 && $0.isOpen == true },
          rateOfAll: rate(units, allUnits), rateOfFirst: rate(units, first?.units ?? units),
          rateOfPrevious: previous.flatMap { rate(units, $0.units) },
          attemptRateOfFirst: rate(reached.count, first?.attempts ?? reached.count),
          attemptRateOfPrevious: previous.flatMap { rate(reached.count, $0.attempts) },
          timesFromPrevious: times.sorted()))
    }
    return results
  }

  private func rate(_ count: Int, _ whole: Int) -> Double? {
    whole == 0 ? nil : Double(count) / Double(whole)
  }

  private func optionalResults(of attempts: [NaiveCountedAttempt]) -> [NaiveOptionalResult] {
    steps.indices.filter { !mandatory.contains($0) }.map { number in
      NaiveOptionalResult(
        step: number + 1, attempts: attempts.count { $0.attempt.places[number] != nil })
    }
  }

  /// The buckets of the range, empty ones included; without a range those from the first to the last event of the
  /// stream.
  private func bucketRanges(_ bucket: BucketSize, of sequences: [NaiveSequence]) -> [NaiveRange] {
    let times = sequences.flatMap(\.times)
    guard let from = range.from ?? times.min(), let last = range.to.map({ $0 - 1 }) ?? times.max() else {
      return []
    }
    var ranges: [NaiveRange] = []
    var start = stream.calendar.start(of: bucket, at: from)
    while start <= last {
      let next = stream.calendar.start(ofBucketAfter: bucket, at: start)
      ranges.append(NaiveRange(from: start, to: next))
      start = next
    }
    return ranges
  }
}

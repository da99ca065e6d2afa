extension NaiveAttemptSearch {
  /// A counted attempt with the optional steps before its start, by trying every way to fill them: the most of them,
  /// then the latest from the start backwards, a step taken before the same step skipped.
  ///
  /// They never change which attempts count. They lie in the entry range, and the window runs from the first of them.
  func withLeadingSteps(_ attempt: NaiveAttempt, admits: (Int) -> Bool) -> NaiveAttempt {
    guard funnel.order == .ordered || funnel.order == .strict, funnel.entryStep > 0 else { return attempt }
    var partial = [attempt]
    for step in 0..<funnel.entryStep {
      var longer: [NaiveAttempt] = []
      for attempt in partial {
        for position in sequence.events.indices
        where entryRange.contains(sequence.times[position]) && admits(position)
          && isFree(position, for: step, in: attempt) && fits(position, step, attempt.before(step))
          && followsLeading(position, step, attempt)
        {
          var next = attempt
          next.places[step] = position
          longer.append(next)
        }
      }
      partial += longer
    }
    func count(_ attempt: NaiveAttempt) -> Int { attempt.places.count { $0 != nil } }
    let held = partial.filter { isWhole($0) }
    return held.min { a, b in
      if count(a) != count(b) { return count(a) > count(b) }
      for step in (0..<funnel.entryStep).reversed() where a.places[step] != b.places[step] {
        return (a.places[step] ?? -1) > (b.places[step] ?? -1)
      }
      return false
    } ?? attempt
  }

  /// Whether the event may come after the leading steps taken before `step`.
  private func followsLeading(_ position: Int, _ step: Int, _ attempt: NaiveAttempt) -> Bool {
    guard let before = (0..<step).last(where: { attempt.places[$0] != nil }),
      let previous = attempt.places[before]
    else { return true }
    return mayFollow(position, previous)
      && arrowAllows(
        position, step: step, from: previous, previousStep: before, attempt: attempt.before(step))
  }

  /// Whether an attempt with its leading steps keeps all rules.
  private func isWhole(_ attempt: NaiveAttempt) -> Bool {
    let entry = funnel.entryStep
    guard let anchor = attempt.places[entry] else { return false }
    if !followsLeading(anchor, entry, attempt) { return false }
    let events = attempt.places.compactMap { $0 }
    if !events.allSatisfy({ isInWindow($0, attempt.start) }) { return false }
    // Excluded events between leading steps, and between them and the start.
    for exclusion in funnel.exclusions where exclusion.from - 1 < entry {
      let last = min((exclusion.to ?? funnel.steps.count) - 1, entry)
      guard let from = (exclusion.from - 1...entry).first(where: { attempt.places[$0] != nil }),
        let to = (last...entry).first(where: { attempt.places[$0] != nil }), from < to,
        let a = attempt.places[from], let b = attempt.places[to]
      else { continue }
      let isExcluded = sequence.events.indices.contains { position in
        isInScope(position) && isBefore(a, position) && isBefore(position, b)
          && exclusion.condition.accepts(sequence.events[position])
      }
      if isExcluded { return false }
    }
    return true
  }
}

extension NaiveAttempt {
  /// What is taken before `step`.
  fileprivate func before(_ step: Int) -> NaiveAttempt {
    var shorter = self
    for later in step..<places.count { shorter.places[later] = nil }
    return shorter
  }
}

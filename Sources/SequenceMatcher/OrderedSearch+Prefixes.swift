extension OrderedSearch {
  /// How many optional steps an attempt may have taken on its way to an event of a step, that step included.
  ///
  /// Never too few. Too many where the events of other steps have a say, which is not asked here: conditions that read
  /// them, excluded events, and events of equal times that fit several steps.
  struct Prefixes {
    /// Whether no other steps have a say.
    let isExact: Bool
    /// By step, and by place among its candidates; −1 where no attempt comes to the event.
    fileprivate var counts: [[Int32]]
    /// The greatest count up to each place.
    fileprivate var greatest: [[Int32]]

    /// Whether an attempt may come to the event with `count` optional steps; a yes is certain where ``isExact``.
    func allow(_ count: Int32, step: Int, place: Int) -> Bool {
      isExact ? counts[step][place] == count : counts[step][place] >= count
    }
  }

  /// What attempts from `start` that end at the last mandatory event of `target` may have taken up to any event of the
  /// steps before `unreached`.
  ///
  /// - Complexity: one pass over the events for each pair of steps that may follow each other; where arrows have limits,
  ///   what lies within these is looked at for each event.
  mutating func prefixes(from start: Int, to target: Outcome, before unreached: Int) throws -> Prefixes {
    let lastMandatory = layout.mandatory[Int(target.depth) - 1]
    let none = candidates.map { [Int32](repeating: -1, count: $0.count) }
    var prefixes = Prefixes(
      isExact: layout.asksPairsOnly && !hasConflicts && !bounds.avoidsExclusions, counts: none, greatest: none
    )
    for step in entry..<unreached {
      for (place, event) in candidates[step].enumerated()
      where step != lastMandatory || event == target.last {
        if events[event].time > bounds.latestTime { break }
        prefixes.counts[step][place] =
          step == entry ? (event == start ? 0 : -1) : try greatestCount(upTo: event, step: step, prefixes)
      }
      var greatest: Int32 = -1
      for (place, count) in prefixes.counts[step].enumerated() {
        greatest = max(greatest, count)
        prefixes.greatest[step][place] = greatest
      }
    }
    return prefixes
  }

  /// How many optional steps an attempt may have taken that comes to `event`, −1 if none does; the steps before `step`
  /// are known.
  private mutating func greatestCount(upTo event: Int, step: Int, _ known: borrowing Prefixes) throws -> Int32
  {
    let isPlain = rules.tolerance == 0 && rules.steps[step].arrow.prefersEarlier
    var greatest: Int32 = -1
    for previous in (entry..<step).reversed() {
      let list = candidates[previous]
      let latest = events[event].time &+ rules.tolerance
      let end = Self.firstPlace(below: list.count) { events[list[$0]].time > latest }
      for place in (0..<end).reversed() where known.greatest[previous][place] > greatest {
        work += 1
        if work > rules.workLimit { throw TooManyCombinations() }
        let admission = joins(event, step: step, after: list[place], of: previous)
        if admission == .noneFromHere { break }
        if admission == .no { continue }
        greatest = max(greatest, isPlain ? known.greatest[previous][place] : known.counts[previous][place])
        // Whatever lies before this one may come before the event as well.
        if isPlain { break }
      }
      if !rules.steps[previous].isOptional { break }
    }
    return greatest >= 0 && rules.steps[step].isOptional ? greatest + 1 : greatest
  }
}

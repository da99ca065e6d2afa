/// A retention question (§5.1–5.4).
package struct NaiveRetention: Sendable {
  package enum Clock: Sendable, CaseIterable { case calendar, rolling }
  package enum Mode: Sendable, CaseIterable { case on, onOrAfter, onOrBefore, streak }
  package enum Cohort: Sendable, CaseIterable { case first, firstEver, recurring }

  package struct Cell: Sendable, Equatable {
    package var units: Int
    /// Units whose period lies fully before the end of data.
    package var of: Int
    package init(units: Int, of: Int) {
      self.units = units
      self.of = of
    }
  }

  package struct Row: Sendable {
    /// The first instant of the cohort's period.
    package var cohort: Int64
    package var size: Int
    /// One cell per period or bracket; `nil` where no unit is old enough.
    package var cells: [Cell?]
  }

  package struct Result: Sendable {
    package var cohorts: [Row]
    /// Sums over the cells that are not `nil`.
    package var overall: [Cell]
  }

  package var start: NaiveCondition
  package var back: NaiveCondition
  package var period: NaiveFunnel.BucketSize
  package var periods: Int
  package var stream = NaiveStream()
  package var range = NaiveRange()
  package var clock = Clock.calendar
  package var mode = Mode.on
  /// `at least n times`, within one period.
  package var minimum = 1
  /// `brackets 1, 3, 7`; replaces the single periods.
  package var brackets: [Int]?
  package var cohort = Cohort.first
  package var scope = NaiveFunnel.Scope.entries

  package init(
    _ start: NaiveCondition, _ back: NaiveCondition, every period: NaiveFunnel.BucketSize, for periods: Int
  ) {
    self.start = start
    self.back = back
    self.period = period
    self.periods = periods
  }

  /// The periods of each cell.
  private var cellPeriods: [ClosedRange<Int>] {
    guard let brackets else { return (0..<periods).map { $0...$0 } }
    // The period-0 bracket ends where the first named one begins.
    return zip([0] + brackets, brackets).map { $0...($1 - 1) }
  }

  /// One unit's membership of one cohort.
  private struct Member {
    var cohort: Int64
    var sequence: NaiveSequence
    var start: Int
  }

  package func answer(on log: [NaiveEvent], endOfData given: Int64? = nil) -> Result {
    let sequences = stream.sequences(of: log).sequences
    var endOfData = given ?? log.map(\.time).max().map { stream.calendar.endOfDay($0) } ?? 0
    if scope == .all, let to = range.to { endOfData = min(endOfData, to) }
    let members = sequences.flatMap { sequence in
      starts(in: sequence).map { start in
        Member(
          cohort: stream.calendar.start(of: period, at: sequence.times[start]), sequence: sequence,
          start: start)
      }
    }
    var rows: [Row] = []
    for cohort in cohortStarts(members) {
      let own = members.filter { $0.cohort == cohort }
      let cells = cellPeriods.indices.map { cell(own, $0, cohort: cohort, endOfData: endOfData) }
      rows.append(Row(cohort: cohort, size: own.count, cells: cells))
    }
    let overall = cellPeriods.indices.map { index in
      rows.compactMap { $0.cells[index] }.reduce(into: Cell(units: 0, of: 0)) {
        $0.units += $1.units
        $0.of += $1.of
      }
    }
    return Result(cohorts: rows, overall: overall)
  }

  private func cell(_ members: [Member], _ index: Int, cohort: Int64, endOfData: Int64) -> Cell? {
    let last = cellPeriods[index].upperBound
    if members.isEmpty {
      // An empty cohort's period is the calendar's, or that of a start at the cohort's first instant.
      return bounds(of: last, startingAt: cohort).upperBound <= endOfData ? Cell(units: 0, of: 0) : nil
    }
    let old = members.filter {
      bounds(of: last, startingAt: $0.sequence.times[$0.start]).upperBound <= endOfData
    }
    if old.isEmpty { return nil }
    return Cell(units: old.count { isRetained($0, index) }, of: old.count)
  }

  /// The positions of the events that put the unit into a cohort.
  private func starts(in sequence: NaiveSequence) -> [Int] {
    let indices = sequence.events.indices
    func isInRange(_ position: Int) -> Bool { range.contains(sequence.times[position]) }
    switch cohort {
    case .first:
      return indices.first { start.accepts(sequence.events[$0]) }.map { [$0] }?.filter(isInRange) ?? []
    case .firstEver:
      return indices.first { start.names.contains(sequence.events[$0]) }.map { [$0] }?.filter {
        isInRange($0) && start.accepts(sequence.events[$0])
      } ?? []
    case .recurring:
      var seen: Set<Int64> = []
      return indices.filter { position in
        isInRange(position) && start.accepts(sequence.events[position])
          && seen.insert(stream.calendar.start(of: period, at: sequence.times[position])).inserted
      }
    }
  }

  /// The instants of period `number` for a start at `time`.
  private func bounds(of number: Int, startingAt time: Int64) -> Range<Int64> {
    if clock == .rolling {
      let length: Int64
      switch period {
      case .hour: length = NaiveCalendar.hour
      case .day: length = NaiveCalendar.day
      case .week: length = 7 * NaiveCalendar.day
      case .month: length = 30 * NaiveCalendar.day
      }
      return time + Int64(number) * length..<time + Int64(number + 1) * length
    }
    var from = stream.calendar.start(of: period, at: time)
    for _ in 0..<number { from = stream.calendar.start(ofBucketAfter: period, at: from) }
    return from..<stream.calendar.start(ofBucketAfter: period, at: from)
  }

  private func isRetained(_ member: Member, _ index: Int) -> Bool {
    let brackets = cellPeriods
    switch mode {
    case .on: return isMet(member, brackets[index])
    case .onOrAfter:
      // Beyond the last asked period every later one counts: look until the data end.
      let time = member.sequence.times[member.start]
      guard let newest = member.sequence.times.last else { return false }
      var last = brackets[index].lowerBound
      while bounds(of: last, startingAt: time).upperBound <= newest { last += 1 }
      return isMet(member, brackets[index].lowerBound...last)
    case .onOrBefore: return isMet(member, 0...brackets[index].upperBound)
    case .streak: return brackets[...index].allSatisfy { isMet(member, $0) || startMeets(member, $0) }
    }
  }

  /// When both conditions are the same, the start meets period 0 of a streak.
  private func startMeets(_ member: Member, _ periods: ClosedRange<Int>) -> Bool {
    periods.contains(0) && start.names == back.names
      && String(describing: start.filter) == String(describing: back.filter)
  }

  /// Whether one of the periods has enough returns, all later in the sequence than the start.
  private func isMet(_ member: Member, _ periods: ClosedRange<Int>) -> Bool {
    periods.contains { number in
      let bounds = bounds(of: number, startingAt: member.sequence.times[member.start])
      let returns = member.sequence.events.indices.count { position in
        position > member.start && bounds.contains(member.sequence.times[position])
          && back.accepts(member.sequence.events[position])
          && (scope == .entries || range.contains(member.sequence.times[position]))
      }
      return returns >= minimum
    }
  }

  /// The cohorts of the range, empty ones included; without a range from the first to the last that has members.
  private func cohortStarts(_ members: [Member]) -> [Int64] {
    let from = range.from.map { stream.calendar.start(of: period, at: $0) } ?? members.map(\.cohort).min()
    let last = range.to.map { stream.calendar.start(of: period, at: $0 - 1) } ?? members.map(\.cohort).max()
    guard let from, let last else { return [] }
    var starts: [Int64] = []
    var cohort = from
    while cohort <= last {
      starts.append(cohort)
      cohort = stream.calendar.start(ofBucketAfter: period, at: cohort)
    }
    return starts
  }
}

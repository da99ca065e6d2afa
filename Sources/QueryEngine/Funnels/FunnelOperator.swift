import EventModel
import SegmentStore
import SequenceMatcher

/// Counts one funnel over the blocks of one worker.
///
/// Reads the postings of the named events and nothing else; times only of units that have the first two steps, are
/// bounded by a range or may still be open; properties only where a filter or a breakdown names them. Hot.
struct FunnelOperator {
  private let plan: FunnelPlan
  /// Whether users can be searched by ``DisjointSearch``.
  private let searchesDisjointly: Bool
  private var matcher: BestAttemptMatcher
  private(set) var all: FunnelTally
  /// Units with an event of the stream in the range.
  private(set) var unitCount = 0
  private(set) var rowsWithoutKey = 0
  private(set) var groups: GroupTable<FunnelTally>
  /// Scratch: the candidate events of one unit.
  private var events: [CandidateEvent] = []
  /// When a start must have been, or later, for its attempt to be open, µs; `nil` where none ever is.
  private let openFrom: Int64?

  init(plan: FunnelPlan) {
    self.plan = plan
    searchesDisjointly =
      plan.rules.ties == .stepOrder && !plan.stream.isBounded
      && EventSet.areDisjoint(plan.steps.map(\.events))
    matcher = BestAttemptMatcher(rules: plan.rules)
    if let window = plan.rules.window, let endOfData = plan.endOfData {
      let (start, overflow) = endOfData.subtractingReportingOverflow(window)
      openFrom = overflow ? .min : start
    } else {
      openFrom = nil
    }
    all = FunnelTally(steps: plan.steps.count)
    groups = GroupTable(
      fieldCount: plan.breakdown?.fields.count ?? 0, empty: FunnelTally(steps: plan.steps.count))
  }

  mutating func consume(_ block: RowBlock) throws {
    let lists = try plan.steps.map { try $0.rows(in: block, stream: plan.stream) }
    var values = try plan.breakdown.map { try GroupValues($0, block: block, table: &groups) }
    switch plan.stream.unit {
    case .user:
      unitCount += try StreamUnits.countUsers(of: block, stream: plan.stream)
      // A raw event of several labels may fit several steps.
      if searchesDisjointly, block.labels == nil {
        try searchUsers(block, lists, &values)
      } else {
        try consumeUsers(block, lists, &values)
      }
    case .session(let column, let gap, let resetZone):
      let map = try UnitMap(sessionsOf: block, column: column, gap: gap, resetZone: resetZone)
      let counted = try StreamUnits.count(map, of: block, stream: plan.stream)
      rowsWithoutKey += counted.rowsWithoutKey
      unitCount += counted.units
      try consumeUnits(map, block, lists, &values)
    case .property(_, let name):
      // Such units are counted by `PatternOperator`.
      throw QueryError.invalid([StatementProblem(.notComputed("per \(name)"), at: plan.span)])
    }
  }

  /// Searches the users of a block where no event fits two steps.
  private mutating func searchUsers(_ block: RowBlock, _ lists: [[UInt32]], _ values: inout GroupValues?)
    throws
  {
    guard lists.first?.isEmpty == false else { return }
    let times = try block.times()
    var search = DisjointSearch(lists, rules: plan.rules, times: times, userEnds: block.userEnds)
    countLone(search, times, &values)
    for (place, user) in search.followed.enumerated() {
      search.search(place)
      var isOpen = false
      if let openFrom, search.depth < plan.steps.count {
        isOpen = times[Int(search.entries(ofUser: user).last)] >= openFrom
      }
      count(search, isOpen: isOpen, &values)
    }
  }

  /// Counts the users whose attempt is an event of the first step.
  private mutating func countLone(_ search: DisjointSearch, _ times: RowTimes, _ values: inout GroupValues?) {
    all.add(depth: 1, isOpen: false, count: search.lone.count)
    var places: [Int] = []
    if values != nil {
      for user in search.lone {
        let entry = Int(search.entries(ofUser: user).first)
        guard let place = values?.place(depth: 1, in: &groups, rows: { _ in entry }) else { continue }
        groups[place].add(depth: 1, isOpen: false)
        places.append(place)
      }
    }
    guard let openFrom, plan.steps.count > 1 else { return }
    // These times lie far apart; little else stands here, so that the processor waits for several of them at once.
    for (index, user) in search.lone.enumerated()
    where times[Int(search.entries(ofUser: user).last)] >= openFrom {
      all.addOpen(depth: 1)
      if !places.isEmpty { groups[places[index]].addOpen(depth: 1) }
    }
  }

  /// Counts the attempt that `search` has found.
  @inline(__always)
  private mutating func count(_ search: DisjointSearch, isOpen: Bool, _ values: inout GroupValues?) {
    let depth = search.depth
    all.add(depth: depth, isOpen: isOpen)
    var place: Int?
    if values != nil {
      place = values?.place(depth: depth, in: &groups) { Int(search.event(ofStep: $0).position) }
      if let place { groups[place].add(depth: depth, isOpen: isOpen) }
    }
    guard depth > 1 else { return }
    var previous = search.event(ofStep: 0).time
    for step in 1..<depth {
      let time = search.event(ofStep: step).time
      all.addTime(time - previous, afterStep: step - 1)
      if let place { groups[place].addTime(time - previous, afterStep: step - 1) }
      previous = time
    }
  }

  private mutating func consumeUsers(_ block: RowBlock, _ lists: [[UInt32]], _ values: inout GroupValues?)
    throws
  {
    guard lists.first?.isEmpty == false else { return }
    let times = try block.times()
    let userEnds = block.userEnds
    var rows = StepRows(lists)
    var user = 0
    while let entry = rows.next(ofStep: 0) {
      while userEnds[user] <= entry { user &+= 1 }
      let present = rows.take((user == 0 ? 0 : userEnds[user &- 1])..<userEnds[user])
      if present == 1 && !plan.stream.isBounded {
        countEntryOnly(rows.entryRows, times, &values)
      } else {
        matchUser(&rows, present, times)
        count(&values)
      }
      rows.finishUnit()
    }
  }

  /// A unit with first-step events only: its attempt is the earliest of them.
  private mutating func countEntryOnly(
    _ entries: (first: UInt32, last: UInt32), _ times: RowTimes, _ values: inout GroupValues?
  ) {
    var isOpen = false
    if let openFrom, plan.steps.count > 1 { isOpen = times[Int(entries.last)] >= openFrom }
    all.add(depth: 1, isOpen: isOpen)
    if let place = values?.place(depth: 1, in: &groups, rows: { _ in Int(entries.first) }) {
      groups[place].add(depth: 1, isOpen: isOpen)
    }
  }

  /// Events are gathered and matched so many at a time: most units convert, or fail to, within a few.
  private static let pieceLength = 16

  /// Matches the unit that `rows` has taken; stops reading as soon as nothing can change any more.
  private mutating func matchUser(_ rows: inout StepRows, _ present: Int, _ times: RowTimes) {
    events.removeAll(keepingCapacity: true)
    matcher.begin()
    let entry = rows.entryRows.first
    let entryTime = times[Int(entry)]
    rows.skip(before: entry, present: present) { times[Int($0)] == entryTime }
    var first = 0
    while let (row, steps) = rows.pop(present) {
      let time = times[Int(row)]
      if events.count - first >= Self.pieceLength, events[events.count - 1].time != time {
        matcher.advance(over: events, from: first)
        if matcher.isComplete { break }
        first = events.count
      }
      events.append(CandidateEvent(time: time, steps: steps, position: row))
    }
    if !matcher.isComplete { matcher.advance(over: events, from: first) }
    matcher.finish(events)
  }

  private mutating func consumeUnits(
    _ map: UnitMap, _ block: RowBlock, _ lists: [[UInt32]], _ values: inout GroupValues?
  ) throws {
    let times = try block.times()
    var stepsOfRow: [(unit: UInt32, row: UInt32, steps: UInt64)] = []
    for (step, list) in lists.enumerated() {
      for row in list where map.unitOfRow[Int(row)] != UnitMap.none {
        stepsOfRow.append((map.unitOfRow[Int(row)], row, 1 << UInt64(step)))
      }
    }
    stepsOfRow.sort { ($0.unit, $0.row) < ($1.unit, $1.row) }
    var start = 0
    while start < stepsOfRow.count {
      events.removeAll(keepingCapacity: true)
      var end = start
      while end < stepsOfRow.count, stepsOfRow[end].unit == stepsOfRow[start].unit {
        let row = stepsOfRow[end].row
        if events.last?.position == row {
          events[events.count - 1].steps |= stepsOfRow[end].steps
        } else {
          events.append(CandidateEvent(time: times[Int(row)], steps: stepsOfRow[end].steps, position: row))
        }
        end += 1
      }
      matcher.match(events)
      count(&values)
      start = end
    }
  }

  /// Counts the attempt the matcher has found in ``events``.
  private mutating func count(_ values: inout GroupValues?) {
    let depth = matcher.depth
    guard depth > 0 else { return }
    let isOpen = depth < plan.steps.count && hasRunningWindow()
    all.add(depth: depth, isOpen: isOpen)
    for step in 1..<max(1, depth) { all.addTime(time(toStep: step), afterStep: step - 1) }
    guard values != nil else { return }
    let (events, chosen) = (events, matcher.eventIndices)
    let rows = { (step: Int) in Int(events[chosen[step]].position) }
    guard let place = values?.place(depth: depth, in: &groups, rows: rows) else { return }
    groups[place].add(depth: depth, isOpen: isOpen)
    for step in 1..<max(1, depth) { groups[place].addTime(time(toStep: step), afterStep: step - 1) }
  }

  private func time(toStep step: Int) -> Int64 {
    events[matcher.eventIndices[step]].time - events[matcher.eventIndices[step - 1]].time
  }

  /// Whether any event of the unit that may start an attempt still has time to go on.
  private func hasRunningWindow() -> Bool {
    guard let openFrom else { return false }
    for event in events.reversed() where event.steps & 1 != 0 && plan.rules.entryRange.contains(event.time) {
      return event.time >= openFrom
    }
    return false
  }
}

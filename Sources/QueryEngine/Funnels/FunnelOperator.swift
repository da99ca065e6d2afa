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
  /// Scratch: units of the block at hand that may be open.
  private var unfinished: [UnfinishedUnit] = []

  init(plan: FunnelPlan) {
    self.plan = plan
    searchesDisjointly =
      plan.rules.ties == .stepOrder && !plan.stream.isBounded
      && EventSet.areDisjoint(plan.steps.map(\.events))
    matcher = BestAttemptMatcher(rules: plan.rules)
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

  /// A unit that has not come to the end of the pattern: it is open if its last start still has time.
  private struct UnfinishedUnit {
    var lastEntry: UInt32
    var depth: Int32
    /// The place of its group, or −1.
    var place: Int32
  }

  /// Searches the users of a block where no event fits two steps.
  private mutating func searchUsers(_ block: RowBlock, _ lists: [[UInt32]], _ values: inout GroupValues?)
    throws
  {
    guard lists.first?.isEmpty == false else { return }
    let userEnds = block.userEnds
    var start: UInt32 = 0
    var userRows: UInt32 = 0
    for end in userEnds {
      userRows = max(userRows, end &- start)
      start = end
    }
    let times = try block.times()
    var search = DisjointSearch(lists, rules: plan.rules, times: times, userRows: Int(userRows))
    let mayBeOpen = plan.rules.window != nil && plan.endOfData != nil
    unfinished.removeAll(keepingCapacity: true)
    var user = 0
    while search.nextEntry != .max {
      while userEnds[user] <= search.nextEntry { user &+= 1 }
      search.search((user == 0 ? 0 : userEnds[user &- 1])..<userEnds[user])
      let place = count(search, &values)
      if mayBeOpen, search.depth < plan.steps.count {
        unfinished.append(
          UnfinishedUnit(
            lastEntry: search.lastEntry, depth: Int32(truncatingIfNeeded: search.depth),
            place: Int32(truncatingIfNeeded: place ?? -1)))
      }
    }
    countOpen(times)
  }

  /// Counts which of the unfinished units are open; their times, which lie far apart, are looked up one right after the
  /// other so that the processor waits for several at once.
  private mutating func countOpen(_ times: RowTimes) {
    guard let window = plan.rules.window, let endOfData = plan.endOfData else { return }
    for unit in unfinished where times[Int(unit.lastEntry)] + window >= endOfData {
      all.addOpen(depth: Int(unit.depth))
      if unit.place >= 0 { groups[Int(unit.place)].addOpen(depth: Int(unit.depth)) }
    }
  }

  /// Counts the attempt that `search` has found, but for being open; answers the place of its group.
  @inline(__always)
  private mutating func count(_ search: DisjointSearch, _ values: inout GroupValues?) -> Int? {
    let depth = search.depth
    all.add(depth: depth, isOpen: false)
    var place: Int?
    if values != nil {
      place = values?.place(depth: depth, in: &groups) { Int(search.event(ofStep: $0).position) }
      if let place { groups[place].add(depth: depth, isOpen: false) }
    }
    guard depth > 1 else { return place }
    var previous = search.event(ofStep: 0).time
    for step in 1..<depth {
      let time = search.event(ofStep: step).time
      all.addTime(time - previous, afterStep: step - 1)
      if let place { groups[place].addTime(time - previous, afterStep: step - 1) }
      previous = time
    }
    return place
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
    if let window = plan.rules.window, let endOfData = plan.endOfData, plan.steps.count > 1 {
      isOpen = times[Int(entries.last)] + window >= endOfData
    }
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
    guard let window = plan.rules.window, let endOfData = plan.endOfData else { return false }
    for event in events.reversed() where event.steps & 1 != 0 && plan.rules.entryRange.contains(event.time) {
      return event.time + window >= endOfData
    }
    return false
  }
}

import EventModel
import SegmentStore
import SequenceMatcher

/// Counts one funnel over the blocks of one worker.
///
/// Reads the postings of the named events and nothing else; times only of units that have the first two steps, are
/// bounded by a range or may still be open; properties only where a filter or a breakdown names them. Hot.
struct FunnelOperator {
  private let plan: FunnelPlan
  private var matcher: BestAttemptMatcher
  private(set) var all: FunnelTally
  /// Units with an event of the stream in the range.
  private(set) var unitCount = 0
  private(set) var rowsWithoutKey = 0
  private(set) var groups: GroupTable<FunnelTally>
  /// Scratch: the candidate events of one unit.
  private var events: [CandidateEvent] = []

  init(plan: FunnelPlan) {
    self.plan = plan
    matcher = BestAttemptMatcher(rules: plan.rules)
    all = FunnelTally(steps: plan.steps.count)
    groups = GroupTable(fieldCount: plan.breakdown?.fields.count ?? 0)
  }

  mutating func consume(_ block: RowBlock) throws {
    let lists = try plan.steps.map { try $0.rows(in: block, stream: plan.stream) }
    let values = try plan.breakdown.map { try GroupValues(fields: $0.fields, block: block, table: &groups) }
    switch plan.stream.unit {
    case .user:
      unitCount += try StreamUnits.countUsers(of: block, stream: plan.stream)
      try consumeUsers(block, lists, values)
    case .session(let column, let gap, let resetZone):
      let map = try UnitMap(sessionsOf: block, column: column, gap: gap, resetZone: resetZone)
      rowsWithoutKey += map.rowsWithoutKey
      unitCount += try StreamUnits.count(map, of: block, stream: plan.stream)
      try consumeUnits(map, block, lists, values)
    }
  }

  private mutating func consumeUsers(_ block: RowBlock, _ lists: [[UInt32]], _ values: GroupValues?) throws {
    guard let entries = lists.first, !entries.isEmpty else { return }
    let times = try block.times()
    var cursors = [Int](repeating: 0, count: lists.count)
    var ends = [Int](repeating: 0, count: lists.count)
    var user = 0
    while cursors[0] < entries.count {
      let row = entries[cursors[0]]
      while block.userEnds[user] <= row { user += 1 }
      let rows = block.rows(ofUser: user)
      // Find each list's share of the user, stopping at the first step that the user lacks.
      var present = 0
      for step in lists.indices {
        let list = lists[step]
        var cursor = cursors[step]
        while cursor < list.count, list[cursor] < rows.lowerBound { cursor += 1 }
        cursors[step] = cursor
        while cursor < list.count, list[cursor] < rows.upperBound { cursor += 1 }
        ends[step] = cursor
        if ends[step] == cursors[step] { break }
        present += 1
      }
      if present == 1 && !plan.stream.isBounded {
        countEntryOnly(lists[0][cursors[0]..<ends[0]], times, values)
      } else {
        gather(lists, present, cursors, ends, times)
        matchEvents(values)
      }
      cursors[0] = ends[0]
    }
  }

  /// A unit with first-step events only: its attempt is the earliest of them.
  private mutating func countEntryOnly(_ entries: ArraySlice<UInt32>, _ times: RowTimes, _ values: GroupValues?) {
    var isOpen = false
    if let window = plan.rules.window, let endOfData = plan.endOfData, let last = entries.last,
      plan.steps.count > 1
    {
      isOpen = times[Int(last)] + window >= endOfData
    }
    all.add(depth: 1, isOpen: isOpen)
    if let values, let first = entries.first {
      let place = groups.place(of: values.key(depth: 1, steps: plan, rows: { _ in Int(first) }))
      groups[place, default: FunnelTally(steps: plan.steps.count)].add(depth: 1, isOpen: isOpen)
    }
  }

  /// Merges the unit's share of the first `present` lists into ``events``, in row order.
  private mutating func gather(
    _ lists: [[UInt32]], _ present: Int, _ starts: [Int], _ ends: [Int], _ times: RowTimes
  ) {
    events.removeAll(keepingCapacity: true)
    var cursors = starts
    while true {
      var row = UInt32.max
      for step in 0..<present where cursors[step] < ends[step] { row = min(row, lists[step][cursors[step]]) }
      guard row != UInt32.max else { return }
      var steps: UInt64 = 0
      for step in 0..<present where cursors[step] < ends[step] && lists[step][cursors[step]] == row {
        steps |= 1 << UInt64(step)
        cursors[step] += 1
      }
      events.append(CandidateEvent(time: times[Int(row)], steps: steps, position: row))
    }
  }

  private mutating func consumeUnits(
    _ map: UnitMap, _ block: RowBlock, _ lists: [[UInt32]], _ values: GroupValues?
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
      matchEvents(values)
      start = end
    }
  }

  /// Matches the unit in ``events`` and counts its attempt.
  private mutating func matchEvents(_ values: GroupValues?) {
    matcher.match(events)
    let depth = matcher.depth
    guard depth > 0 else { return }
    let isOpen = depth < plan.steps.count && hasRunningWindow()
    all.add(depth: depth, isOpen: isOpen)
    for step in 1..<max(1, depth) { all.addTime(time(toStep: step), afterStep: step - 1) }
    guard let values else { return }
    let key = values.key(depth: depth, steps: plan) { Int(events[matcher.eventIndices[$0]].position) }
    let place = groups.place(of: key)
    groups[place, default: FunnelTally(steps: plan.steps.count)].add(depth: depth, isOpen: isOpen)
    for step in 1..<max(1, depth) {
      groups[place, default: FunnelTally(steps: plan.steps.count)]
        .addTime(time(toStep: step), afterStep: step - 1)
    }
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

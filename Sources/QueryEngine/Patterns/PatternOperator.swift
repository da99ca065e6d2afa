import EventModel
import QueryLanguage
import SegmentStore
import SequenceMatcher

/// Counts a funnel with any options over the blocks of one worker.
///
/// Reads the rows of named events; the whole stream only where gaps, positions or buckets need it. Units that are parts
/// of users are matched block by block; units that gather events of many users are gathered first, see
/// ``GatheredUnits``.
struct PatternOperator {
  let plan: FunnelPlan
  private var search: AttemptSearch
  private(set) var assembly: SequenceAssembly
  private(set) var table: ValueTable
  private(set) var tallies: AttemptTallies
  private(set) var gathered: GatheredUnits
  private(set) var rowsWithoutKey = 0
  private var probe: CancelProbe

  init(plan: FunnelPlan, selection: GroupSelection, isCancelled: @escaping @Sendable () -> Bool) {
    self.plan = plan
    probe = CancelProbe(isCancelled)
    search = AttemptSearch(plan.pattern, at: plan.span)
    assembly = SequenceAssembly(pattern: plan.pattern)
    table = ValueTable(
      fieldCount: plan.pattern.fields.count, agreementFields: plan.pattern.agreementFields)
    tallies = AttemptTallies(plan: plan, selection: selection)
    gathered = GatheredUnits(fieldCount: plan.pattern.fields.count)
  }

  mutating func consume(_ block: RowBlock, number: Int) throws {
    let candidates = try CandidateRows(plan.pattern, plan.stream, in: block, allRows: plan.readsAllRows)
    let numbers = try FieldNumbers(
      plan.pattern.fields, rows: candidates.rows, in: block, table: &table)
    let times = try block.times()
    let order = UInt64(number) << 32
    func row(_ row: UInt32, session: UInt32) -> UnitRow {
      UnitRow(
        time: times[Int(row)], order: order | UInt64(row), steps: candidates.steps[Int(row)],
        marks: candidates.marks.isEmpty ? 0 : candidates.marks[Int(row)], session: session, source: row)
    }
    switch plan.stream.unit {
    case .user:
      if !plan.readsAllRows { tallies.units += try StreamUnits.countUsers(of: block, stream: plan.stream) }
      try consumeUsers(block, candidates, numbers, row)
    case .session(let column, let gap, let resetZone):
      let map = try UnitMap(sessionsOf: block, column: column, gap: gap, resetZone: resetZone)
      let counted = try StreamUnits.count(map, of: block, stream: plan.stream)
      rowsWithoutKey += counted.rowsWithoutKey
      if !plan.readsAllRows { tallies.units += counted.units }
      try consumeSessions(map, column, block, candidates, numbers, row)
    case .property:
      try gather(plan.unitField, block, candidates, numbers, times) { row($0, session: 0) }
    }
  }

  // MARK: Units within users

  private mutating func consumeUsers(
    _ block: RowBlock, _ candidates: CandidateRows, _ numbers: FieldNumbers,
    _ unitRow: (UInt32, UInt32) -> UnitRow
  ) throws {
    let sessions = try sessionNumbers(of: block)
    let names = plan.listing == nil ? nil : try block.userIDs()
    var rows: [UnitRow] = []
    var index = 0
    var user = 0
    while index < candidates.rows.count {
      while block.userEnds[user] <= candidates.rows[index] { user += 1 }
      rows.removeAll(keepingCapacity: true)
      let end = block.userEnds[user]
      while index < candidates.rows.count, candidates.rows[index] < end {
        let row = candidates.rows[index]
        rows.append(unitRow(row, sessions.isEmpty ? 0 : sessions[Int(row)]))
        index += 1
      }
      try count(rows, numbers) {
        UnitName(owner: .string(names?.text(at: user) ?? ""), part: nil)
      }
    }
  }

  /// The sessions of a block's rows, where windows count them.
  private func sessionNumbers(of block: RowBlock) throws -> [UInt32] {
    guard plan.pattern.needsSessions else { return [] }
    return try UnitMap.sessionNumbers(of: block, column: plan.sessionColumn, gap: plan.sessionGap)
  }

  private mutating func consumeSessions(
    _ map: UnitMap, _ column: Int?, _ block: RowBlock, _ candidates: CandidateRows, _ numbers: FieldNumbers,
    _ unitRow: (UInt32, UInt32) -> UnitRow
  ) throws {
    let names = plan.listing == nil ? nil : try block.userIDs()
    let ids = try column.flatMap { plan.listing == nil ? nil : try block.column($0) }
    let candidateRows = candidates.rows.filter { map.unitOfRow[Int($0)] != UnitMap.none }
    // Stable by construction: rows of one session stay in their order.
    let sorted = candidateRows.sorted {
      (map.unitOfRow[Int($0)], $0) < (map.unitOfRow[Int($1)], $1)
    }
    var rows: [UnitRow] = []
    var index = 0
    var user = 0
    while index < sorted.count {
      let first = sorted[index]
      let session = map.unitOfRow[Int(first)]
      while block.userEnds[user] <= first { user += 1 }
      rows.removeAll(keepingCapacity: true)
      while index < sorted.count, map.unitOfRow[Int(sorted[index])] == session {
        rows.append(unitRow(sorted[index], session))
        index += 1
      }
      try count(rows, numbers) {
        let ordinal = Int64(session) - Int64(map.unitOfRow[block.rows(ofUser: user).lowerBound]) + 1
        return UnitName(
          owner: .string(names?.text(at: user) ?? ""),
          part: ids?.value(ofRow: Int(first)) ?? .integer(ordinal))
      }
    }
  }

  // MARK: Units across users

  private mutating func gather(
    _ field: Int, _ block: RowBlock, _ candidates: CandidateRows, _ numbers: FieldNumbers, _ times: RowTimes,
    _ unitRow: (UInt32) -> UnitRow
  ) throws {
    var streamRows = candidates.rows
    if !plan.readsAllRows {
      streamRows = try plan.stream.events.rows(in: block)
      if let filter = plan.stream.filter { streamRows = try filter.selection(streamRows, in: block) }
    }
    let keys = try FieldNumbers(
      [plan.pattern.fields[field]], rows: streamRows, in: block, table: &gathered.keys)
    for row in streamRows {
      let key = keys.number(field: 0, source: row)
      if key == 0 {
        rowsWithoutKey += 1
      } else if !plan.readsAllRows, plan.stream.range.contains(times[Int(row)]) {
        gathered.markInRange(key)
      }
    }
    for row in candidates.rows {
      let key = keys.number(field: 0, source: row)
      if key != 0 { gathered.append(unitRow(row), key: key, numbers) }
    }
  }

  /// Matches what all workers have gathered, in place of them.
  mutating func matchGathered(_ workers: [PatternOperator]) throws {
    for worker in workers {
      try gathered.merge(worker.gathered, from: worker.table, into: &table, &probe)
      rowsWithoutKey += worker.rowsWithoutKey
    }
    let numbers = gathered.fieldNumbers
    if !plan.readsAllRows { tallies.units += gathered.unitsInRange }
    for (key, rows) in try gathered.units(&probe) {
      try count(rows, numbers) { [gathered] in
        UnitName(owner: gathered.keys.value(key, field: 0) ?? .string(""), part: nil)
      }
    }
  }

  // MARK: One unit

  private mutating func count(_ rows: [UnitRow], _ numbers: FieldNumbers, name: () -> UnitName) throws {
    try probe.count(rows.count)
    if plan.readsAllRows { tallies.addStream(rows) }
    if mayStart(rows) {
      assembly.assemble(rows, numbers, table)
      try countAttempts(name)
    }
    if plan.breakdown?.attribution == .all { try countByValue(rows, numbers) }
    tallies.finishUnit()
  }

  private func mayStart(_ rows: [UnitRow]) -> Bool {
    let start = plan.pattern.rules.startingSteps
    return rows.contains { $0.steps & start != 0 }
  }

  private mutating func countAttempts(_ name: () -> UnitName) throws {
    let matches = try matches()
    let listed = plan.listing == nil || matches.isEmpty ? nil : name()
    for match in matches {
      tallies.add(
        match.attempt, assembly, table, bucket: match.bucket, name: match.bucket == nil ? listed : nil)
    }
  }

  /// One funnel for each value, of the events with that value alone.
  private mutating func countByValue(_ rows: [UnitRow], _ numbers: FieldNumbers) throws {
    var groups: [GroupNumbers: [UnitRow]] = [:]
    var order: [GroupNumbers] = []
    for row in rows {
      let key = tallies.groupNumbers(of: row, numbers)
      if groups[key] == nil { order.append(key) }
      groups[key, default: []].append(row)
    }
    for key in order {
      let narrowed = groups[key] ?? []
      tallies.addStream(narrowed, group: key, table)
      guard mayStart(narrowed) else { continue }
      assembly.assemble(narrowed, numbers, table)
      for match in try matches() {
        tallies.add(match.attempt, assembly, table, bucket: match.bucket, group: key)
      }
    }
  }

  /// The counted attempts of the assembled unit: those of the whole range, then those of each bucket.
  private mutating func matches() throws -> [(attempt: Attempt, bucket: Int?)] {
    let range = plan.stream.range
    var matches: [(attempt: Attempt, bucket: Int?)] = []
    for attempt in try search.attempts(of: assembly, startingIn: range) { matches.append((attempt, nil)) }
    guard let calendar = plan.buckets else { return matches }
    let buckets = Set(
      assembly.unit.events.lazy.filter { range.contains($0.time) }.map {
        calendar.index(of: Timestamp(microseconds: $0.time))
      })
    for bucket in buckets.sorted() {
      let first = max(range.lowerBound, calendar.start(ofIndex: bucket).microseconds)
      let end = min(range.upperBound, calendar.start(ofIndex: bucket + 1).microseconds)
      for attempt in try search.attempts(of: assembly, startingIn: first..<max(first, end)) {
        matches.append((attempt, bucket))
      }
    }
    return matches
  }
}

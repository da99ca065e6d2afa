import EventModel
import QueryLanguage
import QueryResults
import SegmentStore

extension StatementContext {
  /// More buckets would not be read by anyone.
  private static let maximumBuckets = 10_000

  /// What one worker has seen of a segment.
  private struct SegmentTally {
    var users = 0
    var members: [SegmentMember] = []
    var memberCount = 0
    /// Members and known users by bucket.
    var sizes: [(members: Int, users: Int)] = []
  }

  /// Answers `show segment "X"`: who belongs to it, and how many did at the end of each bucket.
  func segment(
    _ name: Located<String>, _ clauses: StreamClauses, every: Located<CalendarPeriod>?,
    weekStart: Located<Weekday>?, top: Located<Int>?
  ) throws -> QueryResult {
    var binder = makeBinder()
    let stream = segmentStream(clauses, &binder)
    let test = binder.segmentTest(named: name, end: stream.range.upperBound)
    if let top, top.value < 1 { binder.report(.topNotPositive, at: top.span) }
    let buckets = sizeBuckets(every, weekStart, stream, test.instant, &binder)
    try binder.finish()
    let limit = top?.value
    let ends = buckets.map(\.end)
    let (workers, totals) = try scan(columns: test.columns).run(
      makeState: { SegmentTally(sizes: ends.map { _ in (0, 0) }) },
      body: { tally, block in
        try Self.add(block, test, ends, &tally)
        if let limit, tally.members.count > 2 * limit { Self.cut(&tally.members, to: limit) }
      })
    var members = workers.flatMap(\.members)
    Self.cut(&members, to: limit ?? members.count)
    let users = workers.reduce(0) { $0 + $1.users }
    let count = workers.reduce(0) { $0 + $1.memberCount }
    let sizes = buckets.indices.map { index in
      let members = workers.reduce(0) { $0 + $1.sizes[index].members }
      let users = workers.reduce(0) { $0 + $1.sizes[index].users }
      return SegmentSize(
        bucket: buckets[index].label, members: members, users: users,
        share: FunnelAnswer.rate(members, users))
    }
    let definition = engine.definitions.segment(named: name.value)
    return result(
      .segment(
        SegmentResult(
          name: name.value,
          text: definition.map { Self.text(of: $0) } ?? "", instant: Self.timestamp(test.instant),
          members: count, users: users, share: FunnelAnswer.rate(count, users), listed: members,
          sizes: every == nil ? nil : sizes)),
      stream: stream, options: top.map { [ResultOption(key: "top", value: .integer($0.value))] } ?? [],
      warnings: binder.warnings, totals: totals, units: users)
  }

  private static func text(of definition: SegmentDefinition) -> String {
    DefinitionKey(of: .defineSegment(definition)).map { describe(.defineSegment(definition), $0).text } ?? ""
  }

  static func timestamp(_ instant: Int64) -> Timestamp? {
    instant == .max ? nil : Timestamp(microseconds: instant)
  }

  private static func add(
    _ block: RowBlock, _ test: SegmentTest, _ ends: [Int64], _ tally: inout SegmentTally
  ) throws {
    let reading = try block.reading(of: test)
    let members = try reading.members()
    let ids = try block.userIDs()
    let times = try block.times()
    for user in 0..<block.userCount {
      let rows = block.rows(ofUser: user)
      for (index, end) in ends.enumerated() where times[rows.lowerBound] < end {
        tally.sizes[index].users += 1
        if try reading.contains(user, at: end, event: nil) { tally.sizes[index].members += 1 }
      }
      guard times[rows.lowerBound] < test.instant else { continue }
      tally.users += 1
      guard members[user] else { continue }
      tally.memberCount += 1
      let known = rows.prefix { times[$0] < test.instant }
      tally.members.append(
        SegmentMember(
          user: ids.text(at: user), events: known.count,
          first: Timestamp(microseconds: times[known.lowerBound]),
          last: Timestamp(microseconds: times[known.upperBound - 1])))
    }
  }

  /// Keeps the members with the most events, ties by id.
  private static func cut(_ members: inout [SegmentMember], to limit: Int) {
    members.sort { left, right in
      left.events != right.events ? left.events > right.events : ExactText(left.user) < ExactText(right.user)
    }
    if members.count > limit { members.removeSubrange(limit...) }
  }

  /// The buckets of `every`, each with the instant at its end; none without it.
  private func sizeBuckets(
    _ every: Located<CalendarPeriod>?, _ weekStart: Located<Weekday>?, _ stream: BoundStream,
    _ instant: Int64, _ binder: inout Binder
  ) -> [(label: String, end: Int64)] {
    guard let every, instant != .max,
      let first = engine.snapshot.times?.lowerBound.microseconds
    else { return [] }
    let calendar = CalendarBucket(
      CalendarBucket.Unit(every.value), zone: binder.zone,
      weekStart: weekStart?.value ?? .monday)
    let from = stream.range.lowerBound == .min ? first : stream.range.lowerBound
    guard from < instant else { return [] }
    let indices =
      calendar.index(
        of: Timestamp(microseconds: from))...calendar.index(of: Timestamp(microseconds: instant - 1))
    if indices.count > Self.maximumBuckets {
      binder.report(.tooManyBuckets(indices.count, allowed: Self.maximumBuckets), at: every.span)
      return []
    }
    return indices.map { index in
      (calendar.label(ofIndex: index), min(instant, calendar.start(ofIndex: index + 1).microseconds))
    }
  }

  /// Range and zone; other clauses have nothing to say about a segment.
  private func segmentStream(_ clauses: StreamClauses, _ binder: inout Binder) -> BoundStream {
    let isForeign =
      clauses.filter != nil || clauses.segment != nil || clauses.unit != nil || !clauses.only.isEmpty
      || !clauses.hide.isEmpty
    if isForeign { binder.refuse(.clausesOfSegment, at: .none) }
    var kept = clauses
    (kept.filter, kept.segment, kept.unit, kept.only, kept.hide) = (nil, nil, nil, [], [])
    return binder.stream(kept, defaultUnit: .user)
  }

  // MARK: Overlap

  /// Answers `show segment "A", "B"`: how many users the segments share.
  func overlap(of names: [Located<String>], _ clauses: StreamClauses) throws -> QueryResult {
    var binder = makeBinder()
    let stream = segmentStream(clauses, &binder)
    let tests = names.map { binder.segmentTest(named: $0, end: stream.range.upperBound) }
    try binder.finish()
    let instant = tests[0].instant
    let columns = tests.reduce(into: Set<Int>()) { $0.formUnion($1.columns) }
    let (workers, totals) = try scan(columns: columns).run(
      makeState: {
        (users: 0, both: [[Int]](repeating: [Int](repeating: 0, count: tests.count), count: tests.count))
      },
      body: { tally, block in
        let members = try tests.map { try $0.members(of: block) }
        let times = try block.times()
        for user in 0..<block.userCount {
          if times[block.rows(ofUser: user).lowerBound] < instant { tally.users += 1 }
          let places = tests.indices.filter { members[$0][user] }
          for a in places { for b in places { tally.both[a][b] += 1 } }
        }
      })
    func count(_ a: Int, _ b: Int) -> Int { workers.reduce(0) { $0 + $1.both[a][b] } }
    var pairs: [SegmentPair] = []
    for a in tests.indices {
      for b in tests.indices where a < b {
        let both = count(a, b)
        pairs.append(
          SegmentPair(
            a: names[a].value, b: names[b].value, both: both,
            shareOfA: FunnelAnswer.rate(both, count(a, a)), shareOfB: FunnelAnswer.rate(both, count(b, b)),
            similarity: FunnelAnswer.rate(both, count(a, a) + count(b, b) - both)))
      }
    }
    let users = workers.reduce(0) { $0 + $1.users }
    return result(
      .segmentOverlap(
        SegmentOverlapResult(
          instant: Self.timestamp(instant), users: users,
          segments: names.indices.map { SegmentCount(name: names[$0].value, members: count($0, $0)) },
          pairs: pairs)),
      stream: stream, warnings: binder.warnings, totals: totals, units: users)
  }
}

extension CalendarBucket.Unit {
  /// The calendar's word for the language's.
  init(_ period: CalendarPeriod) {
    switch period {
    case .hour: self = .hour
    case .day: self = .day
    case .week: self = .week
    case .month: self = .month
    }
  }
}

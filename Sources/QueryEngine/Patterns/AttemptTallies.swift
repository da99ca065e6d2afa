import EventModel
import QueryLanguage
import QueryResults
import SequenceMatcher

/// What a unit is called in listings.
struct UnitName {
  var owner: PropertyValue
  /// The session of a user: its id, or its number from 1.
  var part: PropertyValue?
}

/// One listed attempt.
struct ListedAttempt {
  var name: UnitName
  var unit: FunnelUnit
  /// Where the event of ``FunnelPlan/Listing/rowOfStep`` lies: number of the block, then row.
  var row: UInt64?
}

/// The tallies of a group: of the whole range, and of each bucket.
struct GroupTally {
  var whole: FunnelTally
  var buckets: [Int: FunnelTally] = [:]

  mutating func merge(_ other: GroupTally) {
    whole.merge(other.whole)
    for (bucket, tally) in other.buckets {
      buckets[bucket, default: FunnelTally(steps: tally.stopped.count)].merge(tally)
    }
  }
}

/// Puts counted attempts into groups and buckets, for one worker.
struct AttemptTallies {
  private let plan: FunnelPlan
  private let selection: GroupSelection
  private(set) var all: GroupTally
  /// Empty once there are sizes.
  private(set) var groups: [GroupTally] = []
  private(set) var groupKeys: [FunnelGroupKey] = []
  /// How many units each group has, where there are too many groups to count more.
  private(set) var sizes: [Int]?
  private var places: [GroupNumbers: Int] = [:]
  private var placesByKey: [FunnelGroupKey: Int] = [:]
  private(set) var listed: [ListedAttempt] = []
  /// Units with an event of the stream in the range.
  var units = 0
  /// The first and last time of the stream, µs.
  private(set) var extent: ClosedRange<Int64>?
  private let mandatory: [Int]
  private let optional: [Int]
  /// Of the unit at hand: its deepest attempt by tally; −1 stands for all, and for the whole range.
  private var depths: [TallyPlace: Int] = [:]
  /// Groups whose stream has been seen in the unit at hand.
  private var groupsSeen: Set<Int> = []

  private struct TallyPlace: Hashable {
    var group: Int
    var bucket: Int
  }

  /// The place of values that are no group.
  private static let noPlace = -2

  init(plan: FunnelPlan, selection: GroupSelection) {
    self.plan = plan
    self.selection = selection
    let mandatory = plan.pattern.rules.mandatory
    self.mandatory = mandatory
    optional = plan.pattern.rules.steps.indices.filter { !mandatory.contains($0) }
    all = GroupTally(whole: FunnelTally(steps: mandatory.count))
  }

  // MARK: Streams

  /// Counts a unit by its events of the stream, which are all there.
  mutating func addStream(_ rows: [UnitRow]) {
    var inRange = false
    var buckets: Set<Int> = []
    for row in rows {
      let time = plan.pattern.resolution.map { SequenceAssembly.floor(row.time, to: $0) } ?? row.time
      extent = min(extent?.lowerBound ?? time, time)...max(extent?.upperBound ?? time, time)
      guard plan.stream.range.contains(time) else { continue }
      inRange = true
      if let calendar = plan.buckets { buckets.insert(calendar.index(of: Timestamp(microseconds: time))) }
    }
    if inRange { units += 1 }
    for bucket in buckets {
      all.buckets[bucket, default: FunnelTally(steps: mandatory.count)].units += 1
    }
  }

  /// Counts a unit in the group that `rows`, all of one value, make.
  mutating func addStream(_ rows: [UnitRow], group: GroupNumbers, _ table: ValueTable) {
    let isInRange = rows.contains { row in
      plan.stream.range.contains(
        plan.pattern.resolution.map { SequenceAssembly.floor(row.time, to: $0) } ?? row.time)
    }
    let place = place(of: group, table)
    if sizes == nil, isInRange, place >= 0, groupsSeen.insert(place).inserted {
      groups[place].whole.units += 1
    }
  }

  // MARK: Attempts

  mutating func add(
    _ attempt: Attempt, _ assembly: SequenceAssembly, _ table: ValueTable, bucket: Int?,
    group: GroupNumbers? = nil, name: UnitName? = nil
  ) {
    let reader = AttemptReader(attempt: attempt, plan: plan, assembly: assembly, table: table)
    guard reader.isWanted else { return }
    if group == nil {
      add(attempt, assembly, place: -1, bucket)
      if bucket == nil, let name { list(attempt, reader, name) }
    }
    guard let breakdown = plan.breakdown, (breakdown.attribution == .all) == (group != nil) else { return }
    add(attempt, assembly, place: place(of: group ?? reader.group(breakdown), table), bucket)
  }

  private mutating func add(_ attempt: Attempt, _ assembly: SequenceAssembly, place: Int, _ bucket: Int?) {
    // Buckets may hold attempts of values that have none in the whole range.
    if place == Self.noPlace { return }
    if place >= 0, sizes != nil {
      if bucket == nil { addSize(place, attempt) }
      return
    }
    let stepCount = plan.pattern.steps.count
    let passed = optional.filter { attempt.places[$0] >= 0 }
    var times: [Int64] = []
    if plan.pattern.rules.order != .sets {
      for step in 1..<max(1, attempt.depth) {
        let (from, to) = (attempt.places[mandatory[step - 1]], attempt.places[mandatory[step]])
        times.append(assembly.unit.events[to].time - assembly.unit.events[from].time)
      }
    }
    withTally(place, bucket) { tally in
      tally.add(depth: attempt.depth, isOpen: attempt.isOpen ?? false)
      for step in passed { tally.pass(step, of: stepCount) }
      for (step, time) in times.enumerated() { tally.addTime(time, afterStep: step) }
    }
    if plan.countsUnitsApart {
      let slot = TallyPlace(group: place, bucket: bucket ?? .min)
      depths[slot] = max(depths[slot] ?? 0, attempt.depth)
    }
  }

  private mutating func addSize(_ place: Int, _ attempt: Attempt) {
    if plan.countsUnitsApart {
      depths[TallyPlace(group: place, bucket: .min)] = attempt.depth
    } else {
      sizes?[place] += 1
    }
  }

  private mutating func withTally(_ place: Int, _ bucket: Int?, _ body: (inout FunnelTally) -> Void) {
    let empty = FunnelTally(steps: mandatory.count)
    switch (place < 0, bucket) {
    case (true, nil): body(&all.whole)
    case (true, let bucket?): body(&all.buckets[bucket, default: empty])
    case (false, nil): body(&groups[place].whole)
    case (false, let bucket?): body(&groups[place].buckets[bucket, default: empty])
    }
  }

  /// Counts the unit at hand once in every tally that has an attempt of it.
  mutating func finishUnit() {
    for (slot, depth) in depths {
      if slot.group >= 0, sizes != nil {
        sizes?[slot.group] += 1
        continue
      }
      withTally(slot.group, slot.bucket == .min ? nil : slot.bucket) { $0.addUnit(depth: depth) }
    }
    depths.removeAll(keepingCapacity: true)
    groupsSeen.removeAll(keepingCapacity: true)
    if case .all(let tallied) = selection, groups.count > tallied {
      sizes = groups.map { $0.whole.reachedUnits(0) }
      groups = []
    }
  }

  private mutating func list(_ attempt: Attempt, _ reader: AttemptReader, _ name: UnitName) {
    guard let listing = plan.listing else { return }
    if let depth = listing.depth, attempt.depth != depth { return }
    listed.append(
      ListedAttempt(
        name: name, unit: reader.listed(name), row: listing.rowOfStep.flatMap { reader.row(ofStep: $0) }))
  }

  // MARK: Groups

  /// The group of a row under `attribute all`.
  func groupNumbers(of row: UnitRow, _ numbers: FieldNumbers) -> GroupNumbers {
    GroupNumbers(
      numbers: (plan.breakdown?.keys ?? []).map { key in
        if case .field(let field) = key { return numbers.number(field: field, source: row.source) }
        return 0
      })
  }

  /// Where the group is counted, or ``noPlace``.
  private mutating func place(of numbers: GroupNumbers, _ table: ValueTable) -> Int {
    if let place = places[numbers] { return place }
    guard let key = selection.group(of: FunnelGroupKey(numbers, plan.breakdown, table)) else {
      places[numbers] = Self.noPlace
      return Self.noPlace
    }
    if let place = placesByKey[key] {
      places[numbers] = place
      return place
    }
    let place = groupKeys.count
    if sizes == nil {
      groups.append(GroupTally(whole: FunnelTally(steps: mandatory.count)))
    } else {
      sizes?.append(0)
    }
    groupKeys.append(key)
    places[numbers] = place
    placesByKey[key] = place
    return place
  }
}

/// What the attempts of a group share.
struct FunnelGroupKey: Hashable {
  var kind: GroupKind
  /// Empty for the kinds without values.
  var values: [PropertyValue?]

  init(kind: GroupKind, values: [PropertyValue?]) {
    self.kind = kind
    self.values = values
  }

  init(_ numbers: GroupNumbers, _ breakdown: FunnelPlan.Breakdown?, _ table: ValueTable) {
    if numbers == .notReached {
      self.init(kind: .notReached, values: [])
      return
    }
    let values = zip(breakdown?.keys ?? [], numbers.numbers).map { key, number -> PropertyValue? in
      switch key {
      case .field(let field), .alias(_, let field): table.value(number, field: field)
      case .count: .integer(Int64(number))
      }
    }
    self.init(kind: values.allSatisfy { $0 == nil } ? .none : .value, values: values)
    if kind == .none { self.values = [] }
  }
}

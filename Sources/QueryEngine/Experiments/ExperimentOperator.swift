import EventModel
import QueryLanguage
import SegmentStore
import Statistics

/// Finds each unit's exposure and measures the goals, for the blocks of one worker.
struct ExperimentOperator {
  /// A cell by the numbers of this worker.
  private struct Place: Hashable {
    var variant: Int
    var values: Int
    var fate: ExperimentCell.Fate
  }

  /// One exposed unit.
  private struct Exposed {
    var user: Int
    var time: Int64
    var place: Place
    var isSwitcher: Bool
    /// Whether it did something a goal counts already before.
    var hasPrior = false
    /// The calendar day of its exposure.
    var day: Int64 = 0
    /// What the unit adds to the digest of the data.
    var word: UInt64 = 0
  }

  /// An exposed unit's place among the days of a block.
  private struct DayPlace: Hashable {
    var variant: Int
    var day: Int64
  }

  /// A unit that is no user, and whose it is.
  private struct Owned {
    var owner: UInt64
    var time: Int64
    /// The digest of the variant seen first.
    var word: UInt64
  }

  private let plan: ExperimentPlan
  /// The stream of the rows at hand.
  private let stream: BoundStream
  /// What is read of exposures to tell segment and stratum.
  private let valueFields: [BoundFilter.Field]
  private let fold: ExperimentFold
  private let days: CalendarBucket
  private(set) var variants: VariantNumbers
  /// Values of the exposure event, by their number.
  private var values: [[PropertyValue?]] = []
  private var numbersOfValues: [[PropertyValue?]: Int] = [:]
  /// The digests of the variants' texts, by their number.
  private var variantWords: [UInt64] = []
  private(set) var tally = ExposureTally()
  private(set) var gathering: UnitGathering
  private var companion: CompanionReader?
  /// Units of which those of the same user have not been compared yet.
  private var owned: [Owned] = []

  init(
    plan: ExperimentPlan, fold: ExperimentFold, catalog: SnapshotCatalog,
    isCancelled: @escaping @Sendable () -> Bool
  ) {
    self.plan = plan
    self.fold = fold
    stream = plan.stream.unit == .user ? plan.stream : plan.gatheredStream
    valueFields = plan.gatheredValueFields
    gathering = UnitGathering(plan: plan, catalog: catalog, isCancelled: isCancelled)
    companion = plan.companion.map { CompanionReader($0) }
    days = CalendarBucket(.day, zone: plan.stream.zone)
    variants = VariantNumbers(planned: plan.variants.map(\.value))
  }

  /// Measures the units of a block and hands the sums on; units that lie in several blocks are kept.
  mutating func consume(_ number: Int, _ block: RowBlock) throws {
    switch plan.stream.unit {
    case .user:
      tally.seen += try StreamUnits.countUsers(of: block, stream: plan.stream)
      var sums = ExperimentBlock()
      try measure(block, into: &sums)
      fold.add(sums, number: number)
    case .session:
      let (blocks, seen) = try gathering.sessions(of: block, number: number)
      tally.seen += seen
      var sums = ExperimentBlock()
      for block in blocks { try measure(block, into: &sums) }
      fold.add(sums, number: number)
      compareOwned()
    case .property: try gathering.add(block, number: number)
    }
  }

  /// Measures the units that `workers` kept, if there are such, and answers the workers whose counts are to be merged.
  mutating func finish(_ workers: [ExperimentOperator]) throws -> [ExperimentOperator] {
    for worker in workers { gathering.merge(worker.gathering) }
    tally.rowsWithoutKey += gathering.rowsWithoutKey
    guard case .property = plan.stream.unit else { return workers + [self] }
    tally.seen += gathering.seen
    for (number, block) in gathering.blocks().enumerated() {
      var sums = ExperimentBlock()
      try measure(block, into: &sums)
      fold.add(sums, number: number)
    }
    compareOwned()
    return [self]
  }

  /// Counts how many units of the same user saw the same variant, in pairs that share no unit.
  private mutating func compareOwned() {
    owned.sort { ($0.owner, $0.time, $0.word) < ($1.owner, $1.time, $1.word) }
    var index = 0
    while index + 1 < owned.count {
      guard owned[index].owner == owned[index + 1].owner else {
        index += 1
        continue
      }
      tally.pairs += 1
      if owned[index].word == owned[index + 1].word { tally.alikePairs += 1 }
      index += 2
    }
    owned.removeAll(keepingCapacity: true)
  }

  private mutating func measure(_ block: RowBlock, into sums: inout ExperimentBlock) throws {
    var rows = try plan.exposure.rows(in: block, stream: stream)
    guard !rows.isEmpty else { return }
    let times = try block.times()
    if plan.stream.isBounded { rows = rows.filter { plan.stream.range.contains(times[Int($0)]) } }
    guard !rows.isEmpty else { return }
    var found = try exposures(rows, block, times)
    if let activation = plan.activation { try markActivation(activation, &found, block, times) }
    if plan.maturedOnly { markImmature(&found) }
    if let arms = try companion?.arms(in: block, times) { join(arms, &found) }
    let cellOfUnit = openCells(found, in: &sums)
    let dayOfUnit = openDays(found, in: &sums)
    for (goal, definition) in plan.goals.enumerated() {
      try measure(goal, definition, &found, (cellOfUnit, dayOfUnit), &sums, block, times)
    }
    count(found, cellOfUnit, &sums)
  }

  /// The cell of each unit, by its index in `sums`.
  private func openCells(_ found: [Exposed], in sums: inout ExperimentBlock) -> [Int] {
    var places: [Place: Int] = [:]
    return found.map { exposed in
      if let index = places[exposed.place] { return index }
      places[exposed.place] = sums.cells.count
      let key = ExperimentCell.Key(
        variant: variants.values[exposed.place.variant],
        values: values.isEmpty ? [] : values[exposed.place.values], fate: exposed.place.fate)
      sums.cells.append((key, ExperimentCell(goals: plan.goals.count)))
      return sums.cells.count - 1
    }
  }

  /// The day of each analysed unit, by its index in `sums`; -1 for other units.
  private func openDays(_ found: [Exposed], in sums: inout ExperimentBlock) -> [Int] {
    var places: [DayPlace: Int] = [:]
    return found.map { exposed in
      guard exposed.place.fate == .analysed else { return -1 }
      let place = DayPlace(variant: exposed.place.variant, day: exposed.day)
      if let index = places[place] {
        sums.days[index].day.units += 1
        return index
      }
      places[place] = sums.days.count
      let key = ExperimentDay.Key(variant: variants.values[place.variant], day: place.day)
      var day = ExperimentDay(goals: plan.followedGoals.count)
      day.units = 1
      sums.days.append((key, day))
      return sums.days.count - 1
    }
  }

  // MARK: Exposure

  private mutating func exposures(
    _ rows: [UInt32], _ block: RowBlock, _ times: RowTimes
  ) throws -> [Exposed] {
    let variantOfRow = try variants.numbers(of: plan.variantField, rows, in: block)
    while variantWords.count < variants.values.count {
      variantWords.append(ExperimentDigest.of(variants.values[variantWords.count].text))
    }
    let valuesOfRow = try exposureValues(rows, block)
    let users = block.users(ofRows: rows)
    var found: [Exposed] = []
    var index = 0
    while index < rows.count {
      let user = users[index]
      let first = index
      var exposed: Exposed?
      var sawUnknown = false
      while index < rows.count, users[index] == user {
        let variant = variantOfRow[index]
        if variant >= 0 {
          let time = times[Int(rows[index])]
          tally.exposures += 1
          if exposed == nil {
            exposed = Exposed(
              user: user, time: time,
              place: Place(variant: variant, values: valuesOfRow?(index) ?? 0, fate: .analysed),
              isSwitcher: false)
            if let owners = block.owners {
              owned.append(
                Owned(owner: owners.numbers[Int(rows[index])], time: time, word: variantWords[variant]))
            }
          } else if exposed?.place.variant != variant {
            exposed?.isSwitcher = true
          }
          // The same variant at the same instant again: sent twice, not seen twice.
          var earlier = index - 1
          while earlier >= first, times[Int(rows[earlier])] == time {
            if variantOfRow[earlier] == variant {
              tally.duplicates += 1
              break
            }
            earlier -= 1
          }
        } else if variant == VariantNumbers.unknown {
          sawUnknown = true
        }
        index += 1
      }
      if var exposed {
        if exposed.isSwitcher, plan.switchers == .exclude { exposed.place.fate = .switcher }
        exposed.day = Int64(days.index(of: Timestamp(microseconds: exposed.time)))
        exposed.word = ExperimentDigest.mix(
          UInt64(bitPattern: exposed.time) ^ variantWords[exposed.place.variant])
        if !plan.plausibleTimes.contains(exposed.time) { tally.implausibleTimes += 1 }
        found.append(exposed)
      } else if sawUnknown {
        tally.unknownUnits += 1
      }
    }
    return found
  }

  /// The number of the values that make segment and stratum, by index into `rows`; `nil` without any.
  private mutating func exposureValues(_ rows: [UInt32], _ block: RowBlock) throws -> ((Int) -> Int)? {
    guard !valueFields.isEmpty else { return nil }
    let read = try valueFields.map { try $0.values(rows, in: block) }
    let numbers = rows.indices.map { index in number(ofValues: read.map { $0(index) }) }
    return { numbers[$0] }
  }

  private mutating func number(ofValues key: [PropertyValue?]) -> Int {
    if let number = numbersOfValues[key] { return number }
    values.append(key)
    numbersOfValues[key] = values.count - 1
    return values.count - 1
  }

  /// Puts units into segments by their arm of the companion, and those apart that have none.
  private mutating func join(_ arms: [Int: PropertyValue], _ found: inout [Exposed]) {
    for index in found.indices where found[index].place.fate == .analysed {
      if let arm = arms[found[index].user] {
        found[index].place.values = number(ofValues: [arm])
      } else {
        found[index].place.fate = .apart
      }
    }
  }

  private func markActivation(
    _ step: BoundStep, _ found: inout [Exposed], _ block: RowBlock, _ times: RowTimes
  ) throws {
    var cursor = StepRowCursor(try step.rows(in: block, stream: stream))
    for index in found.indices where found[index].place.fate == .analysed {
      cursor.begin(block.rows(ofUser: found[index].user))
      if cursor.indices(in: found[index].time...Int64.max, times).isEmpty {
        found[index].place.fate = .notActivated
      }
    }
  }

  private func markImmature(_ found: inout [Exposed]) {
    for index in found.indices where found[index].place.fate == .analysed {
      if !isMatured(exposure: found[index].time, window: plan.longestWindow) {
        found[index].place.fate = .immature
      }
    }
  }

  private func isMatured(exposure: Int64, window: Int64?) -> Bool {
    guard let window, let endOfData = plan.endOfData else { return true }
    let (end, overflows) = exposure.addingReportingOverflow(window)
    return !overflows && end < endOfData
  }

  // MARK: Goals

  private func measure(
    _ goal: Int, _ definition: ExperimentPlan.Goal, _ found: inout [Exposed],
    _ places: (cellOfUnit: [Int], dayOfUnit: [Int]), _ sums: inout ExperimentBlock, _ block: RowBlock,
    _ times: RowTimes
  ) throws {
    var reader = try GoalReader(definition, block: block, stream: stream)
    let (isRatio, keepsSamples) = (definition.isRatio, definition.keepsSamples)
    let cap = definition.fixedCap
    // Taken out of the cells while they grow.
    var totals = sums.cells.map { $0.cell.goals[goal] }
    let followed = plan.followedGoals.firstIndex(of: goal)
    var days = followed.map { followed in sums.days.map { $0.day.goals[followed] } }
    for index in found.indices {
      let exposed = found[index]
      guard exposed.place.fate == .analysed || exposed.place.fate == .notActivated else { continue }
      reader.begin(block.rows(ofUser: exposed.user))
      let after = try reader.value(in: definition.span(from: exposed.time), times)
      let before = try reader.value(in: definition.spanBefore(exposed.time), times)
      if before.value != 0 { found[index].hasPrior = true }
      let x = isRatio ? after.denominator : before.value
      totals[places.cellOfUnit[index]].add(
        x: x, y: after.value,
        isMatured: isMatured(exposure: exposed.time, window: definition.window), keepsSample: keepsSamples)
      if isRatio { totals[places.cellOfUnit[index]].addBefore(x: before.denominator, y: before.value) }
      guard x != 0 || after.value != 0 else { continue }
      found[index].word = ExperimentDigest.mix(
        found[index].word ^ after.value.bitPattern &+ ExperimentDigest.mix(x.bitPattern ^ UInt64(goal)))
      if days != nil, places.dayOfUnit[index] >= 0 {
        days?[places.dayOfUnit[index]].add(x: x, y: cap.map { min($0, after.value) } ?? after.value)
      }
    }
    for place in sums.cells.indices {
      totals[place].settle()
      sums.cells[place].cell.goals[goal] = totals[place]
    }
    if let followed, let days {
      for place in sums.days.indices { sums.days[place].day.goals[followed] = days[place] }
    }
  }

  private mutating func count(
    _ found: [Exposed], _ cellOfUnit: [Int], _ sums: inout ExperimentBlock
  ) {
    for (index, exposed) in found.enumerated() {
      let place = cellOfUnit[index]
      sums.cells[place].cell.units += 1
      tally.digest.add(unit: exposed.word &+ UInt64(exposed.place.fate.rawValue))
      if exposed.isSwitcher { sums.cells[place].cell.switchers += 1 }
      guard exposed.place.fate == .analysed else { continue }
      if exposed.hasPrior { sums.cells[place].cell.priorUnits += 1 }
      if !isMatured(exposure: exposed.time, window: plan.longestWindow) {
        sums.cells[place].cell.immature += 1
      }
    }
  }
}

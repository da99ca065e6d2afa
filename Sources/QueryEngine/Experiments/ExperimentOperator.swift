import EventModel
import QueryLanguage
import SegmentStore
import Statistics

/// Finds each unit's exposure and measures the goals, for the blocks of one worker.
struct ExperimentOperator {
  /// What one block adds; blocks are merged in the order of their numbers.
  struct BlockTotals: Sendable {
    var block: Int
    var cells: [ExperimentCell.Key: ExperimentCell]
  }

  /// One exposed unit.
  private struct Exposed {
    var user: Int
    var time: Int64
    var key: ExperimentCell.Key
    var isSwitcher: Bool
    /// Where its exposure event lies among the exposure rows.
    var index: Int
    /// Whether it did something a goal counts already before.
    var hasPrior = false
  }

  private let plan: ExperimentPlan
  private let days: CalendarBucket
  private(set) var variants: VariantNumbers
  /// Values of the exposure event, by segment number.
  private(set) var segments: [[PropertyValue?]] = []
  private var segmentNumbers: [[PropertyValue?]: Int] = [:]
  private(set) var blocks: [BlockTotals] = []
  /// Analysed units by the calendar day of their exposure.
  private(set) var unitsByDay: [Int64: Int] = [:]
  private(set) var unitCount = 0
  /// Units exposed to unrecognised variants only.
  private(set) var unknownUnits = 0

  init(plan: ExperimentPlan) {
    self.plan = plan
    days = CalendarBucket(.day, zone: plan.stream.zone)
    variants = VariantNumbers(planned: plan.variants.map(\.value))
  }

  mutating func consume(_ number: Int, _ block: RowBlock) throws {
    unitCount += try StreamUnits.countUsers(of: block, stream: plan.stream)
    var rows = try plan.exposure.rows(in: block, stream: plan.stream)
    guard !rows.isEmpty else { return }
    let times = try block.times()
    if plan.stream.isBounded { rows = rows.filter { plan.stream.range.contains(times[Int($0)]) } }
    guard !rows.isEmpty else { return }
    var found = try exposures(rows, block, times)
    if let activation = plan.activation { try markActivation(activation, &found, block, times) }
    if plan.maturedOnly { markImmature(&found) }
    var totals = BlockTotals(block: number, cells: [:])
    var cells: [ExperimentCell] = []
    var places: [ExperimentCell.Key: Int] = [:]
    let placeOfUnit = found.map { exposed in
      if let place = places[exposed.key] { return place }
      places[exposed.key] = cells.count
      cells.append(ExperimentCell(goals: plan.goals.count))
      return cells.count - 1
    }
    for (goal, definition) in plan.goals.enumerated() {
      try measure(goal, definition, &found, placeOfUnit, &cells, block, times)
    }
    count(found, placeOfUnit, &cells)
    for (key, place) in places { totals.cells[key] = cells[place] }
    blocks.append(totals)
  }

  // MARK: Exposure

  private mutating func exposures(
    _ rows: [UInt32], _ block: RowBlock, _ times: RowTimes
  ) throws -> [Exposed] {
    let variantOfRow = try variants.numbers(of: plan.variantField, rows, in: block)
    let segmentOfRow = try segmentNumbers(rows, block)
    let users = block.users(ofRows: rows)
    var found: [Exposed] = []
    var index = 0
    while index < rows.count {
      let user = users[index]
      var exposed: Exposed?
      var sawUnknown = false
      while index < rows.count, users[index] == user {
        let variant = variantOfRow[index]
        if variant >= 0 {
          if exposed == nil {
            exposed = Exposed(
              user: user, time: times[Int(rows[index])],
              key: .init(variant: variant, segment: segmentOfRow?(index) ?? 0, fate: .analysed),
              isSwitcher: false, index: index)
          } else if exposed?.key.variant != variant {
            exposed?.isSwitcher = true
          }
        } else if variant == VariantNumbers.unknown {
          sawUnknown = true
        }
        index += 1
      }
      if var exposed {
        if exposed.isSwitcher, plan.switchers == .exclude { exposed.key.fate = .switcher }
        found.append(exposed)
      } else if sawUnknown {
        unknownUnits += 1
      }
    }
    return found
  }

  /// The segment number by index into `rows`; `nil` without a breakdown.
  private mutating func segmentNumbers(_ rows: [UInt32], _ block: RowBlock) throws -> ((Int) -> Int)? {
    guard let fields = plan.segmentation?.fields else { return nil }
    let values = try fields.map { try $0.values(rows, in: block) }
    let numbers = rows.indices.map { index in
      let key = values.map { $0(index) }
      if let number = segmentNumbers[key] { return number }
      segments.append(key)
      segmentNumbers[key] = segments.count - 1
      return segments.count - 1
    }
    return { numbers[$0] }
  }

  private func markActivation(
    _ step: BoundStep, _ found: inout [Exposed], _ block: RowBlock, _ times: RowTimes
  ) throws {
    var cursor = StepRowCursor(try step.rows(in: block, stream: plan.stream))
    for index in found.indices where found[index].key.fate == .analysed {
      cursor.begin(block.rows(ofUser: found[index].user))
      if cursor.indices(in: found[index].time...Int64.max, times).isEmpty {
        found[index].key.fate = .notActivated
      }
    }
  }

  private func markImmature(_ found: inout [Exposed]) {
    for index in found.indices where found[index].key.fate == .analysed {
      if !isMatured(exposure: found[index].time, window: plan.longestWindow) {
        found[index].key.fate = .immature
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
    _ goal: Int, _ definition: ExperimentPlan.Goal, _ found: inout [Exposed], _ placeOfUnit: [Int],
    _ cells: inout [ExperimentCell], _ block: RowBlock, _ times: RowTimes
  ) throws {
    var reader = try GoalReader(definition, block: block, stream: plan.stream)
    let (isRatio, keepsSamples) = (definition.isRatio, definition.keepsSamples)
    // Taken out of the cells while they grow.
    var totals = cells.map { $0.goals[goal] }
    for index in found.indices {
      let exposed = found[index]
      guard exposed.key.fate == .analysed || exposed.key.fate == .notActivated else { continue }
      reader.begin(block.rows(ofUser: exposed.user))
      let after = reader.value(in: definition.span(from: exposed.time), times)
      let before = reader.value(in: definition.spanBefore(exposed.time), times)
      if before.value != 0 { found[index].hasPrior = true }
      totals[placeOfUnit[index]].add(
        x: isRatio ? after.denominator : before.value, y: after.value,
        isMatured: isMatured(exposure: exposed.time, window: definition.window), keepsSample: keepsSamples)
      if isRatio { totals[placeOfUnit[index]].addBefore(x: before.denominator, y: before.value) }
    }
    for place in cells.indices {
      totals[place].settle()
      cells[place].goals[goal] = totals[place]
    }
  }

  private mutating func count(
    _ found: [Exposed], _ placeOfUnit: [Int], _ cells: inout [ExperimentCell]
  ) {
    for (index, exposed) in found.enumerated() {
      let place = placeOfUnit[index]
      cells[place].units += 1
      if exposed.isSwitcher { cells[place].switchers += 1 }
      guard exposed.key.fate == .analysed else { continue }
      if exposed.hasPrior { cells[place].priorUnits += 1 }
      if !isMatured(exposure: exposed.time, window: plan.longestWindow) { cells[place].immature += 1 }
      unitsByDay[Int64(days.index(of: Timestamp(microseconds: exposed.time))), default: 0] += 1
    }
  }
}

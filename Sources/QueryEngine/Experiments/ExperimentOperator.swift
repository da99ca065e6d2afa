import EventModel
import QueryLanguage
import SegmentStore
import SequenceMatcher

/// Finds each unit's exposure and conversions, for the blocks of one worker.
struct ExperimentOperator {
  /// What one arm has, by variant number.
  struct Arm: Sendable {
    /// Units that saw this variant and no other recognised one.
    var units = 0
    /// Units that saw this variant first and another one later.
    var switchers = 0
    /// By goal.
    var converters: [Int]
    /// Units whose window of the goal still runs, by goal.
    var immature: [Int]

    init(goals: Int) {
      converters = [Int](repeating: 0, count: goals)
      immature = [Int](repeating: 0, count: goals)
    }
  }

  private let plan: ExperimentPlan
  /// Recognised variants; grows while every value is recognised.
  private(set) var variants: [PropertyValue]
  private var numbers: [PropertyValue: Int] = [:]
  private(set) var arms: [Arm]
  private(set) var unitCount = 0
  /// Units exposed to unrecognised variants only, and the values they had.
  private(set) var unknownUnits = 0
  private(set) var unknownValues: Set<PropertyValue> = []

  /// The mark of an exposure event without a recognised variant.
  private static let unknown = -1
  /// The mark of an exposure event without any value.
  private static let missing = -2

  init(plan: ExperimentPlan) {
    self.plan = plan
    variants = plan.variants.map(\.value)
    arms = variants.map { _ in Arm(goals: plan.goals.count) }
  }

  /// One unit's exposure.
  private struct Exposure {
    var time: Int64
    var variant: Int
    var isSwitcher: Bool
  }

  mutating func consume(_ block: RowBlock) throws {
    unitCount += try StreamUnits.countUsers(of: block, stream: plan.stream)
    var rows = try plan.exposure.rows(in: block, stream: plan.stream)
    guard !rows.isEmpty else { return }
    let times = try block.times()
    if plan.stream.isBounded { rows = rows.filter { plan.stream.range.contains(times[Int($0)]) } }
    let found = try exposures(rows, block, times)
    for (goal, definition) in plan.goals.enumerated() {
      try countGoal(goal, definition, found, block, times)
    }
  }

  /// The exposures of the analysed units of `block`, by user; counts arms on the way.
  private mutating func exposures(
    _ rows: [UInt32], _ block: RowBlock, _ times: RowTimes
  ) throws -> [(user: Int, exposure: Exposure)] {
    let variantOfRow = try variantNumbers(rows, block)
    let users = block.users(ofRows: rows)
    var found: [(user: Int, exposure: Exposure)] = []
    var index = 0
    while index < rows.count {
      let user = users[index]
      var exposure: Exposure?
      var sawUnknown = false
      while index < rows.count, users[index] == user {
        let variant = variantOfRow[index]
        if variant >= 0 {
          if exposure == nil {
            exposure = Exposure(time: times[Int(rows[index])], variant: variant, isSwitcher: false)
          } else if exposure?.variant != variant {
            exposure?.isSwitcher = true
          }
        } else if variant == Self.unknown {
          sawUnknown = true
        }
        index += 1
      }
      if let exposure {
        if exposure.isSwitcher {
          arms[exposure.variant].switchers += 1
        } else {
          arms[exposure.variant].units += 1
          found.append((user, exposure))
        }
      } else if sawUnknown {
        unknownUnits += 1
      }
    }
    return found
  }

  private mutating func variantNumbers(_ rows: [UInt32], _ block: RowBlock) throws -> [Int] {
    if case .column(let column) = plan.variantField {
      guard let chunk = try block.column(column) else {
        return [Int](repeating: Self.missing, count: rows.count)
      }
      // Values of other events are no variants, so that only those that occur are numbered.
      var ofCode = [Int?](repeating: nil, count: chunk.dictionary.count)
      return rows.map { row in
        let code = Int(chunk.codesByRow[Int(row)])
        if code == 0 { return Self.missing }
        if let known = ofCode[code - 1] { return known }
        let found = number(of: chunk.dictionary.value(at: code - 1))
        ofCode[code - 1] = found
        return found
      }
    }
    let values = try plan.variantField.values(rows, in: block)
    return rows.indices.map { index in values(index).map { number(of: $0) } ?? Self.missing }
  }

  private mutating func number(of value: PropertyValue) -> Int {
    if let number = numbers[value] { return number }
    var number = Self.unknown
    if let listed = plan.variants.firstIndex(where: { ValueComparison.holds(value, .equal, $0.value) }) {
      number = listed
    } else if plan.variants.isEmpty {
      variants.append(value)
      arms.append(Arm(goals: plan.goals.count))
      number = variants.count - 1
    } else {
      unknownValues.insert(value)
    }
    numbers[value] = number
    return number
  }

  private mutating func countGoal(
    _ goal: Int, _ definition: ExperimentPlan.Goal, _ found: [(user: Int, exposure: Exposure)],
    _ block: RowBlock, _ times: RowTimes
  ) throws {
    let lists = try definition.steps.map { try $0.rows(in: block, stream: plan.stream) }
    var matcher = BestAttemptMatcher(rules: AttemptRules(stepCount: definition.steps.count))
    var cursors = [Int](repeating: 0, count: lists.count)
    var events: [CandidateEvent] = []
    for (user, exposure) in found {
      let end = definition.window.map { exposure.time.addingReportingOverflow($0).partialValue } ?? Int64.max
      if definition.window != nil, let endOfData = plan.endOfData, end >= endOfData {
        arms[exposure.variant].immature[goal] += 1
      }
      let rows = block.rows(ofUser: user)
      events.removeAll(keepingCapacity: true)
      for (step, list) in lists.enumerated() {
        while cursors[step] < list.count, list[cursors[step]] < rows.lowerBound { cursors[step] += 1 }
        while cursors[step] < list.count, list[cursors[step]] < rows.upperBound {
          let row = list[cursors[step]]
          let time = times[Int(row)]
          if time >= exposure.time, time <= end {
            events.append(CandidateEvent(time: time, steps: 1 << UInt64(step), position: row))
          }
          cursors[step] += 1
        }
      }
      if lists.count == 1 {
        if !events.isEmpty { arms[exposure.variant].converters[goal] += 1 }
        continue
      }
      matcher.match(Self.inRowOrder(events))
      if matcher.depth == lists.count { arms[exposure.variant].converters[goal] += 1 }
    }
  }

  /// Sorts by row and lets an event that satisfies several steps appear once.
  private static func inRowOrder(_ events: [CandidateEvent]) -> [CandidateEvent] {
    var merged: [CandidateEvent] = []
    for event in events.sorted(by: { $0.position < $1.position }) {
      if merged.last?.position == event.position {
        merged[merged.count - 1].steps |= event.steps
      } else {
        merged.append(event)
      }
    }
    return merged
  }
}

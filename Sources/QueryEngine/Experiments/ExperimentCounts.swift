import EventModel
import QueryLanguage

/// The counts of all workers, arms in report order: control first.
struct ExperimentCounts {
  /// One arm, whole and by segment.
  struct Arm {
    var value: PropertyValue
    var weight: Double
    /// By what became of the units.
    var fates: [ExperimentCell.Fate: ExperimentCell] = [:]
    /// The analysed units by segment, in the order of ``ExperimentCounts/segments``.
    var segments: [ExperimentCell] = []

    var name: String { value.text }

    func units(_ fate: ExperimentCell.Fate) -> Int { fates[fate]?.units ?? 0 }

    /// All exposed units.
    var exposed: Int { fates.values.reduce(0) { $0 + $1.units } }
    var switchers: Int { fates.values.reduce(0) { $0 + $1.switchers } }
  }

  private(set) var arms: [Arm]
  /// The segments kept apart, largest first; `nil` are the units of all others.
  private(set) var segments: [[PropertyValue?]?] = []
  private(set) var unitCount = 0
  private(set) var unknownUnits = 0
  private(set) var unknownValues: [PropertyValue] = []
  /// Analysed units by day of exposure, ascending.
  private(set) var unitsByDay: [(day: Int64, units: Int)] = []

  /// Throws when there are not two arms, or the named control is none of them.
  init(
    plan: ExperimentPlan, workers: [ExperimentOperator], minimumArms: Int = 2,
    problem: (StatementProblem.Kind) -> any Error
  )
    throws
  {
    var unknown: Set<PropertyValue> = []
    var found: Set<PropertyValue> = []
    var days: [Int64: Int] = [:]
    for worker in workers {
      unitCount += worker.unitCount
      unknownUnits += worker.unknownUnits
      unknown.formUnion(worker.variants.unknownValues)
      found.formUnion(worker.variants.values)
      days.merge(worker.unitsByDay) { $0 + $1 }
    }
    unknownValues = unknown.sorted(by: PropertyValue.listsBefore)
    unitsByDay = days.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    let values =
      plan.variants.isEmpty
      ? found.sorted(by: PropertyValue.listsBefore).map { (value: $0, weight: 1.0) } : plan.variants
    arms = values.map { Arm(value: $0.value, weight: $0.weight) }
    guard arms.count >= minimumArms else { throw problem(.tooFewVariants(arms.map(\.name))) }
    let control = try Self.controlIndex(arms, plan: plan, problem: problem)
    arms.insert(arms.remove(at: control), at: 0)
    merge(workers, plan: plan)
  }

  /// The named control; else the variant called control; else the first.
  private static func controlIndex(
    _ arms: [Arm], plan: ExperimentPlan, problem: (StatementProblem.Kind) -> any Error
  ) throws -> Int {
    if let control = plan.control {
      guard let index = arms.firstIndex(where: { ValueComparison.holds($0.value, .equal, control) }) else {
        throw problem(.unknownVariant(control.text, known: arms.map(\.name)))
      }
      return index
    }
    return arms.firstIndex { $0.name.lowercased() == "control" } ?? 0
  }

  // MARK: Merging

  /// Merges all cells: blocks in the order of the store, then segments in the order of their size and values, so
  /// that no last digit depends on which thread read what.
  private mutating func merge(_ workers: [ExperimentOperator], plan: ExperimentPlan) {
    // A variant listed twice is the first of the two.
    let armOfValue = Dictionary(
      arms.enumerated().map { ($0.element.value, $0.offset) }, uniquingKeysWith: { first, _ in first })
    var blocks: [(block: Int, worker: Int, index: Int)] = []
    for (worker, state) in workers.enumerated() {
      for (index, totals) in state.blocks.enumerated() { blocks.append((totals.block, worker, index)) }
    }
    blocks.sort { $0.block < $1.block }
    var cells: [SegmentKey: ExperimentCell] = [:]
    for place in blocks {
      let worker = workers[place.worker]
      for (key, cell) in worker.blocks[place.index].cells {
        guard let arm = armOfValue[worker.variants.values[key.variant]] else { continue }
        let segment = worker.segments.isEmpty ? [] : worker.segments[key.segment]
        let merged = SegmentKey(arm: arm, fate: key.fate, values: segment)
        cells[merged, default: ExperimentCell(goals: plan.goals.count)].merge(cell)
      }
    }
    let order = Self.order(Array(cells.keys), cells)
    for key in order {
      guard let cell = cells[key] else { continue }
      arms[key.arm].fates[key.fate, default: ExperimentCell(goals: plan.goals.count)].merge(cell)
    }
    if let top = plan.segmentation?.top { split(cells, order, top: top, goals: plan.goals.count) }
  }

  private struct SegmentKey: Hashable {
    var arm: Int
    var fate: ExperimentCell.Fate
    var values: [PropertyValue?]
  }

  private static func order(
    _ keys: [SegmentKey], _ cells: [SegmentKey: ExperimentCell]
  ) -> [SegmentKey] {
    var sizes: [[PropertyValue?]: Int] = [:]
    for key in keys where key.fate == .analysed { sizes[key.values, default: 0] += cells[key]?.units ?? 0 }
    return keys.sorted { left, right in
      let (first, second) = (sizes[left.values] ?? 0, sizes[right.values] ?? 0)
      if first != second { return first > second }
      if left.values != right.values { return listsBefore(left.values, right.values) }
      if left.arm != right.arm { return left.arm < right.arm }
      return left.fate.rawValue < right.fate.rawValue
    }
  }

  private static func listsBefore(_ left: [PropertyValue?], _ right: [PropertyValue?]) -> Bool {
    for (left, right) in zip(left, right) where left != right {
      guard let left else { return false }
      guard let right else { return true }
      return PropertyValue.listsBefore(left, right)
    }
    return false
  }

  private mutating func split(
    _ cells: [SegmentKey: ExperimentCell], _ order: [SegmentKey], top: Int, goals: Int
  ) {
    var places: [[PropertyValue?]: Int] = [:]
    for key in order where key.fate == .analysed && places[key.values] == nil {
      if places.count < top {
        segments.append(key.values)
      } else if segments.last != nil {
        segments.append(nil)
      }
      places[key.values] = min(places.count, top)
      if segments.count > top + 1 { segments.removeLast() }
    }
    for arm in arms.indices {
      arms[arm].segments = [ExperimentCell](repeating: ExperimentCell(goals: goals), count: segments.count)
    }
    for key in order where key.fate == .analysed {
      guard let place = places[key.values], let cell = cells[key] else { continue }
      arms[key.arm].segments[place].merge(cell)
    }
  }
}

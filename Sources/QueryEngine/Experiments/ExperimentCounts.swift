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
    /// The analysed units by stratum, in an order of their own.
    var strata: [ExperimentCell] = []
    /// The analysed units by day of exposure, ascending.
    var days: [Int64: ExperimentDay] = [:]

    var name: String { value.text }

    func units(_ fate: ExperimentCell.Fate) -> Int { fates[fate]?.units ?? 0 }

    /// All exposed units.
    var exposed: Int { fates.values.reduce(0) { $0 + $1.units } }
    var switchers: Int { fates.values.reduce(0) { $0 + $1.switchers } }
  }

  private(set) var arms: [Arm]
  /// The segments kept apart, largest first; `nil` are the units of all others.
  private(set) var segments: [[PropertyValue?]?] = []
  private(set) var tally = ExposureTally()
  private(set) var unknownValues: [PropertyValue] = []
  /// Analysed units by day of exposure, ascending.
  private(set) var unitsByDay: [(day: Int64, units: Int)] = []
  /// Whether the goals by day were too many to keep.
  let leavesOutDays: Bool

  /// Throws when there are not two arms, or the named control is none of them.
  init(
    plan: ExperimentPlan, workers: [ExperimentOperator], totals: ExperimentTotals, minimumArms: Int = 2,
    problem: (StatementProblem.Kind) -> any Error
  )
    throws
  {
    var unknown: Set<PropertyValue> = []
    var found: Set<PropertyValue> = []
    for worker in workers {
      tally.merge(worker.tally)
      unknown.formUnion(worker.variants.unknownValues)
      found.formUnion(worker.variants.values)
    }
    unknownValues = unknown.sorted(by: PropertyValue.listsBefore)
    leavesOutDays = totals.leavesOutDays
    let values =
      plan.variants.isEmpty
      ? found.sorted(by: PropertyValue.listsBefore).map { (value: $0, weight: 1.0) } : plan.variants
    arms = values.map { Arm(value: $0.value, weight: $0.weight) }
    guard arms.count >= minimumArms else { throw problem(.tooFewVariants(arms.map(\.name))) }
    let control = try Self.controlIndex(arms, plan: plan, problem: problem)
    arms.insert(arms.remove(at: control), at: 0)
    merge(totals, plan: plan)
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

  /// One cell with the arm it belongs to.
  private struct Entry {
    var arm: Int
    var key: ExperimentCell.Key
    var cell: ExperimentCell
  }

  /// Merges all cells in the order of the size and values of what they hold, so that no last digit depends on hashing.
  private mutating func merge(_ totals: ExperimentTotals, plan: ExperimentPlan) {
    // A variant listed twice is the first of the two.
    let armOfValue = Dictionary(
      arms.enumerated().map { ($0.element.value, $0.offset) }, uniquingKeysWith: { first, _ in first })
    let goals = plan.goals.count
    let entries = Self.ordered(
      totals.cells.compactMap { key, cell in
        armOfValue[key.variant].map { Entry(arm: $0, key: key, cell: cell) }
      })
    for entry in entries {
      arms[entry.arm].fates[entry.key.fate, default: ExperimentCell(goals: goals)].merge(entry.cell)
    }
    let ownValues = plan.segmentation?.fields.count ?? 0
    if let top = plan.segmentation?.top {
      let split = Self.split(entries, arms: arms.count, top: top, goals: goals) { $0.prefix(ownValues) }
      segments = split.groups
      for arm in arms.indices { arms[arm].segments = split.cells[arm] }
    }
    if plan.strata != nil {
      let split = Self.split(entries, arms: arms.count, top: .max, goals: goals) { $0.dropFirst(ownValues) }
      for arm in arms.indices { arms[arm].strata = split.cells[arm] }
    }
    var units: [Int64: Int] = [:]
    for (key, day) in totals.days {
      guard let arm = armOfValue[key.variant] else { continue }
      arms[arm].days[key.day] = day
      units[key.day, default: 0] += day.units
    }
    unitsByDay = units.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// By the number of analysed units with the same values, then by the values, the arm and the fate.
  private static func ordered(_ entries: [Entry]) -> [Entry] {
    var sizes: [[PropertyValue?]: Int] = [:]
    for entry in entries where entry.key.fate == .analysed {
      sizes[entry.key.values, default: 0] += entry.cell.units
    }
    return entries.sorted { left, right in
      let (first, second) = (sizes[left.key.values] ?? 0, sizes[right.key.values] ?? 0)
      if first != second { return first > second }
      if left.key.values != right.key.values { return listsBefore(left.key.values, right.key.values) }
      if left.arm != right.arm { return left.arm < right.arm }
      return left.key.fate.rawValue < right.key.fate.rawValue
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

  /// The analysed units of each arm by a part of their values: the `top` largest groups apart, the rest as one.
  private static func split(
    _ entries: [Entry], arms: Int, top: Int, goals: Int,
    by part: ([PropertyValue?]) -> ArraySlice<PropertyValue?>
  ) -> (groups: [[PropertyValue?]?], cells: [[ExperimentCell]]) {
    let analysed = entries.filter { $0.key.fate == .analysed }
    var sizes: [[PropertyValue?]: Int] = [:]
    for entry in analysed { sizes[Array(part(entry.key.values)), default: 0] += entry.cell.units }
    let order = sizes.sorted { left, right in
      left.value != right.value ? left.value > right.value : listsBefore(left.key, right.key)
    }.map(\.key)
    var groups: [[PropertyValue?]?] = Array(order.prefix(top))
    if order.count > top { groups.append(nil) }
    let places = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($1, min($0, top)) })
    let none = [ExperimentCell](repeating: ExperimentCell(goals: goals), count: groups.count)
    var cells = [[ExperimentCell]](repeating: none, count: arms)
    for entry in analysed {
      guard let place = places[Array(part(entry.key.values))] else { continue }
      cells[entry.arm][place].merge(entry.cell)
    }
    return (groups, cells)
  }
}

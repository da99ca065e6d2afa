import EventModel
import QueryLanguage

/// The counts of all workers, arms in report order: control first.
struct ExperimentCounts {
  struct Arm {
    var value: PropertyValue
    var weight: Double
    var counts: ExperimentOperator.Arm

    var name: String { value.text }
  }

  private(set) var arms: [Arm]
  private(set) var unitCount = 0
  private(set) var unknownUnits = 0
  private(set) var unknownValues: [PropertyValue] = []

  /// Throws when there are not two arms, or the named control is none of them.
  init(plan: ExperimentPlan, workers: [ExperimentOperator], problem: (StatementProblem.Kind) -> any Error) throws {
    var merged: [PropertyValue: ExperimentOperator.Arm] = [:]
    var unknown: Set<PropertyValue> = []
    for worker in workers {
      unitCount += worker.unitCount
      unknownUnits += worker.unknownUnits
      unknown.formUnion(worker.unknownValues)
      for (value, arm) in zip(worker.variants, worker.arms) {
        merged[value, default: ExperimentOperator.Arm(goals: plan.goals.count)].merge(arm)
      }
    }
    unknownValues = unknown.sorted(by: PropertyValue.listsBefore)
    let values =
      plan.variants.isEmpty
      ? merged.keys.sorted(by: PropertyValue.listsBefore).map { (value: $0, weight: 1.0) } : plan.variants
    arms = values.map { value, weight in
      Arm(
        value: value, weight: weight, counts: merged[value] ?? ExperimentOperator.Arm(goals: plan.goals.count))
    }
    guard arms.count >= 2 else { throw problem(.tooFewVariants(arms.map(\.name))) }
    let control = try Self.controlIndex(arms, plan: plan, problem: problem)
    arms.insert(arms.remove(at: control), at: 0)
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
}

extension ExperimentOperator.Arm {
  mutating func merge(_ other: Self) {
    units += other.units
    switchers += other.switchers
    for goal in converters.indices {
      converters[goal] += other.converters[goal]
      immature[goal] += other.immature[goal]
    }
  }
}

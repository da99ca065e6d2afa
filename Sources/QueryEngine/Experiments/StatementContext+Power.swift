import EventModel
import QueryLanguage
import QueryResults
import SegmentStore
import Statistics

extension StatementContext {
  /// Answers a `power` statement.
  func run(_ power: PowerStatement) throws -> QueryResult {
    var binder = makeBinder()
    let plan = ExperimentPlan(power, binder: &binder)
    let arms = power.arms?.value ?? 2
    if arms < 2, let written = power.arms {
      binder.report(.depthOutOfBounds(arms, allowed: 2...1_000), at: written.span)
    }
    try binder.finish()
    let (counts, totals) = try count(plan, minimumArms: 1) { kind in
      QueryError.invalid([StatementProblem(kind, at: .none)])
    }
    let answer = PowerAnswer(
      plan: plan, lift: power.lift?.value, arms: arms,
      control: ArmFigures(counts.arms[0].fates[.analysed]?.goals[0] ?? GoalTotals()),
      unitsPerDay: ExposurePace.whileComing(counts.unitsByDay))
    return result(
      .power(answer.result()), stream: plan.stream, warnings: binder.warnings, totals: totals,
      units: counts.tally.seen, rowsWithoutKey: counts.tally.rowsWithoutKey)
  }
}

extension ExperimentPlan {
  /// One arm of all exposed units whose window is over.
  fileprivate init(_ power: PowerStatement, binder: inout Binder) {
    let goal = ExperimentGoal(power.metric, within: power.window)
    let variant = PropertyReference(subject: .field(.event))
    var statement = ExperimentStatement(
      named: "power", exposure: power.exposure, variant: variant, goals: [goal])
    statement.alpha = power.alpha
    statement.power = power.power
    statement.sides = power.sides
    statement.stream = power.stream
    statement.maturedOnly = true
    self.init(statement, eventCount: .max, committed: nil, binder: &binder)
    variantField = nil
    variants = [(value: .string("all"), weight: 1)]
    if let lift = power.lift, lift.value.number == 0 || !lift.value.number.isFinite {
      binder.report(.numberOutOfBounds(what: "a lift", lift.value.number, .notZero), at: lift.span)
    }
  }
}

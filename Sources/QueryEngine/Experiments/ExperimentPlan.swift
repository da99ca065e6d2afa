import EventModel
import QueryLanguage
import SequenceMatcher

/// An experiment with conversion goals, ready to run.
struct ExperimentPlan: Sendable {
  /// One conversion goal.
  struct Goal: Sendable {
    var name: String
    var role: ExperimentGoal.Role
    var direction: GoalDirection
    var steps: [BoundStep]
    /// µs from exposure, far edge included; `nil` for no end.
    var window: Int64?
  }

  var name: String
  var stream: BoundStream
  var exposure: BoundStep
  var exposureText: String
  var variantField: BoundFilter.Field
  var variantName: String
  /// The recognised variants with their planned weights; empty means every value that occurs, equally.
  var variants: [(value: PropertyValue, weight: Double)]
  var control: PropertyValue?
  var goals: [Goal]
  var alpha: Double
  var endOfData: Int64?

  static let defaultAlpha = 0.05
  static let power = 0.8

  var columns: Set<Int> {
    var columns = stream.columns.union(exposure.filter?.columns ?? [])
    if case .column(let number) = variantField { columns.insert(number) }
    for goal in goals {
      for step in goal.steps { columns.formUnion(step.filter?.columns ?? []) }
    }
    return columns
  }
}

extension ExperimentPlan {
  init(_ statement: ExperimentStatement, binder: inout Binder) {
    name = statement.name.value
    stream = binder.stream(statement.stream, defaultUnit: .user)
    if stream.unit != .user, let unit = statement.stream.unit {
      binder.refuse("per in experiments", at: unit.span)
      stream.unit = .user
    }
    exposure =
      statement.exposure.map { binder.step($0) } ?? BoundStep(label: "any", events: .all, filter: nil)
    exposureText = statement.exposure.map { Printer.print($0) } ?? "any"
    variantField = binder.field(statement.variant)
    variantName = Printer.print(statement.variant)
    variants = []
    for variant in statement.variants {
      let weight = variant.weight?.value.fraction ?? 1
      if !(weight > 0) { binder.report(.levelOutOfBounds(weight), at: variant.value.span) }
      variants.append((binder.value(variant.value.value), weight))
    }
    if !variants.isEmpty, variants.count < 2 {
      binder.report(
        .tooFewVariants(variants.map(\.value.text)), at: statement.variants.first?.value.span ?? .none)
    }
    control = statement.control.map { binder.value($0.value) }
    if let control, let written = statement.control, !variants.isEmpty,
      !variants.contains(where: { ValueComparison.holds($0.value, .equal, control) })
    {
      binder.report(
        .unknownVariant(control.text, known: variants.map(\.value.text)), at: written.span)
    }
    goals = statement.goals.compactMap { Self.goal($0, &binder) }
    alpha = statement.alpha?.value ?? Self.defaultAlpha
    if let written = statement.alpha, !(written.value > 0 && written.value < 1) {
      binder.report(.levelOutOfBounds(written.value), at: written.span)
    }
    endOfData = binder.endOfData
    Self.refuseOpenIssues(statement, &binder)
  }

  private static func goal(_ goal: ExperimentGoal, _ binder: inout Binder) -> Goal? {
    guard case .conversion(let pattern) = goal.metric else {
      binder.refuse("goals other than conversion", at: goal.span)
      return nil
    }
    if goal.role == .guardrail { binder.refuse("guardrail", at: goal.span) }
    if let margin = goal.margin { binder.refuse("margin", at: margin.span) }
    for arrow in pattern.arrows where arrow.kind != .eventually || !arrow.constraints.isEmpty {
      binder.refuse("=> and conditions on arrows", at: arrow.span)
    }
    if pattern.steps.count > AttemptRules.maximumSteps {
      binder.report(.tooManySteps(pattern.steps.count, allowed: AttemptRules.maximumSteps), at: pattern.span)
    }
    return Goal(
      name: goal.label?.value ?? "conversion of \(Printer.print(pattern))", role: goal.role,
      direction: goal.direction?.value ?? .higherIsBetter,
      steps: pattern.steps.prefix(AttemptRules.maximumSteps).map { binder.step($0) },
      window: binder.window(goal.window))
  }

  private static func refuseOpenIssues(_ statement: ExperimentStatement, _ binder: inout Binder) {
    if let activation = statement.activation { binder.refuse("activation", at: activation.span) }
    if let method = statement.method, method.value != .fixed { binder.refuse("method", at: method.span) }
    if let power = statement.power { binder.refuse("power", at: power.span) }
    if let sides = statement.sides, sides.value != 2 { binder.refuse("sides", at: sides.span) }
    if let correction = statement.correction, correction.value != .holm {
      binder.refuse("correction", at: correction.span)
    }
    if let cuped = statement.cuped { binder.refuse("cuped", at: cuped.span) }
    if let cap = statement.cap { binder.refuse("cap", at: cap.span) }
    if let switchers = statement.switchers, switchers.value != .exclude {
      binder.refuse("switchers", at: switchers.span)
    }
    if statement.maturedOnly { binder.refuse("matured only", at: statement.name.span) }
    if let planned = statement.planned { binder.refuse("planned", at: planned.span) }
    if let prior = statement.prior { binder.refuse("prior", at: prior.span) }
    if let resamples = statement.resamples { binder.refuse("resamples", at: resamples.span) }
    if let seed = statement.seed { binder.refuse("seed", at: seed.span) }
    if let breakdown = statement.breakdown { binder.refuse("by in experiments", at: breakdown.span) }
  }
}

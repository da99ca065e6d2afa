import EventModel
import QueryLanguage
import QueryResults
import SequenceMatcher
import Statistics

extension ExperimentPlan {
  /// Beyond this many events times goals, single units are kept only where a metric cannot do without: their values
  /// take 16 bytes each, twice while workers are merged.
  static let sensitivityLimit = 10_000_000

  init(
    _ statement: ExperimentStatement, eventCount: Int, committed: Timestamp?, binder: inout Binder
  ) {
    name = statement.name.value
    stream = binder.stream(statement.stream, defaultUnit: .user, gathersUnits: true)
    exposure =
      statement.exposure.map { binder.step($0) } ?? BoundStep(label: "any", events: .all, filter: nil)
    exposureText = statement.exposure.map { Printer.print($0) } ?? "any"
    variantField = binder.field(statement.variant)
    variantName = Printer.print(statement.variant)
    variants = Self.variants(statement, &binder)
    control = statement.control.map { binder.value($0.value) }
    activation = statement.activation.map { binder.step($0) }
    activationText = statement.activation.map { Printer.print($0) }
    method = statement.method?.value ?? .fixed
    alpha = binder.level(statement.alpha, default: Self.defaultAlpha)
    power = binder.level(
      statement.power.map { Located($0.value.fraction, at: $0.span) }, default: Self.defaultPower)
    sides = statement.sides?.value ?? 2
    correction = statement.correction?.value ?? .holm
    usesCovariate = statement.cuped != nil
    switchers = statement.switchers?.value ?? .exclude
    maturedOnly = statement.maturedOnly
    planned = statement.planned?.value
    looks = statement.looks?.value ?? Self.defaultLooks
    spending = statement.spending?.value ?? .quadratic
    lift = statement.lift?.value
    isAmongLateSegment = statement.stream.segment.map { $0.instant?.value != .eventTime } ?? false
    strata =
      statement.strata.isEmpty
      ? nil
      : Segmentation(
        names: statement.strata.map { Printer.print($0) }, fields: statement.strata.map { binder.field($0) },
        top: .max)
    // A clock that was never set says 1970; one that runs ahead says what was not yet when the data came in.
    let latest = committed.map { $0.microseconds } ?? .max
    plausibleTimes = Self.startOf2000...max(Self.startOf2000, latest)
    prior = statement.prior?.value
    resamples = max(2, statement.resamples?.value ?? Self.defaultResamples)
    namesResamples = statement.resamples != nil
    seed = statement.seed?.value ?? 1
    let end = stream.range.upperBound
    segmentation = statement.breakdown.map { Self.segmentation($0, end: end, &binder) }
    endOfData = binder.endOfData
    goals = []
    goals = statement.goals.compactMap { Self.goal($0, statement, &binder) }
    Self.nameApart(&goals)
    let keepsAll =
      method == .bootstrap || namesResamples || eventCount <= Self.sensitivityLimit / max(1, goals.count)
    for index in goals.indices where !goals[index].isRate || method == .bootstrap || namesResamples {
      if case .quantile = goals[index].value { goals[index].keepsSamples = true }
      if goals[index].cap != nil || keepsAll { goals[index].keepsSamples = true }
    }
    check(statement, &binder)
  }

  /// 2000-01-01T00:00:00Z.
  private static let startOf2000: Int64 = 946_684_800_000_000

  private static func variants(
    _ statement: ExperimentStatement, _ binder: inout Binder
  ) -> [(value: PropertyValue, weight: Double)] {
    statement.variants.map { variant in
      let weight = variant.weight?.value.fraction ?? 1
      if !(weight > 0 && weight.isFinite) {
        binder.report(.numberOutOfBounds(what: "a weight", weight, .positive), at: variant.value.span)
      }
      return (binder.value(variant.value.value), weight)
    }
  }

  private func check(_ statement: ExperimentStatement, _ binder: inout Binder) {
    if !variants.isEmpty, variants.count < 2 {
      binder.report(
        .tooFewVariants(variants.map(\.value.text)), at: statement.variants.first?.value.span ?? .none)
    }
    if let control, let written = statement.control, !variants.isEmpty,
      !variants.contains(where: { ValueComparison.holds($0.value, .equal, control) })
    {
      binder.report(.unknownVariant(control.text, known: variants.map(\.value.text)), at: written.span)
    }
    if let prior = statement.prior, !(prior.value.deviation > 0 && prior.value.mean.isFinite) {
      binder.report(
        .numberOutOfBounds(what: "the deviation of a prior", prior.value.deviation, .positive), at: prior.span
      )
    }
    checkLooks(statement, &binder)
    if let lift = statement.lift, !(lift.value.fraction.isFinite && lift.value.fraction != 0) {
      binder.report(.numberOutOfBounds(what: "a lift", lift.value.fraction, .notZero), at: lift.span)
    }
    if let property = statement.strata.first, usesCovariate {
      binder.refuse("strata together with cuped", at: property.span)
    }
    if correction == .dunnett, method != .fixed || usesCovariate || strata != nil || sides == 1,
      let written = statement.correction
    {
      binder.refuse("dunnett with anything but a plain, two-sided method fixed", at: written.span)
    }
    if let planned = statement.planned, planned.value < 1 { binder.report(.topNotPositive, at: planned.span) }
    if let cuped = statement.cuped, cuped.value.microseconds <= 0 {
      binder.report(.windowNotPositive, at: cuped.span)
    }
  }

  /// Gives goals that are called alike, such as one step in two windows, names of their own.
  private static func nameApart(_ goals: inout [Goal]) {
    var taken: Set<String> = []
    for index in goals.indices {
      let name = goals[index].name
      var number = 2
      while !taken.insert(goals[index].name).inserted {
        goals[index].name = "\(name) (\(number))"
        number += 1
      }
    }
  }

  private func checkLooks(_ statement: ExperimentStatement, _ binder: inout Binder) {
    guard method == .groupSequential else {
      if let looks = statement.looks {
        binder.refuse("looks without method group-sequential", at: looks.span)
      }
      if let spending = statement.spending {
        binder.refuse("spending without method group-sequential", at: spending.span)
      }
      return
    }
    let place = statement.method?.span ?? .none
    if planned == nil { binder.refuse("method group-sequential without planned", at: place) }
    if strata != nil { binder.refuse("strata with method group-sequential", at: place) }
    if correction == .benjaminiHochberg || correction == .benjaminiYekutieli,
      let written = statement.correction
    {
      binder.refuse("\(correction.rawValue) with method group-sequential", at: written.span)
    }
    for (goal, written) in zip(goals, statement.goals) where goal.reasonNotFollowed != nil {
      binder.refuse("quantiles and percentile caps with method group-sequential", at: written.span)
    }
  }

  private static func goal(
    _ goal: ExperimentGoal, _ statement: ExperimentStatement, _ binder: inout Binder
  ) -> Goal? {
    var window = binder.window(goal.window)
    let value: Goal.Value
    switch goal.metric {
    case .conversion(let pattern):
      // The time from exposure bounds every event, so that the pattern itself has neither window nor range.
      value = .pattern(
        GoalPattern(
          pattern: binder.pattern(
            pattern, options: goal.matching, range: Int64.min..<Int64.max, fields: []), span: pattern.span))
    case .mean(let measure): value = .measure(BoundMeasure(measure, binder: &binder))
    case .ratio(let numerator, let denominator):
      value = .ratio(
        BoundMeasure(numerator, binder: &binder), BoundMeasure(denominator, binder: &binder))
    case .quantile(let order, let measure):
      if !(order > 0 && order < 1) { binder.report(.levelOutOfBounds(order), at: goal.span) }
      value = .quantile(order, BoundMeasure(measure, binder: &binder))
    case .retention(let step, let from, let to):
      if to.microseconds < from.microseconds { binder.report(.windowNotPositive, at: goal.span) }
      value = .retention(binder.step(step), from: from.microseconds, to: to.microseconds)
      window = to.microseconds
    }
    if case .conversion = goal.metric {
    } else if !goal.matching.isEmpty {
      binder.refuse("options of the matcher in metrics other than conversions", at: goal.span)
    }
    let cap = (goal.cap ?? statement.cap).flatMap { Self.cap($0, &binder) }
    if let margin = goal.margin, !(margin.value.fraction >= 0) {
      binder.report(
        .numberOutOfBounds(what: "a margin", margin.value.fraction, .notNegative), at: margin.span)
    }
    var bound = Goal(
      name: goal.label?.value ?? Printer.print(goal.metric, goal.matching), role: goal.role,
      direction: goal.direction?.value ?? .higherIsBetter, value: value, window: window,
      margin: goal.margin?.value, cap: cap,
      lookback: statement.cuped?.value.microseconds ?? window ?? Self.defaultLookback)
    // A statement's cap is for the metrics that have amounts.
    if bound.isRate || bound.kind == .quantile {
      if let cap = goal.cap { binder.refuse("cap of a share or a quantile", at: cap.span) }
      bound.cap = nil
    }
    return bound
  }

  private static func cap(_ written: Located<Amount>, _ binder: inout Binder) -> Cap? {
    let amount = written.value
    if amount.isPercent {
      guard amount.fraction > 0, amount.fraction < 1 else {
        binder.report(.levelOutOfBounds(amount.fraction), at: written.span)
        return nil
      }
      return .percentile(amount.fraction, ignoringZeros: false)
    }
    return .fixed(amount.number)
  }

  private static func segmentation(
    _ breakdown: Breakdown, end: Int64, _ binder: inout Binder
  ) -> Segmentation {
    let bound = binder.breakdown(breakdown, steps: 1, end: end)
    return Segmentation(
      names: bound?.names ?? [], fields: bound?.fields ?? [], top: bound?.top ?? defaultSegments)
  }
}

extension Binder {
  /// A level strictly between 0 and 1.
  mutating func level(_ written: Located<Double>?, default fallback: Double) -> Double {
    guard let written else { return fallback }
    if !(written.value > 0 && written.value < 1) {
      report(.levelOutOfBounds(written.value), at: written.span)
    }
    return written.value
  }
}

import QueryResults

extension ExperimentAnswer {
  /// The name of the rule below, as the report shows it.
  static let rule = "clear-signals"

  /// Decides by the rule *clear signals*: health first; then every goal must be clearly better to ship, a clearly worse
  /// goal with no better one keeps control, and anything else shows no difference.
  func verdict(health: [HealthCheck], metrics: [ExperimentMetric]) -> ExperimentVerdict {
    func verdict(_ name: VerdictName, _ sentence: String) -> ExperimentVerdict {
      ExperimentVerdict(name: name, rule: Self.rule, sentence: sentence)
    }
    if let failed = health.first(where: { $0.status == .fail }) {
      return verdict(.invalid, "The assignment is broken (\(failed.check)); no effect should be read from this data.")
    }
    let comparisons = metrics.filter { $0.role == .goal }.flatMap { metric in
      metric.comparisons.map { (metric: metric, comparison: $0) }
    }
    if let missing = comparisons.first(where: { $0.comparison.p == nil }) {
      let reason = missing.comparison.reason ?? "not-computable"
      return verdict(
        .insufficientData, "\(missing.metric.name) cannot be compared between \(missing.comparison.treatment) and \(missing.comparison.control) (\(reason)).")
    }
    // A treatment wins when all goals favour it; the first such one is named.
    let treatments = counts.arms.dropFirst().map(\.name)
    for treatment in treatments {
      let own = comparisons.filter { $0.comparison.treatment == treatment }
      if !own.isEmpty, own.allSatisfy({ signal($0.metric, $0.comparison) > 0 }) {
        return verdict(.ship, "Ship \(treatment): " + own.map { describe($0.metric, $0.comparison) }.joined(separator: "; ") + ".")
      }
    }
    let isBetterAnywhere = comparisons.contains { signal($0.metric, $0.comparison) > 0 }
    let worse = comparisons.filter { signal($0.metric, $0.comparison) < 0 }
    if !worse.isEmpty, !isBetterAnywhere {
      return verdict(
        .keepControl,
        "Keep \(counts.arms[0].name): " + worse.map { describe($0.metric, $0.comparison) }.joined(separator: "; ") + ".")
    }
    return verdict(
      .noDifferenceShown,
      "No clear difference: " + comparisons.map { describe($0.metric, $0.comparison) }.joined(separator: "; ") + ".")
  }

  /// +1 when the treatment is significantly better, −1 when worse, 0 otherwise.
  private func signal(_ metric: ExperimentMetric, _ comparison: ArmComparison) -> Int {
    guard let p = comparison.pAdjusted ?? comparison.p, p < plan.alpha, let effect = comparison.absoluteEffect else {
      return 0
    }
    let isUp = effect > 0
    return isUp == (metric.direction == .higherIsBetter) ? 1 : -1
  }

  private func describe(_ metric: ExperimentMetric, _ comparison: ArmComparison) -> String {
    var text = "\(metric.name) \(points(comparison.absoluteEffect)) percentage points in \(comparison.treatment)"
    if let interval = comparison.interval {
      text += " (\(percent(1 - plan.alpha)) % interval \(points(interval.lower)) to \(points(interval.upper))"
      if let p = comparison.pAdjusted ?? comparison.p { text += ", P \(significant(p))" }
      text += ")"
    }
    if signal(metric, comparison) == 0, let mde = comparison.mde {
      text += "; an effect of \(points(mde)) would have been found with \(percent(ExperimentPlan.power)) % power"
    }
    return text
  }

  private func points(_ share: Double?) -> String {
    guard let share else { return "?" }
    let rounded = (share * 10_000).rounded() / 100
    return (rounded > 0 ? "+" : "") + trimmed(rounded)
  }

  private func percent(_ share: Double) -> String { trimmed((share * 1_000).rounded() / 10) }

  private func trimmed(_ number: Double) -> String {
    let text = String(number == 0 ? 0 : number)
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  /// Three significant digits.
  private func significant(_ p: Double) -> String {
    if p == 0 { return "below 1e-300" }
    var scale = 1.0
    var digits = 0
    while p * scale < 100, digits < 300 {
      scale *= 10
      digits += 1
    }
    return trimmed((p * scale).rounded() / scale)
  }

  /// What a reader must know, each with a code.
  func caveats(health: [HealthCheck], metrics: [ExperimentMetric]) -> [ExperimentCaveat] {
    var caveats: [ExperimentCaveat] = []
    if counts.unknownUnits > 0 {
      let values = counts.unknownValues.prefix(5).map(\.text).joined(separator: ", ")
      caveats.append(
        .init(
          code: "unknown-variants",
          message: "\(counts.unknownUnits) units saw only variants outside the experiment (\(values)) and are left out."))
    }
    if let immature = health.first(where: { $0.check == "immature-units" }), immature.status == .warn {
      caveats.append(
        .init(
          code: "immature-units",
          message: "\(Int(immature.value ?? 0)) units still have time to convert; their rate can only rise."))
    }
    for metric in metrics {
      for comparison in metric.comparisons where comparison.method.hasPrefix("Fisher") {
        caveats.append(
          .init(
            code: "small-counts",
            message: "\(metric.name), \(comparison.treatment): an expected count below 5, exact test used."))
      }
    }
    caveats.append(
      .init(
        code: "fixed-horizon",
        message: "P values hold for one look at a time fixed in advance; repeated looks raise the false-positive rate."))
    return caveats
  }
}

import QueryLanguage
import QueryResults

extension ExperimentAnswer {
  /// The name of the rule below, as the report shows it.
  static let rule = "clear-signals"

  /// A sentence names no more comparisons than this; the tables have all.
  private static let judgedInSentence = 3

  /// A comparison with the metric it belongs to.
  private typealias Judged = (metric: ExperimentMetric, comparison: ArmComparison)

  /// Decides by the rule *clear signals*.
  ///
  /// Health first. A treatment ships when every goal is clearly better and no guardrail stands in the way: those with
  /// a margin must pass, those without must not fail. A guardrail that fails in every treatment is harm. A clearly
  /// worse goal with no better one keeps control; goals that all stay within their margins are non-inferior;
  /// anything else shows no difference.
  func verdict(
    health: [HealthCheck], metrics: [ExperimentMetric], guardrails: [GuardrailOutcome]
  ) -> ExperimentVerdict {
    func verdict(_ name: VerdictName, _ sentence: String) -> ExperimentVerdict {
      ExperimentVerdict(name: name, rule: Self.rule, sentence: sentence)
    }
    if let failed = health.first(where: { $0.status == .fail }) {
      return verdict(
        .invalid, "The assignment is broken (\(failed.check)); no effect should be read from this data.")
    }
    let judged = metrics.filter { $0.role == .goal }.flatMap { metric in
      metric.comparisons.map { Judged(metric: metric, comparison: $0) }
    }
    if let missing = judged.first(where: { $0.comparison.p == nil && $0.comparison.chanceToWin == nil }) {
      let reason = missing.comparison.reason ?? "not-computable"
      return verdict(
        .insufficientData,
        "\(missing.metric.name) cannot be compared between \(missing.comparison.treatment) and \(missing.comparison.control) (\(reason))."
      )
    }
    let treatments = counts.arms.dropFirst().map(\.name)
    let harmed = treatments.filter { arm in guardrails.contains { $0.arm == arm && $0.status == .fail } }
    for treatment in treatments where !blocks(treatment, guardrails) {
      let own = judged.filter { $0.comparison.treatment == treatment }
      if !own.isEmpty, own.allSatisfy({ signal($0) > 0 }) {
        return verdict(.ship, "Ship \(treatment): \(list(own)).")
      }
    }
    if !harmed.isEmpty, harmed.count == treatments.count {
      let failed = metrics.flatMap { metric in
        metric.comparisons.filter { comparison in
          guardrails.contains {
            $0.status == .fail && $0.metric == metric.name && $0.arm == comparison.treatment
          }
        }.map { Judged(metric: metric, comparison: $0) }
      }
      return verdict(
        .harm, "Keep \(counts.arms[0].name): worse than allowed is \(list(failed, withPower: false)).")
    }
    let worse = judged.filter { signal($0) < 0 }
    if !worse.isEmpty, !judged.contains(where: { signal($0) > 0 }) {
      return verdict(.keepControl, "Keep \(counts.arms[0].name): \(list(worse)).")
    }
    for treatment in treatments where isNonInferior(treatment, guardrails) {
      return verdict(.nonInferior, "\(treatment) is not worse than allowed in any metric with a margin.")
    }
    // Some goals are clear, only not all of them, or not in the same direction.
    let isMixed = judged.contains { signal($0) != 0 }
    return verdict(
      .noDifferenceShown,
      "\(isMixed ? "The goals do not agree" : "No clear difference"): \(list(judged)).")
  }

  private func blocks(_ treatment: String, _ guardrails: [GuardrailOutcome]) -> Bool {
    guardrails.contains { outcome in
      outcome.arm == treatment && isGuardrail(outcome)
        && (outcome.margin == nil ? outcome.status == .fail : outcome.status != .pass)
    }
  }

  private func isGuardrail(_ outcome: GuardrailOutcome) -> Bool {
    plan.goals.contains { $0.name == outcome.metric && $0.role == .guardrail }
  }

  /// Whether every metric that decides has a margin and keeps within it.
  private func isNonInferior(_ treatment: String, _ guardrails: [GuardrailOutcome]) -> Bool {
    let goals = plan.goals.filter { $0.role == .goal }
    let own = guardrails.filter { $0.arm == treatment && $0.margin != nil }
    return !own.isEmpty && goals.allSatisfy { $0.margin != nil } && own.allSatisfy { $0.status == .pass }
      && !blocks(treatment, guardrails)
  }

  /// +1 when the treatment is clearly better, −1 when worse, 0 otherwise.
  private func signal(_ judged: Judged) -> Int {
    let tail = plan.alpha / Double(plan.sides)
    if let chance = judged.comparison.chanceToWin { return chance >= 1 - tail ? 1 : chance <= tail ? -1 : 0 }
    guard let p = judged.comparison.pAdjusted ?? judged.comparison.p,
      let effect = judged.comparison.absoluteEffect
    else { return 0 }
    let isBetter = (effect > 0) == (judged.metric.direction == .higherIsBetter)
    if p < plan.alpha { return isBetter ? 1 : -1 }
    // A one-sided test that is sure of the other side; only a fixed one has that side.
    let hasOtherSide = plan.sides == 1 && plan.method != .sequential
    return hasOtherSide && !isBetter && 1 - (judged.comparison.p ?? 0) < plan.alpha ? -1 : 0
  }

  private func list(_ judged: [Judged], withPower: Bool = true) -> String {
    if judged.isEmpty { return "no goal was asked for" }
    let clearFirst = judged.filter { signal($0) != 0 } + judged.filter { signal($0) == 0 }
    let more =
      judged.count > Self.judgedInSentence ? "; and \(judged.count - Self.judgedInSentence) more" : ""
    return clearFirst.prefix(Self.judgedInSentence).map { describe($0, withPower: withPower) }.joined(
      separator: "; ") + more
  }

  private func describe(_ judged: Judged, withPower: Bool) -> String {
    let (metric, comparison) = judged
    var text = "\(metric.name) \(EffectSentence.effect(metric, comparison)) in \(comparison.treatment)"
    if let interval = comparison.interval {
      let level = EffectSentence.percent(1 - plan.alpha)
      text += " (\(level) % interval \(EffectSentence.interval(metric, interval))"
      if let p = comparison.pAdjusted ?? comparison.p { text += ", P \(EffectSentence.probability(p))" }
      if let chance = comparison.chanceToWin { text += ", chance to win \(EffectSentence.percent(chance)) %" }
      text += ")"
    }
    if withPower, signal(judged) == 0, let mde = comparison.mde {
      text +=
        "; an effect of \(EffectSentence.size(metric, mde)) would have been found with "
        + "\(EffectSentence.percent(plan.power)) % power"
    }
    return text
  }
}

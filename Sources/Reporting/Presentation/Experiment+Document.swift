internal import QueryResults

extension ExperimentReport {
  func present(in document: inout Document, _ context: PresentationContext) {
    document.add(
      .announcement(
        word: verdict.name.rawValue.uppercased(), verdict.name.role, DisplayText.clean(verdict.sentence)))
    document.add(.facts(inputs.facts(context, rule: verdict.rule)))
    document.add(healthTable)
    document.add(populationTable)
    for metric in metrics { metric.present(in: &document) }
    document.add(guardrailTable)
    for breakdown in segments { breakdown.present(in: &document, metrics: metrics) }
    if let progress { progress.present(in: &document, metrics: metrics) }
    presentDays(in: &document)
    if !caveats.isEmpty {
      document.add(
        .notes(
          caveats.map { Note(code: DisplayText.clean($0.code), message: DisplayText.clean($0.message)) }))
    }
  }

  private var healthTable: TextTable {
    TextTable(
      title: "Health",
      columns: [.key("Status"), .text("Check"), .figure("Value"), .figure("Limit"), .text("What it is")],
      rows: health.map { check in
        [
          .mark(check.status.rawValue, check.status.role), .text(DisplayText.clean(check.check)),
          .figure(check.measure.text(check.value)), .figure(check.measure.text(check.threshold)),
          .text(check.measure.noun + (check.detail.map { ": " + DisplayText.clean($0) } ?? "")),
        ]
      })
  }

  /// From the units seen to the units analysed, so that every unit is accounted for.
  private var populationTable: TextTable {
    let arms = inputs.arms.map(\.arm)
    return TextTable(
      title: "Population",
      columns: [.key("Stage"), .figure("Total")] + arms.map { .figure(DisplayText.clean($0)) },
      rows: population.map { row in
        let isExcluded = row.stage == .excluded || row.stage == .notExposed
        let name =
          isExcluded ? "– " + DisplayText.clean(row.reason ?? row.stage.rawValue) : row.stage.rawValue
        let counts = arms.map { arm -> TextTable.Cell in
          row.arms.first { $0.arm == arm }.map { .count($0.units) } ?? .blank
        }
        return [.text(name), .count(row.total)] + counts
      })
  }

  private var guardrailTable: TextTable {
    TextTable(
      title: "Guardrails",
      columns: [.key("Status"), .text("Metric"), .text("Arm"), .figure("Bound"), .figure("Margin")],
      rows: guardrails.map { guardrail in
        [
          .mark(guardrail.status.rawValue, guardrail.status.role), .text(DisplayText.clean(guardrail.metric)),
          .text(DisplayText.clean(guardrail.arm)), .figure(guardrail.amount(guardrail.bound)),
          guardrail.isAbsolute
            ? .figure(guardrail.margin.map(NumberText.general) ?? NumberText.missing)
            : .percent(guardrail.margin),
        ]
      })
  }
}

extension ExperimentInputs {
  /// What the report was computed from, in short.
  fileprivate func facts(_ context: PresentationContext, rule: String) -> [[String]] {
    let weights = arms.reduce(0) { $0 + $1.weight }
    let planned = arms.map { arm in
      let share = weights > 0 ? NumberText.percent(arm.weight / weights) : NumberText.missing
      return "\(DisplayText.clean(arm.arm))\(arm.control ? " (control)" : "") \(share)"
    }
    var facts = ["experiment \(DisplayText.clean(experiment))", "rule \(DisplayText.clean(rule))"]
    facts += ["method \(DisplayText.clean(method))", "alpha \(NumberText.general(alpha))"]
    if let window { facts.append("window \(DurationText.exact(window))") }
    var sources = ["arms \(planned.joined(separator: ", "))"]
    sources += ["exposure \(DisplayText.clean(exposure))", "variant \(DisplayText.clean(variant))"]
    sources.append(context.time.range(range))
    var data = ValueText.counted(data.events, "event")
    if let first = self.data.first, let last = self.data.last {
      data += " of \(context.time.moment(first)) to \(context.time.moment(last)) \(context.time.zoneName)"
    }
    var origin = [data]
    if let digest = self.data.fingerprint { origin.append("data \(DisplayText.clean(digest))") }
    if let fingerprint { origin.append("report \(DisplayText.clean(fingerprint))") }
    if !version.isEmpty { origin.append("version \(DisplayText.clean(version))") }
    let further = parameters.compactMap(ValueText.text)
    return [facts, sources, origin] + (further.isEmpty ? [] : [further])
  }
}

extension HealthMeasure {
  fileprivate var noun: String {
    switch self {
    case .p: "p-value"
    case .share: "share of units"
    case .count: "count"
    }
  }

  fileprivate func text(_ value: Double?) -> String {
    guard let value else { return NumberText.missing }
    return switch self {
    case .p: NumberText.probability(value)
    case .share: NumberText.percent(value)
    case .count: NumberText.general(value)
    }
  }
}

extension VerdictName {
  fileprivate var role: Role {
    switch self {
    case .ship, .nonInferior: .good
    case .keepControl, .noDifferenceShown, .insufficientData: .warning
    case .harm, .invalid: .bad
    }
  }
}

extension HealthStatus {
  fileprivate var role: Role {
    switch self {
    case .ok: .good
    case .warn: .warning
    case .fail: .bad
    case .notEnoughData: .quiet
    }
  }
}

extension GuardrailOutcome {
  fileprivate func amount(_ value: Double?) -> String {
    if !isAbsolute { return NumberText.signedPercent(value) }
    return value.map { ($0 > 0 ? "+" : "") + NumberText.general($0) } ?? NumberText.missing
  }
}

extension GuardrailStatus {
  fileprivate var role: Role {
    switch self {
    case .pass: .good
    case .fail: .bad
    case .inconclusive: .warning
    }
  }
}

internal import QueryResults

extension PowerResult {
  func present(in document: inout Document) {
    if let target { document.add(target.announcement(arms: arms, isShare: isShare)) }
    var facts = ["metric \(DisplayText.clean(metric))", "base \(baseText)"]
    facts.append("\(NumberText.grouped(units)) units exposed by \(DisplayText.clean(exposure))")
    if let unitsPerDay { facts.append("\(NumberText.general(unitsPerDay)) new units per day") }
    var plan = ["alpha \(NumberText.general(alpha))", "power \(NumberText.percent(power))"]
    plan += ["\(sides == 2 ? "two-sided" : "one-sided")", "\(NumberText.grouped(arms)) arms of equal size"]
    if let window { plan.append("window \(DurationText.exact(window)), which comes on top of the days") }
    document.add(.facts([facts, plan]))
    document.add(
      TextTable(
        title: "What an experiment could find",
        columns: [.key("Days", .right), .figure("Units per arm"), .figure("Effect"), .figure("Relative")],
        rows: durations.map { duration in
          [
            .count(duration.days), .count(duration.unitsPerArm), .figure(amount(duration.absolute)),
            .percent(duration.relative),
          ]
        }))
    if let reason { document.add(.paragraph("No plan: \(DisplayText.clean(reason))", .warning)) }
  }

  private var isShare: Bool {
    if case .rate = base { true } else { false }
  }

  private func amount(_ value: Double?) -> String {
    guard let value else { return NumberText.missing }
    return isShare ? NumberText.general(value * 100) + " pp" : NumberText.general(value)
  }

  private var baseText: String {
    switch base {
    case .rate(_, let rate): NumberText.percent(rate)
    case .mean(_, let figure, _), .ratio(_, _, let figure), .quantile(_, let figure):
      figure.map(NumberText.general) ?? NumberText.missing
    }
  }
}

extension PowerTarget {
  /// The answer in one sentence.
  fileprivate func announcement(arms: Int, isShare: Bool) -> Block {
    let effect =
      relative.map { NumberText.signedPercent($0) }
      ?? (isShare ? "\(NumberText.general(absolute * 100)) percentage points" : NumberText.general(absolute))
    guard let unitsPerArm else {
      return .announcement(
        word: "NO PLAN", .warning,
        "An effect of \(effect) cannot be planned (\(DisplayText.clean(reason ?? ""))).")
    }
    var sentence = "To see \(effect), each of \(arms) arms needs \(ValueText.counted(unitsPerArm, "unit"))"
    if let days { sentence += ", which takes \(ValueText.counted(days, "day")) at the current rate" }
    return .announcement(word: "PLAN", .good, sentence + ".")
  }
}

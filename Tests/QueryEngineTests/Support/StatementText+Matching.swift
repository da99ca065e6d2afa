import NaiveEvaluator

extension StatementText {
  /// The options of the matcher but the window, as clauses.
  static func matching(_ funnel: NaiveFunnel) -> [String] {
    var clauses: [String] = []
    if funnel.order != .ordered { clauses.append("order \(funnel.order)") }
    if funnel.entry != .best {
      clauses.append("entry \(funnel.entry == .bestEarliest ? "best earliest" : "\(funnel.entry)")")
    }
    switch funnel.ties {
    case .stepOrder: break
    case .inputOrder: clauses.append("ties input-order")
    case .strictlyLater: clauses.append("ties strictly-later")
    }
    if funnel.tolerance > 0 { clauses.append("tolerance \(elapsed(funnel.tolerance))") }
    if let resolution = funnel.resolution {
      clauses.append("resolution \(elapsed(resolution))")
    }
    if funnel.foldsRepeats { clauses.append("repeats fold") }
    if funnel.reusesEqualSteps { clauses.append("reuse equal-steps") }
    if funnel.scope == .all { clauses.append("scope all") }
    if !funnel.holding.isEmpty {
      let fields = funnel.holding.map(field).joined(separator: ", ")
      clauses.append("holding \(fields)\(funnel.holdsFirstValue ? " first value" : "")")
    }
    for exclusion in funnel.exclusions {
      clauses.append(
        "excluding \(condition(exclusion.condition)) between \(exclusion.from) and "
          + "\(exclusion.to ?? funnel.steps.count)")
    }
    if funnel.effect == .removeUnit { clauses.append("effect remove-unit") }
    return clauses
  }
}

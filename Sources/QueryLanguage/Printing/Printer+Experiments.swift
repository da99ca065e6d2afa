import EventModel

extension Printer {
  mutating func parts(_ experiment: ExperimentStatement) -> [String] {
    var parts = ["experiment", Printer.name(experiment.name.value)] + clause("exposure", experiment.exposure)
    parts += clause("variant", experiment.variant)
    if !experiment.variants.isEmpty {
      let variants = experiment.variants.map { variant in
        "\(variant.value.value)" + (variant.weight.map { " \(Printer.text($0.value))" } ?? "")
      }
      parts.append("variants \(variants.joined(separator: ", "))")
    }
    parts += clause("control", experiment.control) + clause("activation", experiment.activation)
    // Behind a goal, `cap` would be the goal's own.
    parts += clause("cap", experiment.cap)
    for goal in experiment.goals { parts += self.parts(goal) }
    parts += clause("method", experiment.method) + clause("alpha", experiment.alpha)
    parts += clause("power", experiment.power) + clause("sides", experiment.sides)
    parts += clause("correction", experiment.correction) + clause("cuped", experiment.cuped)
    parts += clause("switchers", experiment.switchers) + flag("matured only", experiment.maturedOnly)
    parts += clause("planned", experiment.planned) + clause("looks", experiment.looks)
    parts += clause("spending", experiment.spending) + clause("lift", experiment.lift)
    if let prior = experiment.prior?.value {
      parts.append("prior \(Printer.number(prior.mean)) \(Printer.number(prior.deviation))")
    }
    parts += clause("resamples", experiment.resamples) + clause("seed", experiment.seed)
    if !experiment.strata.isEmpty {
      parts.append("strata \(experiment.strata.map { text($0) }.joined(separator: ", "))")
    }
    return parts + self.parts(experiment.breakdown) + self.parts(experiment.stream)
  }

  private mutating func parts(_ goal: ExperimentGoal) -> [String] {
    var parts = [goal.role.rawValue, text(goal.metric)] + clause("within", goal.window)
    parts += self.parts(goal.matching)
    if let direction = goal.direction { parts.append(direction.value.rawValue) }
    parts += clause("margin", goal.margin) + clause("cap", goal.cap)
    if let label = goal.label { parts.append("as \(Printer.name(label.value))") }
    return parts
  }

  mutating func text(_ metric: GoalMetric) -> String {
    switch metric {
    case .conversion(let pattern): return "conversion of \(text(pattern))"
    case .mean(let measure): return "mean of \(text(measure))"
    case .ratio(let numerator, let denominator):
      let left = text(numerator)
      return "ratio of \(left) to \(text(denominator))"
    case .quantile(let level, let measure): return "quantile \(Printer.number(level)) of \(text(measure))"
    case .retention(let step, let from, let to):
      return "retention of \(text(step)) between \(from.literal) and \(to.literal)"
    }
  }
}

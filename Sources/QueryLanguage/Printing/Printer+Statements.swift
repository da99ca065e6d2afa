import EventModel

extension Printer {
  mutating func parts(_ statement: Statement) -> [String] {
    switch statement {
    case .funnel(let funnel):
      var parts = ["funnel", text(funnel.pattern)] + parts(funnel.matching) + parts(funnel.having)
      parts += self.parts(funnel.breakdown) + clause("every", funnel.every)
      parts += clause("week starts", funnel.weekStart) + self.parts(funnel.bins) + self.parts(funnel.compare)
      return parts + self.parts(funnel.stream) + flag("show units", funnel.showsUnits)
        + clause("stopped at", funnel.stoppedAt)
    case .journeys(let journeys):
      return ["journeys"] + parts(journeys.path) + clause("top", journeys.top) + parts(journeys.compare)
        + parts(journeys.stream)
    case .transitions(let transitions):
      return ["transitions"] + clause("weight", transitions.weight) + parts(transitions.path)
        + clause("top", transitions.top) + parts(transitions.compare) + parts(transitions.stream)
    case .steps(let steps):
      return ["steps"] + parts(steps.centre) + parts(steps.path) + clause("top", steps.top)
        + parts(steps.compare)
        + parts(steps.stream)
    case .match(let match):
      return ["match", text(match.pattern)] + clause("within", match.window)
        + clause("occurrence", match.occurrence)
        + parts(match.path) + clause("top", match.top) + parts(match.stream)
    case .frequent(let frequent): return parts(frequent)
    case .retention(let retention): return parts(retention)
    case .trend(let trend):
      var measures: [String] = []
      for measure in trend.measures { measures.append(text(measure)) }
      return ["trend", measures.joined(separator: ", ")] + clause("every", trend.every)
        + clause("week starts", trend.weekStart) + parts(trend.breakdown) + parts(trend.compare)
        + parts(trend.stream)
    case .lifecycle(let lifecycle):
      return ["lifecycle of", text(lifecycle.step)] + clause("every", lifecycle.every)
        + clause("week starts", lifecycle.weekStart) + parts(lifecycle.stream)
    case .stickiness(let stickiness):
      return ["stickiness of", text(stickiness.step)] + clause("every", stickiness.every)
        + clause("week starts", stickiness.weekStart) + parts(stickiness.stream)
    case .attribution(let attribution): return parts(attribution)
    case .experiment(let experiment): return parts(experiment)
    case .power(let power): return parts(power)
    case .correlate(let correlate): return parts(correlate)
    case .compareSnapshots(let compare):
      return ["compare snapshots \(compare.first.value) and \(compare.second.value)"] + parts(compare.stream)
    case .timeline(let timeline):
      return ["timeline", text(timeline.unit.value), "\(timeline.key.value)"] + clause("top", timeline.top)
        + parts(timeline.stream)
    case .show(let show):
      return ["show", text(show.subject)] + clause("every", show.every)
        + clause("week starts", show.weekStart)
        + clause("top", show.top) + parts(show.stream)
    case .describe(let describe): return ["describe", text(describe.subject)] + parts(describe.stream)
    case .explain(let explain):
      return ["explain"] + flag("analyze", explain.analyzes) + parts(explain.statement)
    case .defineSegment(let definition):
      return [
        "segment", Printer.name(definition.name.value), "=", text(definition.selection, isClause: false),
      ]
    case .defineEvent(let definition):
      var alternatives: [String] = []
      for step in definition.alternatives { alternatives.append(text(step)) }
      let filter = definition.filter.map { ["where \(text($0))"] } ?? []
      return ["event", Printer.name(definition.name.value), "=", alternatives.joined(separator: " | ")]
        + filter
    case .defineGroup(let rule): return ["group", Printer.text(rule)]
    case .remove(let removal): return ["remove", Printer.text(removal.subject)]
    case .set(let setting):
      return ["set", Printer.name(setting.name.value), "=", Printer.text(setting.value.value)]
    }
  }

  private mutating func parts(_ frequent: FrequentStatement) -> [String] {
    ["frequent"] + clause("support", frequent.support) + clause("max gap", frequent.maximumGap)
      + clause("max length", frequent.maximumLength) + flag("closed", frequent.isClosed)
      + clause("lift", frequent.lift) + parts(frequent.path) + clause("top", frequent.top)
      + parts(frequent.compare)
      + parts(frequent.stream)
  }

  private mutating func parts(_ retention: RetentionStatement) -> [String] {
    var parts = ["retention", text(retention.start), "->", text(retention.comeback)]
    parts +=
      clause("every", retention.every) + clause("for", retention.periods) + clause("mode", retention.mode)
    parts += clause("clock", retention.clock) + clause("cohort", retention.cohort)
    if let count = retention.atLeast { parts.append("at least \(count.value) times") }
    if !retention.brackets.isEmpty {
      parts.append("brackets \(retention.brackets.map { "\($0.value)" }.joined(separator: ", "))")
    }
    parts += clause("scope", retention.scope) + clause("week starts", retention.weekStart)
    parts += flag("survival", retention.showsSurvival) + self.parts(retention.breakdown)
    parts += self.parts(retention.compare) + self.parts(retention.stream)
    return parts + flag("show units", retention.showsUnits)
  }

  private func parts(centre text: String) -> [String] { ["centred on", text] }

  private mutating func parts(_ centre: Located<StepCentre>?) -> [String] {
    switch centre?.value {
    case .start: parts(centre: "start")
    case .end: parts(centre: "end")
    case .pattern(let pattern): parts(centre: text(pattern))
    case nil: []
    }
  }

  private mutating func parts(_ attribution: AttributionStatement) -> [String] {
    var parts = ["attribution of", text(attribution.conversion), "touch", text(attribution.touch)]
    parts += clause("key", attribution.key)
    if let model = attribution.model { parts.append("model \(Printer.text(model.value))") }
    parts += clause("within", attribution.window) + clause("value", attribution.value)
    return parts + self.parts(attribution.path) + self.parts(attribution.stream)
  }

  private static func text(_ subject: RemoveStatement.Subject) -> String {
    switch subject {
    case .segment(let name): "segment \(Printer.name(name.value))"
    case .event(let name): "event \(Printer.name(name.value))"
    case .group(let glob): "group '\(QuotedText.content(of: glob.value, quote: "'"))'"
    case .setting(let name): "setting \(Printer.name(name.value))"
    }
  }

  private static func text(_ model: AttributionModel) -> String {
    switch model {
    case .first: "first"
    case .last: "last"
    case .linear: "linear"
    case .participation: "participation"
    case .position(let first, let middle, let last):
      "position \(number(first))/\(number(middle))/\(number(last))"
    case .decay(let elapsed): "decay \(elapsed.literal)"
    case .markov(let order): order.map { "markov order \($0)" } ?? "markov"
    case .shapley: "shapley"
    }
  }

  private mutating func parts(_ power: PowerStatement) -> [String] {
    var parts = ["power", text(power.metric)] + clause("within", power.window)
    parts += clause("exposure", power.exposure) + clause("lift", power.lift) + clause("alpha", power.alpha)
    parts += clause("power", power.power) + clause("sides", power.sides) + clause("arms", power.arms)
    return parts + self.parts(power.stream)
  }

  private mutating func parts(_ correlate: CorrelateStatement) -> [String] {
    var parts = ["correlate", text(correlate.pattern)]
    // Unlike other keywords, this one is skipped before a pattern's first step.
    if !correlate.candidates.isEmpty {
      let candidates = correlate.candidates.map { candidate in
        switch candidate {
        case .events: "events"
        case .properties(let properties): properties.isEmpty ? "properties" : "properties \(list(properties))"
        }
      }
      parts.append("with \(candidates.joined(separator: ", "))")
    }
    if let between = correlate.between { parts.append(Printer.text(between)) }
    parts +=
      clause("support", correlate.support) + clause("alpha", correlate.alpha) + clause("top", correlate.top)
    return parts + self.parts(correlate.matching) + self.parts(correlate.stream)
  }

  private func text(_ subject: ShowStatement.Subject) -> String {
    switch subject {
    case .events: "events"
    case .properties(let event): event.map { "properties of \(Printer.name($0.value))" } ?? "properties"
    case .values(let property): "values of \(text(property))"
    case .segments: "segments"
    case .snapshots: "snapshots"
    case .definitions: "definitions"
    case .groups: "groups"
    case .settings: "settings"
    case .sources: "sources"
    case .overlap(let names):
      "segment \(names.map { Printer.name($0.value) }.joined(separator: ", "))"
    case .segment(let name): "segment \(Printer.name(name.value))"
    }
  }

  private func text(_ subject: DescribeStatement.Subject) -> String {
    switch subject {
    case .event(let name): "event \(Printer.name(name.value))"
    case .property(let property): "property \(text(property))"
    case .segment(let name): "segment \(Printer.name(name.value))"
    }
  }

  private static func text(_ value: SettingValue) -> String {
    switch value {
    case .literal(let literal): "\(literal)"
    case .duration(let elapsed): "\(elapsed.literal)"
    case .name(let text): name(text)
    }
  }
}

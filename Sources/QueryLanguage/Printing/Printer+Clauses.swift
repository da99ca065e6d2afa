import EventModel

extension Printer {
  /// A clause that is an option's spelling, a number, or another plain value.
  func clause<Value>(_ keyword: String, _ value: Located<Value>?) -> [String] {
    guard let value = value?.value else { return [] }
    return ["\(keyword) \(value)"]
  }

  func clause<Option: RawRepresentable<String>>(_ keyword: String, _ option: Located<Option>?) -> [String] {
    guard let option = option?.value else { return [] }
    return ["\(keyword) \(option.rawValue)"]
  }

  func clause(_ keyword: String, _ elapsed: Located<ElapsedTime>?) -> [String] {
    guard let elapsed = elapsed?.value else { return [] }
    return ["\(keyword) \(elapsed.literal)"]
  }

  func clause(_ keyword: String, _ weekday: Located<Weekday>?) -> [String] {
    guard let weekday = weekday?.value else { return [] }
    return ["\(keyword) \(weekday.name)"]
  }

  func clause(_ keyword: String, _ window: Located<Window>?) -> [String] {
    guard let window = window?.value else { return [] }
    return ["\(keyword) \(Printer.text(window))"]
  }

  func clause(_ keyword: String, _ amount: Located<Amount>?) -> [String] {
    guard let amount = amount?.value else { return [] }
    return ["\(keyword) \(Printer.text(amount))"]
  }

  func clause(_ keyword: String, _ number: Located<Double>?) -> [String] {
    guard let number = number?.value else { return [] }
    return ["\(keyword) \(Printer.number(number))"]
  }

  func clause(_ keyword: String, _ property: PropertyReference?) -> [String] {
    guard let property else { return [] }
    return ["\(keyword) \(text(property))"]
  }

  mutating func clause(_ keyword: String, _ step: Step?) -> [String] {
    guard let step else { return [] }
    return ["\(keyword) \(text(step))"]
  }

  func flag(_ words: String, _ isSet: Bool) -> [String] { isSet ? [words] : [] }

  // Groups of clauses.

  mutating func parts(_ stream: StreamClauses) -> [String] {
    var parts = clause("from", stream.range?.from) + clause("last", stream.range?.last)
    parts += clause("to", stream.range?.to)
    if let zone = stream.zone { parts.append("in \(Printer.quotedString(zone.value))") }
    if let filter = stream.filter { parts.append("where \(text(filter))") }
    if let segment = stream.segment { parts.append("among \(text(segment, isClause: true))") }
    if let unit = stream.unit { parts.append("per \(text(unit.value))") }
    if !stream.only.isEmpty {
      parts.append("only \(stream.only.map { Printer.text($0.value) }.joined(separator: ", "))")
    }
    if !stream.hide.isEmpty {
      parts.append("hide \(stream.hide.map { Printer.text($0.value) }.joined(separator: ", "))")
    }
    return parts
  }

  func text(_ unit: AnalysisUnit) -> String {
    switch unit {
    case .user: return "user"
    case .account: return "account"
    case .property(let property): return text(property)
    case .session(let rule):
      var result = "session"
      if let gap = rule.gap { result += " gap \(gap.literal)" }
      if rule.resetsAtMidnight { result += " reset midnight" }
      return result
    }
  }

  mutating func parts(_ matching: MatchingOptions) -> [String] {
    var parts = clause("within", matching.window) + clause("order", matching.order)
    parts += clause("repeats", matching.repeats) + clause("reuse", matching.reuse)
    parts += clause("scope", matching.scope) + clause("entry", matching.entry) + clause("ties", matching.ties)
    parts += clause("tolerance", matching.tolerance) + clause("resolution", matching.resolution)
    if let holding = matching.holding {
      parts.append("holding \(list(holding.properties))")
      if let values = holding.values { parts.append(values.value.rawValue) }
    }
    if !matching.exclusions.isEmpty {
      var exclusions: [String] = []
      for exclusion in matching.exclusions {
        let zone = exclusion.between.map { " \(Printer.text($0))" } ?? ""
        exclusions.append(text(exclusion.step) + zone)
      }
      parts.append("excluding \(exclusions.joined(separator: ", "))")
    }
    return parts + clause("effect", matching.exclusionEffect) + clause("as", matching.preset)
  }

  mutating func parts(_ path: PathClauses) -> [String] {
    var parts = clause("from", path.from) + clause("to", path.to) + clause("depth", path.depth)
    parts += clause("node", path.node)
    for group in path.groups { parts.append("group \(Printer.text(group))") }
    if let repeats = path.collapseRepeats {
      parts.append("collapse repeats")
      if !repeats.names.isEmpty {
        parts.append(repeats.names.map { Printer.name($0.value) }.joined(separator: ", "))
      }
      if repeats.keepsLast { parts.append("keep last") }
    }
    return parts + clause("collapse loops", path.collapseLoops)
  }

  static func text(_ rule: GroupRule) -> String {
    "'\(QuotedText.content(of: rule.glob.value, quote: "'"))' as \(name(rule.label.value))"
  }

  mutating func parts(_ breakdown: Breakdown?) -> [String] {
    guard let breakdown else { return [] }
    var keys: [String] = []
    for key in breakdown.keys {
      switch key {
      case .property(let property): keys.append(text(property))
      case .segment(let name): keys.append("segment \(Printer.name(name.value))")
      case .count(let step, let between):
        keys.append("count of \(text(step))" + (between.map { " \(Printer.text($0))" } ?? ""))
      }
    }
    var parts = ["by \(keys.joined(separator: ", "))"]
    if let attribution = breakdown.attribution { parts.append(Printer.text(attribution.value)) }
    return parts + clause("top", breakdown.top)
  }

  func parts(_ having: Having?) -> [String] {
    guard let having else { return [] }
    return ["having \(text(having.filter))"] + (having.attribution.map { [Printer.text($0.value)] } ?? [])
  }

  private static func text(_ attribution: ValueAttribution) -> String {
    switch attribution {
    case .first: "attribute first"
    case .last: "attribute last"
    case .nearest: "attribute nearest"
    case .all: "attribute all"
    case .step(let number): "attribute step \(number)"
    }
  }

  func parts(_ bins: Located<Bins>?) -> [String] {
    switch bins?.value {
    case .automatic: ["bins"]
    case .count(let count): ["bins \(count)"]
    case nil: []
    }
  }

  func parts(_ comparison: Located<Comparison>?) -> [String] {
    guard let comparison = comparison?.value else { return [] }
    switch comparison {
    case .previousPeriod: return ["compare previous period"]
    case .periods(let periods):
      return ["compare " + periods.map { "from \($0.from.value) to \($0.to.value)" }.joined(separator: ", ")]
    case .segments(let sides):
      let names = sides.map { side in
        switch side {
        case .segment(let name): "segment \(Printer.name(name.value))"
        case .rest: "rest"
        }
      }
      return ["compare \(names.joined(separator: ", "))"]
    case .values(let property, let sides):
      let values = sides.map { side in
        switch side {
        case .value(let value): "\(value.value)"
        case .rest: "rest"
        }
      }
      return ["compare \(text(property)) \(values.joined(separator: ", "))"]
    }
  }
}

import EventModel

extension Printer {
  mutating func text(_ pattern: Pattern) -> String {
    var parts: [String] = []
    for (index, step) in pattern.steps.enumerated() {
      if index > 0, index <= pattern.arrows.count { parts.append(text(pattern.arrows[index - 1])) }
      parts.append(text(step))
    }
    return parts.joined(separator: " ")
  }

  private mutating func text(_ arrow: Arrow) -> String {
    let head = arrow.kind == .eventually ? "->" : "=>"
    if arrow.constraints.isEmpty { return head }
    var constraints: [String] = []
    for constraint in arrow.constraints {
      switch constraint.value {
      case .within(let window): constraints.append("within \(Printer.text(window))")
      case .after(let elapsed): constraints.append("after \(elapsed.literal)")
      case .not(let step): constraints.append("not \(text(step))")
      case .same(let property): constraints.append("same \(text(property))")
      }
    }
    let open = arrow.kind == .eventually ? "-[" : "=["
    return open + constraints.joined(separator: ", ") + "]" + head
  }

  mutating func text(_ step: Step) -> String {
    var result = Printer.text(step.events)
    if let filter = step.filter { result += "[\(text(filter))]" }
    switch step.occurrence {
    case .first: result = "first(\(result))"
    case .firstEver: result = "first ever(\(result))"
    case nil: break
    }
    switch step.quantifier {
    case .once: break
    case .optional: result += "?"
    case .repeated(let lower, nil): result += "{\(lower),}"
    case .repeated(let lower, let upper?): result += lower == upper ? "{\(lower)}" : "{\(lower),\(upper)}"
    }
    if let alias = step.alias {
      aliases.insert(alias.value)
      result = "\(alias.value): \(result)"
    }
    return result
  }

  private static func text(_ events: EventSelection) -> String {
    switch events {
    case .any: "any"
    case .start: "start"
    case .end: "end"
    case .oneOf(let names):
      names.count == 1 ? name(names[0].value) : "(\(names.map { name($0.value) }.joined(separator: "|")))"
    case .noneOf(let names): "!(\(names.map { name($0.value) }.joined(separator: "|")))"
    }
  }

  func text(_ filter: Filter) -> String {
    switch filter {
    case .comparison(let comparison):
      let right =
        switch comparison.right.value {
        case .value(let value): "\(value)"
        case .property(let property): text(property)
        }
      return "\(text(comparison.left)) \(comparison.relation.rawValue) \(right)"
    case .membership(let membership):
      let values = membership.values.map { "\($0.value)" }.joined(separator: ", ")
      return "\(text(membership.property)) \(membership.negated ? "not in" : "in") (\(values))"
    case .contains(let condition):
      return "\(text(condition.property)) contains \(Printer.quotedString(condition.text.value))"
    case .matches(let condition):
      let glob = QuotedText.content(of: condition.glob.value, quote: "'")
      return "\(text(condition.property)) matches '\(glob)'\(condition.ignoresCase ? "i" : "")"
    case .null(let condition):
      return "\(text(condition.property)) is \(condition.negated ? "not null" : "null")"
    case .not(let inner): return "not (\(text(inner)))"
    case .all(let parts):
      return parts.map { $0.isJunction ? "(\(text($0)))" : text($0) }.joined(separator: " and ")
    case .any(let parts):
      return parts.map { $0.isAlternative ? "(\(text($0)))" : text($0) }.joined(separator: " or ")
    }
  }

  mutating func text(_ measure: Measure) -> String {
    let aggregate =
      switch measure.aggregate {
      case .count: "count"
      case .users: "users"
      case .sessions: "sessions"
      case .accounts: "accounts"
      case .distinct(let property): "distinct(\(text(property)))"
      case .sum(let property): "sum(\(text(property)))"
      case .mean(let property): "mean(\(text(property)))"
      case .median(let property): "median(\(text(property)))"
      case .minimum(let property): "min(\(text(property)))"
      case .maximum(let property): "max(\(text(property)))"
      case .quantile(let level, let property): "quantile(\(Printer.number(level)), \(text(property)))"
      }
    return "\(aggregate) of \(text(measure.step))"
  }

  static func text(_ range: StepRange) -> String { "between \(range.from.value) and \(range.to.value)" }
}

extension Filter {
  /// Joined by `and` or `or`.
  fileprivate var isJunction: Bool {
    switch self {
    case .all, .any: true
    default: false
    }
  }

  fileprivate var isAlternative: Bool {
    if case .any = self { true } else { false }
  }
}

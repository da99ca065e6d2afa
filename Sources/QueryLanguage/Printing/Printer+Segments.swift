import EventModel

extension Printer {
  /// - Parameter isClause: whether it stands among a statement's clauses, where anything but a name is bracketed.
  mutating func text(_ selection: SegmentSelection, isClause: Bool) -> String {
    var result = text(selection.expression)
    if isClause {
      if case .segment = selection.expression {} else { result = "(\(result))" }
    }
    switch selection.instant?.value {
    case .eventTime: result += " as of event time"
    case .date(let date): result += " as of \(date)"
    case nil: break
    }
    return result
  }

  private mutating func text(_ expression: SegmentExpression) -> String {
    switch expression {
    case .did(let behaviour, let negated): return "did \(negated ? "not " : "")\(text(behaviour))"
    case .firstDid(let step, let period): return "first did \(text(step))" + Printer.suffix(period)
    case .stopped(let step, let period): return "stopped \(text(step))" + Printer.suffix(period)
    case .reached(let step, let behaviour): return "reached step \(step.value) of \(text(behaviour))"
    case .segment(let name): return "segment \(Printer.name(name.value))"
    case .file(let path): return "file \(Printer.quotedString(path.value))"
    case .condition(let filter): return text(filter)
    case .not(let inner): return "not (\(text(inner)))"
    case .all(let parts): return joined(parts, by: " and ") { $0.isJunction }
    case .any(let parts): return joined(parts, by: " or ") { $0.isAlternative }
    }
  }

  private mutating func joined(
    _ parts: [SegmentExpression], by word: String, bracketing: (SegmentExpression) -> Bool
  ) -> String {
    var texts: [String] = []
    for part in parts { texts.append(bracketing(part) ? "(\(text(part)))" : text(part)) }
    return texts.joined(separator: word)
  }

  private mutating func text(_ behaviour: SegmentExpression.Behaviour) -> String {
    var result = text(behaviour.pattern)
    if let times = behaviour.times { result += " \(times.relation.rawValue) \(times.count) times" }
    for option in parts(behaviour.matching) { result += " \(option)" }
    return result + Printer.suffix(behaviour.period)
  }

  private static func suffix(_ period: SegmentPeriod?) -> String {
    switch period {
    case .last(let elapsed): " in last \(elapsed.literal)"
    case .range(let from, let to):
      (from.map { " from \($0.value)" } ?? "") + (to.map { " to \($0.value)" } ?? "")
    case nil: ""
    }
  }
}

extension SegmentExpression {
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

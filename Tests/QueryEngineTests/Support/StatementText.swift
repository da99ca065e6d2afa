import EventModel
import NaiveEvaluator

/// Spells the plain evaluator's questions as statements.
enum StatementText {
  static func name(_ name: String) -> String { "\"\(name)\"" }

  static func string(_ text: String) -> String { "'\(text)'" }

  static func elapsed(_ microseconds: Int64) -> String { "\(microseconds)us" }

  static func instant(_ microseconds: Int64) -> String {
    func padded(_ number: Int, _ width: Int) -> String {
      let digits = String(number)
      return String(repeating: "0", count: width - digits.count) + digits
    }
    let civil = CivilDateTime(wallMicroseconds: microseconds)
    let date = "\(padded(civil.date.year, 4))-\(padded(civil.date.month, 2))-\(padded(civil.date.day, 2))"
    let time = "\(padded(civil.hour, 2)):\(padded(civil.minute, 2)):\(padded(civil.second, 2))"
    return "\(date)T\(time).\(padded(civil.microsecond, 6))Z"
  }

  static func value(_ value: PropertyValue) -> String {
    switch value {
    case .string(let text): string(text)
    case .integer(let number): "\(number)"
    case .double(let number): "\(number)"
    case .boolean(let flag): "\(flag)"
    case .timestamp(let time): instant(time.microseconds)
    }
  }

  static func field(_ field: NaiveField) -> String {
    switch field {
    case .property(let name): Self.name(name)
    case .user: "user"
    case .event: "event"
    case .time: "time"
    case .session: "session"
    case .source: "source"
    }
  }

  // MARK: Conditions

  static func filter(_ filter: NaiveFilter) -> String {
    switch filter {
    case .always: preconditionFailure("\(filter) has no spelling of its own")
    case .relative(let field, let relation, let alias, let other):
      "\(Self.field(field)) \(Self.relation(relation)) \(alias).\(Self.field(other))"
    case .compare(let field, let relation, let value):
      "\(Self.field(field)) \(Self.relation(relation)) \(Self.value(value))"
    case .isIn(let field, let values):
      "\(Self.field(field)) in (\(values.map(Self.value).joined(separator: ", ")))"
    case .contains(let field, let text): "\(Self.field(field)) contains \(string(text))"
    case .matches(let field, let glob, let ignoresCase):
      "\(Self.field(field)) matches \(string(glob))\(ignoresCase ? "i" : "")"
    case .isNull(let field): "\(Self.field(field)) is null"
    case .and(let filters):
      "(\(filters.filter { if case .always = $0 { false } else { true } }.map(Self.filter).joined(separator: " and ")))"
    case .or(let filters): "(\(filters.map(Self.filter).joined(separator: " or ")))"
    case .not(let filter): "not (\(Self.filter(filter)))"
    }
  }

  static func relation(_ relation: NaiveOperator) -> String {
    switch relation {
    case .equal: "="
    case .notEqual: "!="
    case .less: "<"
    case .lessOrEqual: "<="
    case .greater: ">"
    case .greaterOrEqual: ">="
    }
  }

  static func condition(_ condition: NaiveCondition) -> String {
    let names =
      switch condition.names {
      case .any: "any"
      case .oneOf(let names) where names.count == 1: name(names[0])
      case .oneOf(let names): "(\(names.map(name).joined(separator: "|")))"
      case .noneOf(let names): "!(\(names.map(name).joined(separator: "|")))"
      }
    if case .always = condition.filter { return names }
    return "\(names)[\(filter(condition.filter))]"
  }

  /// A pattern with all that steps and arrows may carry.
  static func pattern(_ steps: [NaiveStep]) -> String {
    steps.enumerated().map { number, step in
      let arrow = number == 0 ? "" : " \(Self.arrow(step.arrow)) "
      var text = condition(step.condition)
      switch step.onset {
      case .anywhere: break
      case .first: text = "first(\(text))"
      case .firstEver: text = "first ever(\(text))"
      }
      return arrow + (step.alias.map { "\($0): " } ?? "") + text + (step.isOptional ? "?" : "")
    }.joined()
  }

  private static func arrow(_ arrow: NaiveArrow) -> String {
    var constraints: [String] = []
    if let within = arrow.within { constraints.append("within \(elapsed(within))") }
    if let after = arrow.after { constraints.append("after \(elapsed(after))") }
    if let count = arrow.withinEvents { constraints.append("within \(count) events") }
    constraints += arrow.without.map { "not \(condition($0))" }
    constraints += arrow.same.map { "same \(field($0))" }
    let head = arrow.isImmediate ? "=>" : "->"
    if constraints.isEmpty { return head }
    return "\(arrow.isImmediate ? "=" : "-")[\(constraints.joined(separator: ", "))]\(head)"
  }

  // MARK: Clauses

  static func range(_ range: NaiveRange) -> [String] {
    [range.from.map { "from \(instant($0))" }, range.to.map { "to \(instant($0))" }].compactMap { $0 }
  }

  static func unit(_ unit: NaiveUnit) -> String {
    switch unit {
    case .user: "per user"
    case .session: "per session"
    case .sessionBySource: "per session"
    case .sessionSplit(let gap, let resets):
      "per session gap \(elapsed(gap))\(resets ? " reset midnight" : "")"
    case .property(let field): "per \(Self.field(field))"
    }
  }

  /// `where`, the names that `only` and `hide` keep, and the zone.
  static func stream(_ stream: NaiveStream) -> [String] {
    var clauses: [String] = []
    if case .always = stream.filter {} else { clauses.append("where \(filter(stream.filter))") }
    clauses += names(only: stream.only, hide: stream.hide)
    // The one zone beside UTC that questions use: nine hours, summer and winter.
    if stream.calendar.offset != 0 { clauses.append("in 'Asia/Tokyo'") }
    return clauses
  }

  static func names(only: [String], hide: [String]) -> [String] {
    var clauses: [String] = []
    if !only.isEmpty { clauses.append("only \(only.map(name).joined(separator: ", "))") }
    if !hide.isEmpty { clauses.append("hide \(hide.map(name).joined(separator: ", "))") }
    return clauses
  }
}

/// A condition on an answer: `funnel.steps[3].rate >= 0.02`.
///
/// ```
/// expectation = path ( = | != | < | <= | > | >= ) value
/// path        = name { . member | [number] }      the name is a statement's; members are those of its JSON result
/// value       = number | number% | 'text' | true | false | null
/// ```
/// Lists count from 1. `rate` of a funnel's step is its `rate_of_first`.
struct JobExpectation: Sendable, Equatable {
  enum Relation: String, Sendable, CaseIterable {
    case lessOrEqual = "<="
    case greaterOrEqual = ">="
    case unequal = "!="
    case equal = "="
    case less = "<"
    case greater = ">"
  }

  enum Part: Sendable, Equatable {
    case member(String)
    /// From 1.
    case element(Int)
  }

  /// As written.
  var text: String
  /// The statement whose answer is meant.
  var name: String
  var path: [Part]
  var relation: Relation
  var value: AnswerValue

  /// `nil` when the text is none.
  init?(_ text: String) {
    self.text = text
    guard let (left, relation, right) = Self.split(text), let value = Self.value(right) else { return nil }
    self.relation = relation
    self.value = value
    var parts: [Part] = []
    var rest = Substring(JobDate.trimmed(left))
    guard let name = Self.word(&rest) else { return nil }
    while let sign = rest.first {
      rest.removeFirst()
      if sign == ".", let member = Self.word(&rest) {
        parts.append(.member(member))
      } else if sign == "[", let end = rest.firstIndex(of: "]"), let place = Int(rest[..<end]), place >= 1 {
        parts.append(.element(place))
        rest = rest[rest.index(after: end)...]
      } else {
        return nil
      }
    }
    guard !parts.isEmpty else { return nil }
    self.name = name
    path = parts
  }

  /// What came of holding an expectation against an answer.
  enum Outcome: Sendable, Equatable {
    case met
    /// The value found, as it is said.
    case unmet(found: String)
    /// The path leads nowhere; the part at which it ends.
    case missing(String)
  }

  /// Holds the expectation against the JSON result of its statement.
  func outcome(for result: AnswerValue) -> Outcome {
    var value = result
    for (place, part) in path.enumerated() {
      guard let next = Self.follow(part, in: value) else {
        return .missing(Self.text(name, path.prefix(place + 1)))
      }
      value = next
    }
    return holds(value) ? .met : .unmet(found: value.text)
  }

  private static func follow(_ part: Part, in value: AnswerValue) -> AnswerValue? {
    switch (part, value) {
    case (.member(let name), .object(let members)):
      return members[name] ?? (name == "rate" ? members["rate_of_first"] : nil)
    case (.element(let number), .list(let list)): return number <= list.count ? list[number - 1] : nil
    default: return nil
    }
  }

  private func holds(_ found: AnswerValue) -> Bool {
    switch (found, value) {
    case (.number(let left), .number(let right)): compare(left, right)
    case (.text(let left), .text(let right)): compare(left, right)
    // What is not there is neither more nor less than anything.
    default: relation == .equal ? found == value : relation == .unequal ? found != value : false
    }
  }

  private func compare<Value: Comparable>(_ left: Value, _ right: Value) -> Bool {
    switch relation {
    case .equal: left == right
    case .unequal: left != right
    case .less: left < right
    case .lessOrEqual: left <= right
    case .greater: left > right
    case .greaterOrEqual: left >= right
    }
  }

  // MARK: Reading

  private static func split(_ text: String) -> (String, Relation, String)? {
    var quote = false
    var place = text.startIndex
    while place < text.endIndex {
      if text[place] == "\"" { quote.toggle() }
      if !quote {
        for relation in Relation.allCases where text[place...].hasPrefix(relation.rawValue) {
          let end = text.index(place, offsetBy: relation.rawValue.count)
          return (String(text[..<place]), relation, JobDate.trimmed(String(text[end...])))
        }
      }
      place = text.index(after: place)
    }
    return nil
  }

  private static func value(_ text: String) -> AnswerValue? {
    switch text {
    case "true": return .flag(true)
    case "false": return .flag(false)
    case "null": return .null
    default: break
    }
    if text.count >= 2, text.hasPrefix("'"), text.hasSuffix("'") {
      return .text(String(text.dropFirst().dropLast()))
    }
    if text.hasSuffix("%") {
      return Double(JobDate.trimmed(String(text.dropLast()))).map { .number($0 / 100) }
    }
    guard let number = Double(text), number.isFinite else { return nil }
    return .number(number)
  }

  /// A bare word, or any text in double quotes.
  private static func word(_ rest: inout Substring) -> String? {
    if rest.first == "\"" {
      let inner = rest.dropFirst()
      guard let end = inner.firstIndex(of: "\"") else { return nil }
      rest = inner[inner.index(after: end)...]
      return String(inner[..<end])
    }
    let word = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" }
    guard !word.isEmpty else { return nil }
    rest = rest.dropFirst(word.count)
    return String(word)
  }

  private static func text(_ name: String, _ path: ArraySlice<Part>) -> String {
    path.reduce(name) { text, part in
      switch part {
      case .member(let name): text + "." + name
      case .element(let number): text + "[\(number)]"
      }
    }
  }
}

import EventModel
@testable import QueryLanguage

/// Draws statement trees of every form; each of them is one that some text stands for.
struct RandomStatements {
  var random: SeededGenerator
  /// Aliases given so far in the statement.
  private var aliasCount = 0
  /// Aliases the steps before the place declare.
  var visible: [String] = []

  init(seed: UInt64) { random = SeededGenerator(seed: seed) }

  mutating func statement() -> Statement {
    aliasCount = 0
    visible = []
    return chance(12)
      ? .explain(ExplainStatement(analyzes: Bool.random(using: &random), statement: plainStatement()))
      : plainStatement()
  }

  // Dice.

  mutating func chance(_ n: Int) -> Bool { Int.random(in: 0..<n, using: &random) == 0 }
  mutating func int(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }

  mutating func maybe<Value>(_ n: Int = 3, _ value: (inout RandomStatements) -> Value) -> Value? {
    chance(n) ? value(&self) : nil
  }

  mutating func located<Value>(_ n: Int = 4, _ value: (inout RandomStatements) -> Value) -> Located<Value>? {
    chance(n) ? Located(value(&self)) : nil
  }

  mutating func option<Option: CaseIterable>(_: Option.Type) -> Located<Option>? {
    chance(4) ? Option.allCases.randomElement(using: &random).map { Located($0) } : nil
  }

  mutating func some<Value>(_ range: ClosedRange<Int>, _ value: (inout RandomStatements) -> Value) -> [Value]
  {
    var result: [Value] = []
    for _ in 0..<int(range) { result.append(value(&self)) }
    return result
  }

  // Leaves.

  mutating func text() -> String {
    let pieces = [
      "view", "cart", "purchase", "a", "b1", "$x", "_y", "page.open", "k0.price", "k1.a.b", ".x", "x.", "",
      " ", "any",
      "Start", "TRUE", "first", "not", "within", "segment", "user", "time", "Kauf", "ä", "日本", "🙂", "\"", "'",
      "\\", "\n",
      "\t", "\0", "\u{1}", "\u{FEFF}", "*", "?", "-", "a-b", ";", "--", "[", "](", "5", "2026-01-01", "{",
      "{2}", "|",
      "i", "rest", "funnel", "events", "\u{A0}", "é", "e\u{301}",
    ]
    if chance(2) {
      return ["view", "cart", "purchase", "platform", "amount"].randomElement(using: &random) ?? ""
    }
    return some(1...3) { $0.pick(pieces) }.joined()
  }

  mutating func pick(_ list: [String]) -> String { list.randomElement(using: &random) ?? "" }
  mutating func name() -> Located<String> { Located(text()) }
  mutating func count() -> Located<Int> { Located(chance(5) ? int(1...1_000_000_000) : int(1...9)) }

  mutating func double() -> Double {
    switch int(0...4) {
    case 0: Double(int(-20...20))
    case 1: Double(int(-1000...1000)) / 8
    case 2: 0.1
    case 3: Double.random(in: -1e6...1e6, using: &random)
    default:
      [1e300, -2.5e-300, Double.leastNonzeroMagnitude, Double.greatestFiniteMagnitude, 9_007_199_254_740_992]
        .randomElement(using: &random) ?? 0
    }
  }

  mutating func amount() -> Amount { Amount(number: double(), isPercent: Bool.random(using: &random)) }

  mutating func elapsed() -> ElapsedTime {
    let unit = ElapsedTime.units.randomElement(using: &random)?.microseconds ?? 1
    let largest = ElapsedTime.longest.microseconds / unit
    return ElapsedTime(microseconds: unit * Int64.random(in: 0...(chance(6) ? largest : 60), using: &random))
  }

  mutating func date() -> DateLiteral {
    let day = (year: int(1...9999), month: int(1...12), day: int(1...28))
    if chance(2) { return DateLiteral(year: day.year, month: day.month, day: day.day)! }
    return DateLiteral(
      year: day.year, month: day.month, day: day.day, hour: int(0...23), minute: int(0...59),
      second: chance(2) ? 0 : int(0...59), microsecond: chance(2) ? 0 : int(0...999_999),
      offsetMinutes: maybe(3) { $0.chance(3) ? 0 : $0.int(-1439...1439) })!
  }

  mutating func literal() -> LiteralValue {
    switch int(0...5) {
    case 0: .integer(chance(4) ? .min : Int64(int(-9...9)))
    case 1: .double(double())
    case 2: .boolean(Bool.random(using: &random))
    case 3: .date(date())
    default: .string(text())
    }
  }

  mutating func glob() -> Glob {
    var pattern = ""
    for scalar in text().unicodeScalars {
      if "*?\\".unicodeScalars.contains(scalar) { pattern += "\\" }
      pattern.unicodeScalars.append(scalar)
    }
    if chance(2) { pattern += "*" }
    if chance(5) { pattern = "?" + pattern }
    return Glob(pattern: pattern)
  }

  /// A property of the event at hand, or of an aliased step where `aliased` allows it.
  mutating func property(aliased: Bool = false) -> PropertyReference {
    let subject: PropertyReference.Subject =
      chance(5) ? .field(EventField.allCases.randomElement(using: &random) ?? .user) : .property(text())
    let alias = aliased && !visible.isEmpty && chance(2) ? visible.randomElement(using: &random) : nil
    return PropertyReference(alias: alias.map { Located($0) }, subject: subject)
  }

  mutating func window() -> Window {
    switch int(0...4) {
    case 0: .events(count().value)
    case 1: .sessions(count().value)
    default: .time(elapsed())
    }
  }

  // Filters.

  mutating func condition(aliased: Bool) -> Filter {
    let property = property(aliased: aliased)
    switch int(0...5) {
    case 0:
      return .membership(
        Filter.Membership(
          property: property, negated: Bool.random(using: &random),
          values: some(1...3) { Located($0.literal()) }))
    case 1: return .contains(Filter.TextCondition(property: property, text: name()))
    case 2:
      return .matches(
        Filter.GlobCondition(
          property: property, glob: Located(glob()), ignoresCase: Bool.random(using: &random)))
    case 3: return .null(Filter.NullCondition(property: property, negated: Bool.random(using: &random)))
    default:
      let right: Filter.Operand =
        chance(3) ? .property(self.property(aliased: aliased)) : .value(literal())
      return .comparison(
        Filter.Comparison(
          left: property, relation: Relation.allCases.randomElement(using: &random) ?? .equal,
          right: Located(right)))
    }
  }

  mutating func filter(aliased: Bool, depth: Int = 3) -> Filter {
    guard depth > 0 else { return condition(aliased: aliased) }
    switch int(0...5) {
    case 0: return .not(filter(aliased: aliased, depth: depth - 1))
    case 1: return .all(some(2...3) { $0.filter(aliased: aliased, depth: depth - 1) })
    case 2: return .any(some(2...3) { $0.filter(aliased: aliased, depth: depth - 1) })
    default: return condition(aliased: aliased)
    }
  }

  // Patterns.

  mutating func events() -> EventSelection {
    switch int(0...7) {
    case 0: .any
    case 1: .noneOf(some(1...3) { $0.name() })
    case 2: .oneOf(some(2...3) { $0.name() })
    default: .oneOf([name()])
    }
  }

  mutating func step(isPlain: Bool = false) -> Step {
    if !isPlain, chance(12) {
      return Step(events: chance(2) ? .start : .end, filter: nil, quantifier: .once, span: .none)
    }
    let quantifier: Step.Quantifier
    switch isPlain ? 9 : int(0...9) {
    case 0: quantifier = .optional
    case 1: quantifier = .repeated(atLeast: int(0...3), atMost: nil)
    case 2: quantifier = .repeated(atLeast: int(2...3), atMost: int(3...5))
    case 3: quantifier = .repeated(atLeast: 0, atMost: int(2...5))
    default: quantifier = .once
    }
    let filter = maybe { $0.filter(aliased: true, depth: 2) }
    var alias: String?
    if !isPlain, chance(4) {
      alias = "k\(aliasCount)"
      aliasCount += 1
    }
    let step = Step(
      alias: alias.map { Located($0) }, occurrence: maybe(6) { $0.chance(2) ? .first : .firstEver },
      events: events(), filter: filter, quantifier: quantifier, span: .none)
    if let alias { visible.append(alias) }
    return step
  }

  mutating func pattern() -> Pattern {
    visible = []
    var steps = [step()]
    var arrows: [Arrow] = []
    while chance(2) {
      let constraints = chance(3) ? some(1...3) { Located($0.constraint()) } : []
      arrows.append(
        Arrow(kind: chance(3) ? .immediately : .eventually, constraints: constraints, span: .none))
      steps.append(step())
    }
    return Pattern(steps: steps, arrows: arrows, span: .none)
  }

  private mutating func constraint() -> Arrow.Constraint {
    switch int(0...3) {
    case 0: .within(window())
    case 1: .after(elapsed())
    case 2: .not(step())
    default: .same(property())
    }
  }

  // Segments.

  mutating func period() -> SegmentPeriod {
    if chance(2) { return .last(elapsed()) }
    let from = Located(date())
    return chance(3) ? .range(from: nil, to: from) : .range(from: from, to: located(2) { $0.date() })
  }

  mutating func behaviour() -> SegmentExpression.Behaviour {
    SegmentExpression.Behaviour(
      pattern: pattern(),
      times: maybe { parts in
        SegmentExpression.Times(
          relation: Relation.allCases.randomElement(using: &parts.random) ?? .equal, count: parts.int(0...9))
      },
      matching: chance(2) ? matching() : MatchingOptions(), period: maybe { $0.period() })
  }

  mutating func segment(depth: Int = 3) -> SegmentExpression {
    switch int((depth > 0 ? 0 : 3)...10) {
    case 0: return .not(segment(depth: depth - 1))
    case 1: return .all(some(2...3) { $0.segment(depth: depth - 1) })
    case 2: return .any(some(2...3) { $0.segment(depth: depth - 1) })
    case 3: return .did(behaviour(), negated: chance(3))
    case 4:
      visible = []
      return .firstDid(step(), maybe { $0.period() })
    case 5:
      visible = []
      return .stopped(step(), maybe { $0.period() })
    case 6: return .reached(step: count(), behaviour())
    case 7: return .segment(name())
    case 8: return .file(name())
    default: return .condition(condition(aliased: false))
    }
  }

  mutating func selection() -> SegmentSelection {
    let outer = visible
    defer { visible = outer }
    return SegmentSelection(
      expression: segment(), instant: located { $0.chance(2) ? .eventTime : .date($0.date()) }, span: .none)
  }
}

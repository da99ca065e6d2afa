import EventModel
import NaiveEvaluator
import QueryEngine
import QueryLanguage

/// A segment that both the engine and the plain evaluator know, and the definitions its text needs.
struct SegmentQuestion {
  private(set) var segment: NaiveSegment
  /// As `among` or a definition takes it.
  private(set) var text: String
  private(set) var definitions = Definitions()
  /// What its parts name.
  private var conditions: [NaiveCondition] = []
  private var filters: [NaiveFilter] = []
  private var fields: [NaiveField] = []
  private var aliasCount = 0
  private var ranges: [NaiveRange] = []

  /// The property that stands for membership in the log of the plain evaluator.
  static let mark = "@member"
  static let name = "S"

  init(_ questions: inout LogQuestions) throws {
    segment = .users([])
    text = ""
    (segment, text) = try expression(&questions, depth: 0)
    switch questions.random.number(below: 10) {
    case 0...2:
      segment = .at(.event, segment)
      text = "(\(text)) as of event time"
    case 3:
      let instant = questions.random.pick(questions.stored.log).time
      segment = .at(.instant(instant), segment)
      text = "(\(text)) as of \(StatementText.instant(instant))"
    default: text = "(\(text))"
    }
    try define(Self.name, text)
  }

  /// The log with membership at each event, for a statement whose range ends at `end`.
  func marked(_ log: [NaiveEvent], end: Int64) -> [NaiveEvent] {
    log.map { event in
      var event = event
      event.properties[Self.mark] = .boolean(
        segment.contains(event.user, in: log, at: end, event: event.time))
      return event
    }
  }

  /// The definitions as text, for messages.
  var definitionTexts: String {
    definitions.statements.map { Printer.print($0) }.joined(separator: "\n")
  }

  func addProblems(to problems: inout ExpectedProblems) {
    for condition in conditions { problems.name(condition) }
    for filter in filters { problems.filter(filter) }
    for field in fields { problems.field(field) }
    for range in ranges { problems.range(range) }
  }

  private mutating func define(_ name: String, _ text: String) throws {
    definitions.apply(try Parser.parseStatement("segment \"\(name)\" = \(text)"))
  }

  // MARK: Parts

  private mutating func expression(
    _ questions: inout LogQuestions, depth: Int
  ) throws -> (NaiveSegment, String) {
    if depth > 0, questions.random.chance(15) {
      // Behind a name, with an instant of its own now and then.
      var (inner, text) = try expression(&questions, depth: depth + 1)
      if questions.random.chance(30) {
        inner = .at(.event, inner)
        text = "(\(text)) as of event time"
      }
      let name = "S\(definitions.segments.count)"
      try define(name, text)
      return (inner, "segment \"\(name)\"")
    }
    switch questions.random.number(below: depth > 2 ? 6 : 10) {
    case 0:
      let condition = condition(&questions)
      let test = questions.random.pick(NaiveOperator.allCases)
      let times = questions.random.number(below: 4)
      let (period, periodText) = period(&questions)
      return (
        .did(condition, test, times, period),
        "did \(StatementText.condition(condition)) \(StatementText.relation(test)) \(times) times\(periodText)"
      )
    case 1:
      let condition = condition(&questions)
      let (period, periodText) = period(&questions)
      let isNegated = questions.random.chance(40)
      let did = NaiveSegment.did(condition, .greaterOrEqual, 1, period)
      return (
        isNegated ? .not(did) : did,
        "did \(isNegated ? "not " : "")\(StatementText.condition(condition))\(periodText)"
      )
    case 2:
      let condition = condition(&questions)
      let (period, text) = period(&questions)
      return (.firstDid(condition, period), "first did \(StatementText.condition(condition))\(text)")
    case 3:
      let condition = condition(&questions)
      var (period, text) = period(&questions)
      while !Self.hasStart(period) { (period, text) = self.period(&questions) }
      return (.stopped(condition, period), "stopped \(StatementText.condition(condition))\(text)")
    case 4: return pattern(&questions)
    case 5:
      if questions.random.chance(30) {
        let users = Set([questions.random.pick(questions.stored.log).user, "nobody"])
        return (.users(users), "file '\(users.sorted().joined(separator: ","))'")
      }
      let filter = questions.filter()
      filters.append(filter)
      return (.condition(filter), StatementText.filter(filter))
    case 6:
      let (inner, text) = try expression(&questions, depth: depth + 1)
      return (.not(inner), "not (\(text))")
    case 7, 8:
      let (a, left) = try expression(&questions, depth: depth + 1)
      let (b, right) = try expression(&questions, depth: depth + 1)
      return (.and(a, b), "(\(left)) and (\(right))")
    default:
      let (a, left) = try expression(&questions, depth: depth + 1)
      let (b, right) = try expression(&questions, depth: depth + 1)
      return (.or(a, b), "(\(left)) or (\(right))")
    }
  }

  /// A pattern with any steps and arrows, of which a depth must be reached, or all of it so many times.
  private mutating func pattern(_ questions: inout LogQuestions) -> (NaiveSegment, String) {
    let isDressed = questions.random.chance(45)
    var funnel = questions.generator.funnel()
    while !isDressed && (funnel.order != .ordered || funnel.steps.count < 2) {
      funnel = questions.generator.funnel()
    }
    let options = funnel
    funnel = NaiveFunnel(funnel.steps)
    if !isDressed, questions.random.chance(30) {
      funnel = NaiveFunnel((0..<2).map { _ in NaiveStep(condition(&questions), label: "") })
    }
    if questions.random.chance(15) {
      funnel.windowEvents = funnel.steps.count + questions.random.number(below: 3)
    } else {
      funnel.window = questions.generator.window()
    }
    var times = questions.random.chance(25) ? questions.random.number(below: 3) : nil
    if isDressed {
      funnel.dress(as: options)
      if questions.random.chance(15) { funnel.reusesEqualSteps = true }
      if funnel.order == .sets { times = nil }
      // So many times counts attempts.
      if times != nil { (funnel.entry, funnel.effect) = (.best, .endAttempt) }
    }
    funnel.avoidUnreachableSteps()
    note(funnel)
    var text = StatementText.pattern(funnel.steps)
    // An alias is used once in a statement.
    if text.contains("one: ") {
      aliasCount += 1
      text = text.replacing("one: ", with: "one\(aliasCount): ").replacing("one.", with: "one\(aliasCount).")
    }
    let test = questions.random.pick(NaiveOperator.allCases)
    if let times { text += " \(StatementText.relation(test)) \(times) times" }
    if let window = funnel.window { text += " within \(StatementText.elapsed(window))" }
    if let count = funnel.windowEvents { text += " within \(count) events" }
    for clause in StatementText.matching(funnel) { text += " \(clause)" }
    let (period, periodText) = period(&questions)
    text += periodText
    if let times { return (.didTimes(funnel, test, times, period), "did \(text)") }
    let mandatory = funnel.steps.indices.filter { !funnel.steps[$0].isOptional }
    if questions.random.chance(50) {
      return (.reached(funnel, step: mandatory.count, period), "did \(text)")
    }
    let place = questions.random.number(below: mandatory.count)
    return (.reached(funnel, step: place + 1, period), "reached step \(mandatory[place] + 1) of \(text)")
  }

  private mutating func note(_ funnel: NaiveFunnel) {
    for step in funnel.steps {
      conditions.append(step.condition)
      filters += step.arrow.without.map(\.filter) + step.arrow.same.map { .isNull($0) }
    }
    filters += funnel.exclusions.map(\.condition.filter)
    fields += funnel.holding
  }

  private mutating func condition(_ questions: inout LogQuestions) -> NaiveCondition {
    let names = questions.stored.log.map(\.name)
    var condition = NaiveCondition(
      questions.random.pick([
        .oneOf([questions.random.pick(names)]), .oneOf([questions.random.pick(names)]), .any,
        .noneOf([questions.random.pick(names)]),
      ]))
    if questions.random.chance(15) { condition.filter = questions.filter() }
    conditions.append(condition)
    return condition
  }

  private mutating func period(_ questions: inout LogQuestions) -> (NaiveSegment.Period, String) {
    switch questions.random.number(below: 4) {
    case 0:
      let length = questions.generator.window() ?? 60_000_000
      return (.last(length), " in last \(StatementText.elapsed(length))")
    case 1:
      let range = questions.generator.range()
      guard range.from != nil || range.to != nil else { return (.always, "") }
      ranges.append(range)
      return (.range(range), " " + StatementText.range(range).joined(separator: " "))
    default: return (.always, "")
    }
  }

  private static func hasStart(_ period: NaiveSegment.Period) -> Bool {
    switch period {
    case .always: false
    case .last: true
    case .range(let range): range.from != nil
    }
  }
}

extension NaiveFunnel {
  /// Takes the options of the matcher from another funnel, as far as they mean something together.
  fileprivate mutating func dress(as other: NaiveFunnel) {
    (order, ties, tolerance, resolution) = (other.order, other.ties, other.tolerance, other.resolution)
    (entry, scope, foldsRepeats) = (other.entry, other.scope, other.foldsRepeats)
    (holding, holdsFirstValue) = (other.holding, other.holdsFirstValue)
    (exclusions, effect) = (other.exclusions, other.effect)
    if steps.contains(where: { $0.alias != nil }) { foldsRepeats = false }
    if order == .sets { (window, windowEvents, entry) = (nil, nil, .best) }
    if order == .unordered {
      for index in exclusions.indices { (exclusions[index].from, exclusions[index].to) = (1, nil) }
    }
  }
}

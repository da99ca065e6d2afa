import EventModel
import Testing

@testable import QueryLanguage

/// What single texts mean, field by field.
@Suite struct `Statements` {
  private func funnel(_ text: String) throws -> FunnelStatement {
    guard case .funnel(let funnel) = try Parser.parseStatement(text) else { throw WrongForm() }
    return funnel
  }

  private struct WrongForm: Error {}

  private func names(_ step: Step) -> [String] {
    if case .oneOf(let names) = step.events { names.map(\.value) } else { [] }
  }

  @Test func `the long funnel carries every option it wrote`() throws {
    let funnel = try funnel(StatementCorpus.valid[1])
    #expect(funnel.pattern.steps.map(names) == [["signup"], ["invite"], ["purchase"]])
    #expect(funnel.pattern.arrows.map(\.kind) == [.eventually, .immediately])
    #expect(funnel.pattern.arrows[0].constraints.count == 2)
    #expect(
      funnel.pattern.arrows[0].constraints[0].value
        == .within(.time(ElapsedTime(microseconds: 3_600_000_000))))
    #expect(funnel.stream.range?.from?.value == DateLiteral(year: 2026, month: 1, day: 1))
    #expect(funnel.stream.range?.to?.value == DateLiteral(year: 2026, month: 2, day: 1))
    #expect(funnel.stream.zone?.value == "Europe/Berlin")
    #expect(funnel.stream.segment?.expression == .segment(Located("EU")))
    #expect(funnel.stream.unit?.value == .session(SessionRule(gap: nil, resetsAtMidnight: false)))
    #expect(funnel.breakdown?.keys == [.property(PropertyReference(subject: .property("platform")))])
    #expect(funnel.breakdown?.top?.value == 5)
    #expect(funnel.breakdown?.attribution?.value == .last)
    #expect(funnel.matching.holding?.properties == [PropertyReference(subject: .property("order_id"))])
    #expect(funnel.matching.exclusions.map { names($0.step) } == [["refund"]])
    #expect(funnel.matching.exclusions[0].between?.from.value == 1)
    #expect(funnel.matching.exclusions[0].between?.to.value == 2)
    #expect(funnel.matching.exclusionEffect?.value == .removeUnit)
    #expect(funnel.matching.entry?.value == .first)
    #expect(funnel.matching.ties?.value == .strictlyLater)
    #expect(funnel.matching.order?.value == .strict)
    #expect(funnel.matching.scope?.value == .all)
    #expect(funnel.matching.preset?.value == .mixpanel)
    #expect(funnel.matching.window == nil)
    #expect(funnel.every?.value == .week)
    #expect(funnel.showsUnits)
  }

  @Test func `not binds tighter than and, and tighter than or`() throws {
    let filter = try #require(try funnel("funnel x where a = 1 or b = 2 and not c = 3").stream.filter)
    guard case .any(let alternatives) = filter, case .all(let parts) = alternatives[1], case .not = parts[1]
    else {
      Issue.record("\(filter)")
      return
    }
    #expect(alternatives.count == 2)
    #expect(parts.count == 2)
  }

  @Test func `from and to with a date are the range, with a name the path`() throws {
    let statement = try Parser.parseStatement("journeys to b from 2026-01-01 from a to 2026-02-01T10:30")
    guard case .journeys(let journeys) = statement else { throw WrongForm() }
    #expect(journeys.path.from.map(names) == ["a"])
    #expect(journeys.path.to.map(names) == ["b"])
    #expect(journeys.stream.range?.from?.value == DateLiteral(year: 2026, month: 1, day: 1))
    #expect(
      journeys.stream.range?.to?.value
        == DateLiteral(year: 2026, month: 2, day: 1, hour: 10, minute: 30))
  }

  @Test func `a dotted prefix that is an alias in scope wins, quotes mean the dots`() throws {
    let text = "funnel cart: add -> buy[cart.id = 1 and \"cart.id\" = 2 and other.id = 3 and cart.a.b = 4]"
    let filter = try #require(try funnel(text).pattern.steps[1].filter)
    guard case .all(let parts) = filter else { throw WrongForm() }
    let left = parts.compactMap { part -> PropertyReference? in
      if case .comparison(let comparison) = part { comparison.left } else { nil }
    }
    #expect(
      left == [
        PropertyReference(alias: Located("cart"), subject: .property("id")),
        PropertyReference(subject: .property("cart.id")), PropertyReference(subject: .property("other.id")),
        PropertyReference(alias: Located("cart"), subject: .property("a.b")),
      ])
  }

  @Test func `five bare words are fields, quoted they are properties`() throws {
    #expect(
      try funnel("funnel a per source").stream.unit?.value
        == .property(PropertyReference(subject: .field(.source))))
    #expect(
      try funnel("funnel a per \"session\"").stream.unit?.value
        == .property(PropertyReference(subject: .property("session"))))
    #expect(try funnel("funnel a per user").stream.unit?.value == .user)
    let breakdown = try funnel("funnel a by user, \"user\", User").breakdown
    #expect(
      breakdown?.keys == [
        .property(PropertyReference(subject: .field(.user))),
        .property(PropertyReference(subject: .property("user"))),
        .property(PropertyReference(subject: .property("User"))),
      ])
  }

  @Test func `keywords that are not reserved are names where a name is expected`() throws {
    let pattern = try funnel("funnel order -> within -> first -> by within 5m").pattern
    #expect(pattern.steps.map(names) == [["order"], ["within"], ["first"], ["by"]])
    #expect(try funnel("funnel \"any\" -> \"end\"").pattern.steps.map(names) == [["any"], ["end"]])
  }

  @Test func `unbracketed, a segment leaves the range and the window to the statement`() throws {
    let open = try funnel("funnel a -> b among did c in last 30d within 7d from 2026-01-01")
    #expect(open.matching.window != nil)
    #expect(open.stream.range?.from != nil)
    let bracketed = try funnel("funnel a -> b among (did c within 7d from 2026-01-01)")
    #expect(bracketed.matching.window == nil)
    #expect(bracketed.stream.range == nil)
    guard case .did(let behaviour, negated: false) = bracketed.stream.segment?.expression else {
      throw WrongForm()
    }
    #expect(behaviour.matching.window != nil)
    #expect(behaviour.period != nil)
  }

  @Test func `a goal takes the window, margin and direction that follow it`() throws {
    guard
      case .experiment(let experiment) = try Parser.parseStatement(
        "experiment x cap 9 variant v goal conversion of a within 1d guardrail count of b cap 5 margin 2% lower-is-better"
      )
    else { throw WrongForm() }
    #expect(experiment.cap?.value == Amount(number: 9, isPercent: false))
    #expect(experiment.goals.map(\.role) == [.goal, .guardrail])
    #expect(experiment.goals[0].window?.value == .time(ElapsedTime(microseconds: 86_400_000_000)))
    #expect(experiment.goals[0].margin == nil)
    #expect(experiment.goals[1].cap?.value == Amount(number: 5, isPercent: false))
    #expect(experiment.goals[1].margin?.value.fraction == 0.02)
    #expect(experiment.goals[1].direction?.value == .lowerIsBetter)
  }

  @Test func `globs keep their literal stars apart`() throws {
    guard case .journeys(let journeys) = try Parser.parseStatement(#"journeys group "/a\*b/*" as X only c*"#)
    else {
      throw WrongForm()
    }
    let glob = journeys.path.groups[0].glob.value
    #expect(glob.elements == "/a*b/".unicodeScalars.map { .literal($0) } + [.anyRun])
    #expect(journeys.stream.only[0].value.elements == [.literal("c"), .anyRun])
    #expect(glob.literalText == nil)
    #expect(Glob(pattern: #"a\*"#).literalText == "a*")
  }

  @Test func `spans lead back to the text, and do not take part in equality`() throws {
    let text = "funnel view\n  -> \"Käufer\"[x = 1] within 7d"
    let first = try funnel(text)
    let step = first.pattern.steps[1]
    #expect(String(decoding: Array(text.utf8)[step.span.range], as: UTF8.self) == "\"Käufer\"[x = 1]")
    #expect(step.span.start.line == 2)
    #expect(step.span.start.column == 6)
    let window = try #require(first.matching.window)
    #expect(window.span.end.column == 31)
    #expect(try funnel("funnel view -> \"Käufer\"[x=1]   within 168h") == first)
  }

  @Test func `statements end with a semicolon or, in files, with a blank line`() {
    let text =
      "-- first\nfunnel a\n  -> b -- on\n-- comment\n  within 7d\n\nfunnel c;funnel d\n \t\nfunnel ';'\r\n\r\n"
    #expect(Parser.parse(text).entries.count == 4)
    #expect(Parser.parse(text).statements.count == 3)
    #expect(Parser.parse("funnel a\n\n -> b", blankLineSeparates: false).statements.count == 1)
    #expect(Parser.parse(";;\n\n;").entries.isEmpty)
  }

  @Test(arguments: [
    ("funnel a;", true), ("funnel a", false), ("funnel \"a;", false), ("funnel a -- ;", false), ("", false),
    ("funnel a;\n -- done", true), ("funnel a; funnel b", false), ("funnel a where x = ';'", false),
  ])
  func `a prompt knows when a statement is complete`(_ text: String, _ isComplete: Bool) {
    #expect(Parser.isComplete(text) == isComplete)
  }

  @Test func `completion knows the words of each statement`() {
    #expect(Keywords.statements.contains("funnel"))
    #expect(Keywords.clauses(of: "lifecycle").contains("week starts"))
    #expect(Keywords.clauses(of: "nonsense").isEmpty)
    for word in Keywords.statements { #expect(Keywords.all.contains(word)) }
  }
}

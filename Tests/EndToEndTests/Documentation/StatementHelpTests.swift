import EventModel
import QueryEngine
import QueryLanguage
import QueryResults
import Testing

@testable import sojourn

/// What `help` says at the prompt.
@Suite struct StatementHelpTests {
  @Test func `every statement is explained with an example, and every text fits a terminal`() throws {
    for keyword in Keywords.statements {
      let help = try #require(StatementHelp.all.first { $0.topic == keyword }, "\(keyword)")
      #expect(!help.examples.isEmpty && !help.syntax.isEmpty)
    }
    for topic in [nil] + StatementHelp.topics.map(Optional.some) {
      let text = try StatementHelp.text(of: topic)
      let tooLong = text.split(separator: "\n").map(String.init).filter { $0.count > 80 }
      #expect(tooLong == [], "help \(topic ?? "")")
    }
  }

  @Test func `every example runs on the demo store, or is of a statement that this version refuses`() throws {
    let store = try DemoStore()
    for help in StatementHelp.all {
      for example in help.examples {
        let script = Parser.parse(example)
        #expect(script.diagnostics.map(\.message) == [], "\(example)")
        for statement in script.statements {
          if try store.refuses(statement) { continue }
          #expect(try store.complaints(about: example) == [], "help \(help.topic)")
        }
      }
    }
  }

  @Test func `help says of exactly those statements that they are not answered that the engine refuses`()
    throws
  {
    let store = try DemoStore()
    for help in StatementHelp.all where Keywords.statements.contains(help.topic) {
      let statements = help.examples.flatMap { Parser.parse($0).statements }
      let refused = try statements.contains { try store.refuses($0) }
      #expect(refused == StatementHelp.unanswered.contains(help.topic), "\(help.topic)")
      #expect(help.text.contains("does not answer it yet") == refused)
    }
  }

  @Test func `the overview and two topics read as recorded`() throws {
    try GoldenFile.check(try StatementHelp.text(of: nil), "prompt-help")
    try GoldenFile.check(try StatementHelp.text(of: "funnel"), "prompt-help-funnel")
    try GoldenFile.check(try StatementHelp.text(of: "experiment"), "prompt-help-experiment")
  }

  @Test func `help alone leads to the step that loses most mobile users, and to the verdict on the checkout`()
    throws
  {
    let overview = try StatementHelp.text(of: nil)
    #expect(overview.contains("where they are lost") && overview.contains("is the variant better?"))
    let funnel = try StatementHelp.text(of: "funnel")
    #expect(
      funnel.contains("where it is largest,\nmost are lost")
        && funnel.contains("platform in ('ios', 'android')"))
    let store = try DemoStore()
    func result(_ topic: String, _ example: Int) throws -> QueryResult {
      let help = try #require(StatementHelp.all.first { $0.topic == topic })
      return try store.engine().run(try Parser.parseStatement(help.examples[example]))
    }
    guard case .funnel(let answer) = try result("funnel", 1).body,
      case .experiment(let report) = try result("experiment", 0).body
    else {
      Issue.record("no funnel or no experiment")
      return
    }
    let platforms = (answer.groups ?? []).filter { $0.group.kind == .value }.map { $0.group.values[0].value }
    #expect(Set(platforms) == [.string("ios"), .string("android")])
    let rates = answer.steps.dropFirst().compactMap(\.rateOfPrevious)
    #expect(rates.count == 3 && rates.allSatisfy { (0...1).contains($0) })
    #expect(!report.verdict.sentence.isEmpty)
  }

  @Test(arguments: [
    ("select", "IN SQL, AND HERE"), ("group by", "by platform top 5"), ("metrics", "conversion of PATTERN"),
    ("margin", "help experiment"), ("arrows", "immediately after"),
  ])
  func `what people call a thing leads to its help`(_ word: String, _ part: String) throws {
    #expect(try StatementHelp.text(of: word).contains(part))
  }

  @Test func `the help on experiments names units and the options of goals`() throws {
    let text = try StatementHelp.text(of: "experiment")
    for part in [
      "per account", "margin 2%", "lower-is-better", "cap 99%", "as \"Name\"", "excluding", "secondary",
    ] {
      #expect(text.contains(part), "\(part)")
    }
  }

  @Test func `the overview lists every statement`() throws {
    let words = try StatementHelp.text(of: nil).split { !$0.isLetter }.map(String.init)
    for statement in Keywords.statements { #expect(words.contains(statement), "\(statement)") }
  }

  @Test func `a clause is explained where it belongs, and a slip of the pen is noticed`() throws {
    #expect(try StatementHelp.text(of: "within").contains("help funnel"))
    #expect(throws: CommandError.unknownHelpTopic("funel", suggestions: ["funnel"])) {
      try StatementHelp.text(of: "funel")
    }
  }
}

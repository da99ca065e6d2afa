import Foundation
import Testing

/// Definitions given to `query` and `repl`: how long they hold, and who gets to see them.
@Suite struct DefinitionCommandTests {
  private static let funnel = "funnel view among segment \"Buyers\""
  private static let definition = "segment \"Buyers\" = did purchase"

  @Test func `a definition given as an argument is stored and holds from then on`() throws {
    let directory = try SampleLog.store()
    let before = try directory.sojourn("query", Self.funnel, "--store", "shop")
    #expect(before.exit == 2)
    #expect(before.error.contains("error: no segment is called 'Buyers'\n"))
    let defined = try directory.sojourn("query", Self.definition, "--store", "shop")
    #expect(defined.exit == 0)
    #expect(defined.output.contains("Segment Buyers is defined as did purchase and has 2 users."))
    #expect(defined.error == "Stored in snapshot 2.\n")
    #expect(try directory.sojourn("query", Self.funnel, "--store", "shop").exit == 0)
    #expect(try directory.sojourn("query", Self.funnel, "--store", "shop", "--snapshot", "1").exit == 2)
    let again = try directory.sojourn("query", Self.definition, "--store", "shop")
    #expect(again.error == "")
    let removed = try directory.sojourn("query", "remove segment Buyers", "--store", "shop")
    #expect(removed.output.contains("Segment Buyers is defined no more."))
    #expect(removed.error == "Stored in snapshot 3.\n")
    #expect(try directory.sojourn("query", Self.funnel, "--store", "shop").exit == 2)
  }

  @Test func `a definition of a file holds for the rest of the file unless it is to be saved`() throws {
    let directory = try SampleLog.store()
    try directory.write("\(Self.definition)\n\n\(Self.funnel)\n", to: "questions.soj")
    let outcome = try directory.sojourn("query", "-f", "questions.soj", "--store", "shop")
    #expect(outcome.exit == 0)
    #expect(outcome.error == "")
    #expect(try directory.sojourn("query", Self.funnel, "--store", "shop").exit == 2)
    let saved = try directory.sojourn("query", "-f", "questions.soj", "--save", "--store", "shop")
    #expect(saved.error == "Stored in snapshot 2.\n")
    #expect(try directory.sojourn("query", Self.funnel, "--store", "shop").exit == 0)
  }

  @Test func `a definition made for an older snapshot stays in its session`() throws {
    let directory = try SampleLog.store()
    _ = try directory.sojourn("query", "set session_gap = 5m", "--store", "shop")
    let outcome = try directory.sojourn(
      "query", "\(Self.definition); \(Self.funnel)", "--store", "shop", "--snapshot", "1")
    #expect(outcome.exit == 0)
    #expect(outcome.error.hasPrefix("Not stored, because snapshot 1 is not the newest"))
    #expect(try directory.sojourn("query", Self.funnel, "--store", "shop").exit == 2)
  }

  @Test func `a definition typed at the prompt is stored`() throws {
    let directory = try SampleLog.store()
    let outcome = try directory.sojourn(
      "repl", "--store", "shop", "--format", "json",
      standardInput: "\(Self.definition);\nshow snapshots;\n")
    #expect(outcome.exit == 0)
    #expect(try outcome.objects().map { $0["snapshot"] as? Int } == [1, 2])
    #expect(try directory.sojourn("query", Self.funnel, "--store", "shop").exit == 0)
  }

  @Test func `a list of users is read from a file, by its user column or its first one`() throws {
    let directory = try SampleLog.store()
    try directory.write("name,user_id\n\"x, y\",u1\nz,u2\n", to: "vip.csv")
    try directory.write("u1\r\nu2\r\n\r\nu9\r\n", to: "plain.txt")
    for file in ["vip.csv", "plain.txt"] {
      let outcome = try directory.sojourn(
        "query", "show segment S", "--store", "shop", "--format", "csv")
      #expect(outcome.exit == 2)
      let listed = try directory.sojourn(
        "query", "-f", "-", "--store", "shop", "--format", "csv",
        standardInput: "segment S = file '\(file)'; show segment S")
      #expect(listed.exit == 0)
      // A line break of CSV is one character.
      let rows = listed.output.split(whereSeparator: \.isNewline).filter { $0.hasPrefix("u") }
      #expect(rows.map { $0.prefix(3) } == ["use", "u1,", "u2,"])
    }
  }
}

import Foundation
import Reporting
import Testing

@testable import sojourn

/// `sojourn repl` without a terminal: a filter of statements.
@Suite struct ReplCommandTests {
  @Test func `statements over several lines are answered in order, and errors end nothing`() throws {
    let directory = try SampleLog.store()
    let outcome = try directory.sojourn(
      "repl", "--store", "shop",
      standardInput: "show events top 1;\n\nfunnel view\n\n  -> purchase;\nnonsense;\nshow snapshots")
    #expect(outcome.exit == 2)
    let titles = outcome.lines.filter { $0.hasPrefix("show ") || $0.hasPrefix("funnel ") }
    #expect(titles == ["show events top 1", "funnel view -> purchase", "show snapshots"])
    #expect(outcome.error.contains("1 | nonsense;\n  | ^^^^^^^^\n"))
    #expect(!outcome.output.contains("sojourn>"))
  }

  @Test func `commands of the prompt change format, timing and snapshot`() throws {
    let directory = try SampleLog.store()
    try directory.write("user_id,event,timestamp\nu9,view,2026-02-01\n", to: "more.csv")
    _ = try directory.sojourn("ingest", "csv", "more.csv", "--store", "shop")
    let outcome = try directory.sojourn(
      "repl", "--store", "shop",
      standardInput: """
        \\format json
        show events;
        \\snapshot 1
        \\timing
        show events;
        \\snapshot 7
        \\snapshot
        show events;
        \\q
        show events;
        """)
    #expect(outcome.exit == 2)
    let objects = try outcome.objects()
    #expect(objects.map { $0["snapshot"] as? Int } == [2, 1, nil, 2])
    #expect((objects[2]["error"] as? [String: Any])?["code"] as? String == "no-such-snapshot")
    #expect(outcome.error.contains("timing is on\n"))
    #expect(outcome.error.components(separatedBy: "answered in ").count == 3)
    #expect(outcome.error.contains("asking snapshot 1 with 7 events\n"))
  }

  @Test func `a line is a command only at the start of a statement`() throws {
    let directory = try SampleLog.store()
    let outcome = try directory.sojourn(
      "repl", "--store", "shop", "--format", "json",
      standardInput: "show\nevents;\nhelp\n\\foo\nquit\nshow events;\n")
    #expect(outcome.exit == 2)
    #expect(outcome.lines.first?.hasPrefix(#"{"kind":"events""#) == true)
    #expect(outcome.output.contains("A statement ends with ';'"))
    #expect(outcome.lines.last?.hasPrefix(#"{"error":{"code":"unknown-command""#) == true)
  }

  @Test func `words of the prompt are read`() throws {
    #expect(try PromptCommand(parsing: "\\q") == .quit)
    #expect(try PromptCommand(parsing: "exit;") == .quit)
    #expect(try PromptCommand(parsing: " help ") == .help(nil))
    #expect(try PromptCommand(parsing: "help funnel;") == .help("funnel"))
    #expect(try PromptCommand(parsing: "\\h funnel") == .help("funnel"))
    #expect(try PromptCommand(parsing: "\\o 'my answers.txt'") == .output("my answers.txt"))
    #expect(try PromptCommand(parsing: "\\o") == .output(nil))
    #expect(try PromptCommand(parsing: "\\w s.soj") == .writeStatement("s.soj"))
    #expect(try PromptCommand(parsing: "Export last to 'x y.csv';") == .exportLast("x y.csv"))
    #expect(try PromptCommand(parsing: "\\format csv") == .format(.csv))
    #expect(try PromptCommand(parsing: "\\snapshot 12") == .snapshot(12))
    #expect(try PromptCommand(parsing: "\\snapshot") == .snapshot(nil))
    #expect(try PromptCommand(parsing: "\\timing") == .timing)
    #expect(try PromptCommand(parsing: "show events;") == nil)
    #expect(throws: CommandError.self) { try PromptCommand(parsing: "export first to x.csv") }
    #expect(try PromptCommand(parsing: "") == nil)
    #expect(throws: CommandError.unknownPromptCommand("\\qq")) { try PromptCommand(parsing: "\\qq") }
    #expect(throws: CommandError.unknownPromptCommand("\\format a b")) {
      try PromptCommand(parsing: "\\format a b")
    }
    #expect(throws: CommandError.self) { try PromptCommand(parsing: "\\snapshot 0") }
  }
}

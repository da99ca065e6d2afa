import Foundation
import Testing

/// Ctrl-C and new sizes of the window, wherever the prompt happens to be.
@Suite(.serialized) struct PromptInterruptionTests {
  private static let prompt = "sojourn> "

  /// A store whose listings are far longer than what a terminal holds back.
  private static func longStore() throws -> TemporaryDirectory {
    let directory = try TemporaryDirectory()
    let rows = (0..<30_000).map { "user \($0 % 6_000),e\($0 % 7),\(1_767_225_600 + $0 * 60)\n" }.joined()
    try directory.write("user,event,time\n" + rows, to: "long.csv")
    let ingest = try directory.sojourn("ingest", "csv", "long.csv", "--store", "shop")
    try #require(ingest.exit == 0)
    return directory
  }

  private static func start(
    in directory: TemporaryDirectory, columns: UInt16 = 80, rows: UInt16 = 200, pager: String = "cat",
    _ arguments: String...
  ) throws -> TerminalRun {
    let run = try TerminalRun(
      ["repl", "--store", "shop"] + arguments, in: directory, columns: columns, rows: rows,
      environment: ["PAGER": pager])
    try #require(run.expect(prompt) != nil, "no prompt: \(run.screen)")
    return run
  }

  /// Whether the session still answers.
  private static func isAlive(_ run: TerminalRun) -> Bool {
    run.type("funnel e3;\r")
    return run.expect("e3") != nil && run.expect(prompt) != nil
  }

  @Test func `Ctrl-C ends the printing of a long answer, and the session goes on`() throws {
    let run = try Self.start(in: try Self.longStore(), "--format", "csv")
    run.type("funnel any show units;\r")
    #expect(run.expect("user 1") != nil)
    // Nobody reads the terminal now, so most of the answer waits to be written.
    usleep(200_000)
    run.type("\u{3}")
    #expect(run.expect("error: cancelled") != nil)
    #expect(run.expect(Self.prompt) != nil)
    #expect(!run.screen.contains("user 5999"))
    #expect(Self.isAlive(run))
  }

  @Test func `Ctrl-C in the pager is the pager's, and the session goes on`() throws {
    let run = try Self.start(
      in: try Self.longStore(), rows: 8, pager: "cat >/dev/null; echo PAGING; sleep 600")
    run.type("funnel any show units;\r")
    #expect(run.expect("PAGING\r\n") != nil)
    // The pager may not sleep yet; the key is pressed again then.
    let isBack = (0..<12).contains { _ in
      run.type("\u{3}")
      return run.expect(Self.prompt, seconds: 5) != nil
    }
    #expect(isBack)
    #expect(!run.screen.contains("error:"))
    run.type("\\pager\r")
    #expect(run.expect("the pager is off") != nil)
    #expect(Self.isAlive(run))
  }

  @Test func `a pager that is left before it has read all is no trouble`() throws {
    let run = try Self.start(in: try Self.longStore(), rows: 8, pager: "head -n 1", "--format", "csv")
    run.type("funnel any show units;\r")
    #expect(run.expect("step,") != nil)
    #expect(run.expect(Self.prompt) != nil)
    #expect(!run.screen.contains("error:"))
    run.type("\\pager\r")
    #expect(Self.isAlive(run))
  }

  @Test func `Ctrl-C twice at the prompt is no more than once`() throws {
    let run = try Self.start(in: try SampleLog.store())
    run.type("funnel vi\u{3}")
    #expect(run.expect("^C") != nil)
    #expect(run.expect(Self.prompt) != nil)
    run.type("\u{3}")
    #expect(run.expect("^C") != nil)
    #expect(run.expect(Self.prompt) != nil)
    run.type("funnel view;\r")
    #expect(run.expect("Users") != nil)
  }

  @Test func `a window that changes while a line is typed keeps the line`() throws {
    let run = try Self.start(in: try SampleLog.store(), columns: 100)
    run.type("funnel view -> cart")
    #expect(run.expect("cart") != nil)
    run.resize(columns: 40)
    usleep(200_000)
    run.type(" -> purchase;\r")
    #expect(run.expect("funnel view -> cart -> purchase\r\n") != nil, "\(run.screen)")
  }

  @Test(arguments: [80, 120] as [UInt16])
  func `no answer is wider than the window`(_ columns: UInt16) throws {
    let run = try Self.start(in: try SampleLog.store(), columns: columns)
    for statement in [
      "show events", "show properties", "describe event purchase", "show snapshots", "journeys depth 4",
      "funnel view -> cart -> purchase within 7d by platform bins 5", "funnel view -> purchase show units",
      "funnel view -> purchase every day", "correlate view -> purchase support 1%",
      "explain funnel view -> purchase", "help funnel", "help experiment", "help",
    ] {
      run.type(statement + (statement.hasPrefix("help") ? "\r" : ";\r"))
      run.expect("\n")
      let answer = run.expect("\n" + Self.prompt) ?? "no answer to \(statement)"
      #expect(!answer.contains("error:"), "\(answer)")
      for line in answer.split(whereSeparator: \.isNewline) where !line.contains("\u{1B}") {
        #expect(line.count <= Int(columns), "\(statement): \(line)")
      }
    }
  }
}

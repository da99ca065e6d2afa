import Foundation
import Testing

/// `sojourn repl` at a terminal.
@Suite(.serialized) struct PromptTests {
  private static let prompt = "sojourn> "

  private static func start(
    in directory: TemporaryDirectory, columns: UInt16 = 80, rows: UInt16 = 200,
    environment: [String: String] = [:]
  ) throws -> TerminalRun {
    let run = try TerminalRun(
      ["repl", "--store", "shop"], in: directory, columns: columns, rows: rows, environment: environment)
    try #require(run.expect(prompt) != nil, "no prompt: \(run.screen)")
    return run
  }

  /// Types a line and reads up to the next prompt.
  private static func ask(_ line: String, _ run: TerminalRun) -> String {
    run.type(line + "\r")
    // The prompt is drawn anew while the line is typed, so an answer is awaited behind its line break.
    run.expect("\n")
    return run.expect(prompt) ?? "nothing in \(run.screen)"
  }

  @Test func `tab completes keywords, events, properties and values`() throws {
    let run = try Self.start(in: try SampleLog.store())
    // fun|nel vi|ew -> pur|chase wh|ere plat|form = 'w|eb'
    run.type("fun\tvi\t-> pur\twhere plat\t= 'w\t;\r")
    #expect(run.expect("funnel view -> purchase where platform = 'web'\r\n") != nil, "\(run.screen)")
    run.expect(Self.prompt)
    run.type("\\q\r")
    #expect(run.end() == 0)
  }

  @Test func `tab completes segments and events that were defined a moment ago`() throws {
    let run = try Self.start(in: try SampleLog.store(), columns: 120)
    #expect(Self.ask("segment regulars = did purchase;", run).contains("is defined as did purchase"))
    #expect(Self.ask("event \"Web view\" = view[platform = 'web'];", run).contains("is defined as"))
    run.type("funnel \"We\t-> pur\tamong reg\t;\r")
    #expect(
      run.expect("funnel \"Web view\" -> purchase among segment regulars\r\n") != nil, "\(run.screen)")
    _ = run.expect(Self.prompt)
    #expect(Self.ask("remove event \"Web view\";", run).contains("remove event"))
    run.type("funnel view among segment re\t;\r")
    #expect(run.expect("funnel view among segment regulars\r\n") != nil, "\(run.screen)")
  }

  @Test func `tab twice lists what is possible`() throws {
    let run = try Self.start(in: try SampleLog.store())
    run.type("show s\t\t")
    #expect(run.expect("segments") != nil)
    #expect(run.expect("snapshots") != nil)
    // The list is followed by the line as it was, prompt and all; the one wanted comes after the Ctrl-C.
    // A key that comes while the list is printed may be lost with it; it is pressed again then.
    let isSeen = (0..<12).contains { _ in
      run.type("\u{3}")
      return run.expect("^C", seconds: 5) != nil
    }
    #expect(isSeen)
    #expect(run.expect(Self.prompt) != nil)
    run.type("\u{4}")
    #expect(run.end() == 0)
  }

  @Test func `a statement takes several lines, and Ctrl-C at the prompt forgets what was typed`() throws {
    let run = try Self.start(in: try SampleLog.store())
    run.type("funnel nonsense\r")
    #expect(run.expect("    ...> ") != nil)
    run.type("-> more\u{3}")
    #expect(run.expect("^C") != nil)
    #expect(run.expect(Self.prompt) != nil)
    run.type("funnel view\r")
    #expect(run.expect("    ...> ") != nil)
    run.type("-> purchase;\r")
    #expect(run.expect("funnel view -> purchase\r\n") != nil)
    #expect(!run.screen.contains("error:"))
  }

  @Test func `statements of earlier sessions come back, from a file for the owner alone`() throws {
    let directory = try SampleLog.store()
    let first = try Self.start(in: directory, environment: ["XDG_STATE_HOME": directory.path("state")])
    first.type("funnel view -- who looks\r")
    first.expect("    ...> ")
    #expect(Self.ask("-> cart;", first).contains("funnel view -> cart"))
    first.type("\u{4}")
    #expect(first.end() == 0)
    #expect(try directory.text(of: "state/sojourn/history") == "funnel view -> cart;\n")
    var status = stat()
    stat(directory.path("state/sojourn/history"), &status)
    #expect(status.st_mode & 0o777 == 0o600)
    let second = try Self.start(in: directory, environment: ["XDG_STATE_HOME": directory.path("state")])
    second.type("\u{1B}[A\r")
    #expect(second.expect("funnel view -> cart\r\n") != nil, "\(second.screen)")
  }

  @Test func `Ctrl-C stops the running statement and keeps the session`() throws {
    let directory = try TemporaryDirectory()
    let rows = (0..<60_000).map { "u\($0 % 3_000),e\($0 % 7),\(1_767_225_600 + $0 * 60)\n" }.joined()
    try directory.write("user,event,time\n" + rows, to: "long.csv")
    let ingest = try directory.sojourn("ingest", "csv", "long.csv", "--store", "shop")
    try #require(ingest.exit == 0)
    let run = try Self.start(in: directory)
    // So many statements that they cannot all be answered before the key is seen.
    run.type(String(repeating: "journeys top 3; ", count: 40) + "\r")
    #expect(run.expect("journeys top 3\r\n") != nil)
    run.type("\u{3}")
    #expect(run.expect("error: cancelled") != nil)
    #expect(run.expect(Self.prompt) != nil)
    #expect(Self.ask("show events top 1;", run).contains("show events top 1"))
  }

  @Test func `answers fit the terminal, and its new size once it changes`() throws {
    let run = try Self.start(in: try SampleLog.store(), columns: 80)
    let statement =
      "funnel view -> cart -> purchase where platform != 'windows' and platform != 'android' within 7d by platform"
    func widest(_ answer: String) -> Int {
      // What was typed may be shown twice, when it came before the prompt did; only that has a semicolon.
      answer.split(whereSeparator: \.isNewline)
        .filter { !$0.contains("...>") && !$0.contains("\u{1B}") && !$0.contains(";") }
        .map(\.count).max() ?? 0
    }
    func answer() -> String {
      run.type(statement + ";\r")
      run.expect("\r\n")
      return run.expect("\n" + Self.prompt) ?? ""
    }
    let narrow = answer()
    #expect(widest(narrow) <= 80, "\(narrow)")
    #expect(narrow.contains("platform"))
    run.resize(columns: 120)
    let wide = answer()
    #expect((81...120).contains(widest(wide)), "\(wide)")
  }

  @Test func `a long answer goes through the pager`() throws {
    let run = try Self.start(
      in: try SampleLog.store(), rows: 8, environment: ["PAGER": "sed 's/^/PAGED /'"])
    #expect(Self.ask("show events;", run).contains("PAGED show events"))
    #expect(Self.ask("\\pager", run).contains("the pager is off"))
    #expect(!Self.ask("show events;", run).contains("PAGED"))
  }

  @Test func `answers go to files, and the last one can be exported`() throws {
    let directory = try SampleLog.store()
    let run = try Self.start(in: directory)
    #expect(Self.ask("export last to 'x.csv'", run).contains("there is no answer yet"))
    _ = Self.ask("\\o answers.txt", run)
    _ = Self.ask("funnel view -> purchase;", run)
    _ = Self.ask("\\o", run)
    #expect(try directory.text(of: "answers.txt").hasPrefix("funnel view -> purchase\n"))
    #expect(Self.ask("export last to 'x.csv';", run).contains("wrote the answer to x.csv as csv"))
    #expect(try directory.text(of: "x.csv").hasPrefix("step,"))
    #expect(Self.ask("\\w last.soj", run).contains("wrote the statement"))
    #expect(try directory.text(of: "last.soj") == "funnel view -> purchase;\n")
    #expect(Self.ask("export last to 'x.exe'", run).contains("tells no format"))
  }

  @Test func `names outside ASCII are typed, completed and shown`() throws {
    let directory = try TemporaryDirectory()
    try directory.write("user,event,time\nu1,Käufe 日本,2026-01-01\nu1,end,2026-01-02\n", to: "log.csv")
    _ = try directory.sojourn("ingest", "csv", "log.csv", "--store", "shop")
    let run = try Self.start(in: directory)
    run.type("funnel \"Kä\t-> \"Käufe 日本\";\r")
    #expect(run.expect("funnel \"Käufe 日本\" -> \"Käufe 日本\"\r\n") != nil, "\(run.screen)")
  }
}

import Foundation
import Testing

/// `sojourn query`: answers, errors, formats and exit codes.
@Suite struct QueryCommandTests {
  @Test func `a funnel is answered in every format`() throws {
    let directory = try SampleLog.store()
    let statement = "funnel view -> purchase within 7d"
    let table = try directory.sojourn("query", statement, "--store", "shop")
    #expect(table.exit == 0)
    #expect(table.error == "")
    #expect(table.output.contains("purchase"))
    #expect(!table.output.contains("\u{1B}"))
    let json = try #require(
      try directory.sojourn("query", statement, "--store", "shop", "--format", "json").objects().first)
    #expect(json["kind"] as? String == "funnel")
    #expect(json["snapshot"] as? Int == 1)
    let steps = try #require((json["result"] as? [String: Any])?["steps"] as? [[String: Any]])
    #expect(steps.map { $0["units"] as? Int } == [3, 2])
    let csv = try directory.sojourn("query", statement, "--store", "shop", "--format", "csv")
    #expect(csv.output.hasPrefix("step,label,"))
    let markdown = try directory.sojourn("query", statement, "--store", "shop", "--format", "markdown")
    #expect(markdown.output.contains("\n| "))
  }

  @Test func `one statement that cannot be answered does not keep the others from it`() throws {
    let directory = try SampleLog.store()
    try directory.write(
      "-- three questions\nshow events;\n\nfunnel view -> purchse\n\nfunnel view => ;\nshow events;\n",
      to: "questions.soj")
    let outcome = try directory.sojourn("query", "-f", "questions.soj", "--store", "shop")
    #expect(outcome.exit == 2)
    #expect(outcome.output.components(separatedBy: "4 event names").count == 3)
    #expect(
      outcome.error.contains("error: there is no event 'purchse' in snapshot 1\n  at questions.soj:4:16\n"))
    #expect(outcome.error.contains("\n4 | funnel view -> purchse\n  |                ^^^^^^^\n"))
    #expect(outcome.error.contains("hint: did you mean 'purchase'?\n"))
    #expect(outcome.error.contains("  at questions.soj:6:"))

    let json = try directory.sojourn("query", "-f", "questions.soj", "--store", "shop", "--format", "json")
    #expect(json.exit == 2)
    #expect(json.error == "")
    let objects = try json.objects()
    #expect(objects.map { $0["kind"] as? String } == ["events", nil, nil, "events"])
    let error = try #require(objects[1]["error"] as? [String: Any])
    #expect(error["code"] as? String == "unknown-event")
    #expect(error["hint"] as? String == "did you mean 'purchase'?")
    let location = try #require(error["location"] as? [String: Any])
    #expect(location["file"] as? String == "questions.soj")
    #expect(location["line"] as? Int == 4)
    #expect(location["column"] as? Int == 16)

    let stopped = try directory.sojourn(
      "query", "-f", "questions.soj", "--store", "shop", "--format", "json", "--stop-on-error")
    #expect(stopped.exit == 2)
    #expect(try stopped.objects().count == 2)
  }

  @Test func `statements come from standard input too`() throws {
    let directory = try SampleLog.store()
    let outcome = try directory.sojourn(
      "query", "-f", "-", "--store", "shop", "--format", "json",
      standardInput: "show events\n\nshow properties\n")
    #expect(outcome.exit == 0)
    #expect(try outcome.objects().count == 2)
  }

  @Test func `an answer goes to a file as a whole, or the file stays as it was`() throws {
    let directory = try SampleLog.store()
    try directory.write("last night's answer\n", to: "answer.txt")
    let failed = try directory.sojourn("query", "show evnts", "--store", "shop", "-o", "answer.txt")
    #expect(failed.exit == 2)
    #expect(try directory.text(of: "answer.txt") == "last night's answer\n")
    let done = try directory.sojourn(
      "query", "show events", "--store", "shop", "-o", "answer.txt", "--format", "csv")
    #expect(done.exit == 0)
    #expect(done.output == "")
    let direct = try directory.sojourn("query", "show events", "--store", "shop", "--format", "csv")
    #expect(try directory.text(of: "answer.txt") == direct.output)
    #expect(!directory.names(in: ".").contains { $0.contains("partial") })
    let nowhere = try directory.sojourn("query", "show events", "--store", "shop", "-o", "no/answer.txt")
    #expect(nowhere.exit == 1)
    #expect(nowhere.error.hasPrefix("error: cannot open 'no/answer.txt"))
  }

  @Test func `a device is written to, not replaced`() throws {
    let directory = try SampleLog.store()
    let outcome = try directory.sojourn("query", "show events", "--store", "shop", "-o", "/dev/null")
    #expect(outcome.exit == 0)
    var status = stat()
    #expect(stat("/dev/null", &status) == 0 && status.st_mode & S_IFMT == S_IFCHR)
  }

  @Test func `an older snapshot answers as it did`() throws {
    let directory = try SampleLog.store()
    try directory.write(
      "user_id,event,timestamp\nu9,view,2026-02-01\nu9,purchase,2026-02-02\n", to: "more.csv")
    #expect(try directory.sojourn("ingest", "csv", "more.csv", "--store", "shop").exit == 0)
    func units(_ arguments: String...) throws -> Int? {
      let run = try CommandLineRun(
        ["query", "funnel purchase", "--store", "shop", "--format", "json"] + arguments, in: directory)
      let object = try #require(try run.outcome().objects().first)
      let steps = (object["result"] as? [String: Any])?["steps"] as? [[String: Any]]
      return steps?.first?["units"] as? Int
    }
    #expect(try units() == 3)
    #expect(try units("--snapshot", "1") == 2)
    #expect(try units("--snapshot", "2") == 3)
    let outcome = try directory.sojourn("query", "show events", "--store", "shop", "--snapshot", "3")
    #expect(outcome.exit == 2)
    #expect(outcome.error.contains("hint: it has snapshots 1 to 2"))
  }

  @Test func `the number of threads does not change a byte`() throws {
    let directory = try SampleLog.store()
    let answers = try ["1", "2", "7"].map { threads in
      try directory.sojourn(
        "query", "funnel view -> purchase by platform; journeys from view depth 4", "--store", "shop",
        "--format",
        "csv", "--threads", threads
      ).output
    }
    #expect(Set(answers).count == 1)
    #expect(answers[0].contains("purchase"))
  }

  @Test func `the zone of dates and days may be given`() throws {
    let directory = try SampleLog.store()
    let object = try #require(
      try directory.sojourn(
        "query", "funnel view from 2026-01-01 to 2026-01-02", "--store", "shop", "--format", "json",
        "--time-zone",
        "Europe/Berlin"
      ).objects().first)
    #expect(object["timezone"] as? String == "Europe/Berlin")
    #expect((object["range"] as? [String: Any])?["from"] as? String == "2025-12-31T23:00:00Z")
  }

  @Test(arguments: [
    (["query"], "there is nothing to ask"), (["query", "show events"], "no store is named"),
    (["query", "show events", "--store", "nope"], "there is no store at 'nope'"),
    (["query", "show events", "-f", "x.soj", "--store", "nope"], "both given"),
    (["query", "-f", "x.soj", "--store", "nope"], "cannot open 'x.soj'"),
    (["query", "show events", "--store", "nope", "--threads", "0"], "'0' is no value for --threads"),
    (
      ["query", "show events", "--store", "nope", "--time-zone", "Berlin"],
      "'Berlin' is no value for --time-zone"
    ),
    (["repl", "--store", "nope"], "there is no store at 'nope'"),
    (["store", "info", "--store", "nope"], "there is no store at 'nope'"),
  ])
  func `a wrong request is said so with exit code 2`(arguments: [String], sentence: String) throws {
    let outcome = try CommandLineRun(arguments, in: try TemporaryDirectory()).outcome()
    #expect(outcome.exit == 2)
    #expect(outcome.output == "")
    #expect(outcome.error.hasPrefix("error: "))
    #expect(outcome.error.contains(sentence))
    #expect(outcome.error.contains("\nhint: "))
  }

  @Test func `an empty text is nothing to ask`() throws {
    let directory = try SampleLog.store()
    try directory.write("-- nothing but a comment\n", to: "empty.soj")
    let outcome = try directory.sojourn("query", "-f", "empty.soj", "--store", "shop")
    #expect(outcome.exit == 2)
    #expect(outcome.error.hasPrefix("error: the text holds no statement"))
  }

  @Test func `a file of statements that is no text is refused with the byte`() throws {
    let directory = try SampleLog.store()
    try directory.write(Data("show events".utf8) + Data([0xC3, 0x28]), to: "bad.soj")
    let outcome = try directory.sojourn("query", "-f", "bad.soj", "--store", "shop")
    #expect(outcome.exit == 2)
    #expect(outcome.error.contains("at bad.soj, byte 11"))
  }

  @Test func `a reader that goes away is no error`() throws {
    let directory = try SampleLog.store()
    let shell = Process()
    shell.executableURL = URL(fileURLWithPath: "/bin/sh")
    shell.arguments = [
      "-c",
      #"{ "$1" query 'show events; show events; show events' --store shop 2>err; echo $? >code; } | true"#,
      "sh",
      CommandLineRun.executable.path,
    ]
    shell.currentDirectoryURL = directory.url
    try shell.run()
    shell.waitUntilExit()
    #expect(directory.waits { directory.exists("code") && (try? directory.text(of: "code")) != "" })
    #expect(try directory.text(of: "code") == "0\n")
    #expect(try directory.text(of: "err") == "")
  }

  @Test func `a full disk is a failure that is said`() throws {
    let directory = try SampleLog.store()
    let outcome = try directory.sojourn("query", "show events", "--store", "shop", "-o", "/dev/full")
    #expect(outcome.exit == 1)
    #expect(outcome.error.hasPrefix("error: cannot write '/dev/full': no space left on device"))
  }
}

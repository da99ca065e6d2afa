import Foundation
import Testing

/// `sojourn run`.
@Suite struct RunCommandTests {
  private static let job = """
    job: nightly
    store: shop
    parameters:
      day: {type: date, default: yesterday}
      least: {type: number, default: 0.1}
    ingest:
      - {csv: 'events-${day}.csv', source: web}
      - {csv: 'late-${day}.csv', source: late, optional: true}
    statements:
      - name: buyers
        ask: funnel view -> purchase within 7d
        outputs:
          - {path: 'reports/${day}/buyers.csv'}
          - {path: 'reports/buyers-${day}.md', keep: 2}
        expect: buyers.steps[2].rate >= ${least}
      - name: count
        ask: show events
        outputs: {path: 'reports/events.json'}
    expect:
      - count.events[1].events > buyers.steps
    """.replacingOccurrences(of: "count.events[1].events > buyers.steps", with: "count.events[1].events >= 3")

  private static func directory() throws -> TemporaryDirectory {
    let directory = try TemporaryDirectory()
    try directory.write(job, to: "job.yml")
    for day in ["2026-01-04", "2026-01-05", "2026-01-06"] {
      try directory.write(
        SampleLog.csv.replacingOccurrences(of: "2026-01-0", with: "2026-0\(day.last ?? "1")-0"),
        to: "events-\(day).csv")
    }
    return directory
  }

  /// The lines of the run log.
  private static func log(_ directory: TemporaryDirectory) throws -> [[String: Any]] {
    try directory.text(of: "job.log.jsonl").split(separator: "\n").map { line in
      try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }
  }

  @Test func `a job ingests, asks, writes and checks, and doing it again is harmless`() throws {
    let directory = try Self.directory()
    let first = try directory.sojourn("run", "job.yml", "--set", "today=2026-01-05")
    #expect(first.exit == 0, "\(first.error)")
    #expect(first.lines.first == "Job nightly is done.")
    #expect(try directory.text(of: "reports/2026-01-04/buyers.csv").hasPrefix("step,"))
    #expect(try directory.text(of: "reports/events.json").hasPrefix("{\"kind\":\"events\""))
    #expect(first.error.contains("holds: buyers.steps[2].rate >= 0.1"))
    #expect(first.error.contains("1 file missing"))
    let again = try directory.sojourn("run", "job.yml", "--set", "today=2026-01-05")
    #expect(again.exit == 0)
    #expect(again.error.contains("nothing new"))
    #expect(directory.names(in: "shop/snapshots") == ["00000001.json"])
    let events = try Self.log(directory).compactMap { $0["event"] as? String }
    #expect(events.filter { $0 == "begin" }.count == 2)
    #expect(events.filter { $0 == "end" }.count == 2)
    #expect(events.filter { $0 == "wrote" }.count == 6)
  }

  @Test func `an expectation that does not hold fails the run after everything is written`() throws {
    let directory = try Self.directory()
    let run = try directory.sojourn("run", "job.yml", "--set", "today=2026-01-05", "--set", "least=0.9")
    #expect(run.exit == 1)
    #expect(run.error.contains("does not hold: buyers.steps[2].rate >= 0.9 (found 0.66"))
    #expect(run.lines.first == "Job nightly failed: 1 of 2 expectations does not hold.")
    #expect(directory.exists("reports/events.json"))
    // What failed is asked again, for the same day and with the same values.
    let resumed = try directory.sojourn("run", "job.yml", "--resume")
    #expect(resumed.exit == 1)
    #expect(resumed.error.contains("for 2026-01-05"))
    #expect(resumed.error.contains("ingest 1: web: done before"))
    #expect(resumed.error.contains("statement count: done before"))
    #expect(resumed.error.contains("statement buyers: answered"))
  }

  @Test func `several experiments are summed up with what their number means, also after a failure`() throws {
    let directory = try TemporaryDirectory()
    var log = "user,event,time,colour,size\n"
    for user in 0..<60 {
      let (colour, size) = (user % 2 == 0 ? "red" : "blue", user % 3 == 0 ? "big" : "small")
      log += "u\(user),view,2026-01-05T10:00:00Z,\(colour),\(size)\n"
      if user % 5 == 0 { log += "u\(user),buy,2026-01-05T11:00:00Z,,\n" }
    }
    try directory.write(log, to: "log.csv")
    try directory.write(
      """
      job: experiments
      store: shop
      ingest:
        - {csv: log.csv}
      statements:
        - name: first
          ask: experiment colour exposure view variant colour goal conversion of buy
          expect: first.verdict.name = 'ship'
        - name: second
          ask: >
            experiment "size" exposure view variant size variants 'big' 1, 'small' 2 alpha 0.1
            goal conversion of buy
      """, to: "job.yml")
    for run in [try directory.sojourn("run", "job.yml"), try directory.sojourn("run", "job.yml", "--resume")]
    {
      #expect(run.exit == 1)
      #expect(run.output.contains("experiments: colour no-difference-shown · size no-difference-shown"))
      #expect(run.output.contains("one of 2 would still look clear with a chance of up to 14.5 %"))
    }
    let verdicts = try Self.log(directory).filter { $0["event"] as? String == "verdict" }
    #expect(verdicts.compactMap { $0["experiment"] as? String }.prefix(2) == ["colour", "size"])
    #expect(verdicts.compactMap { $0["alpha"] as? Double }.prefix(2) == [0.05, 0.1])
  }

  @Test func `a failed run goes on at the part that failed`() throws {
    let directory = try Self.directory()
    try directory.write("in the way", to: "reports")
    let failed = try directory.sojourn("run", "job.yml", "--set", "today=2026-01-05")
    #expect(failed.exit == 1)
    #expect(failed.lines.first == "Job nightly failed at statement buyers.")
    // The log tells what the person was told.
    let told = try Self.log(directory).compactMap { $0["message"] as? String }.last
    #expect(told.map { failed.error.contains("error: " + $0) } == true, "\(told ?? "nothing")")
    try FileManager.default.removeItem(atPath: directory.path("reports"))
    let resumed = try directory.sojourn("run", "job.yml", "--resume")
    #expect(resumed.exit == 0, "\(resumed.error)")
    #expect(resumed.error.contains("ingest 1: web: done before"))
    #expect(directory.exists("reports/2026-01-04/buyers.csv"))
    let done = try directory.sojourn("run", "job.yml", "--resume")
    #expect(done.exit == 0)
    #expect(done.error.contains("is done; there is nothing to go on with"))
  }

  @Test func `a wrong value of a date is told once, not again where it is put in`() throws {
    let directory = try Self.directory()
    try directory.write(
      Self.job.replacingOccurrences(of: "buyers-${day}", with: "buyers-${day:%Y-%m}"), to: "job.yml")
    let run = try directory.sojourn("run", "job.yml", "--set", "day=hello")
    #expect(run.exit == 2)
    #expect(run.error.components(separatedBy: "error: ").count == 2, "\(run.error)")
  }

  @Test func `a dry run says what each input is by the word that the file has for it`() throws {
    let directory = try TemporaryDirectory()
    try directory.write(
      "job: a\nstore: s\ningest: [{jsonl: a.jsonl}, {heap-connect: bucket}]\n", to: "job.yml")
    let run = try directory.sojourn("run", "job.yml", "--dry-run")
    #expect(run.exit == 0, "\(run.error)")
    #expect(run.output.contains("ingest a.jsonl: jsonl a.jsonl\n"))
    #expect(run.output.contains("ingest bucket: heap-connect bucket\n"))
  }

  @Test func `what a job defines holds for its later statements, also when it goes on, and is not stored`()
    throws
  {
    let directory = try TemporaryDirectory()
    try directory.write(
      """
      user,event,time,plan
      ann,view,2026-01-05T10:00:00Z,pro
      ann,buy,2026-01-05T11:00:00Z,pro
      bob,look,2026-01-05T10:00:00Z,free
      cid,view,2026-01-05T10:00:00Z,pro
      """ + "\n", to: "log.csv")
    try directory.write(
      """
      job: defining
      store: shop
      ingest:
        - {csv: log.csv}
      statements:
        - {name: buyers, ask: 'segment "Buyers" = did buy'}
        - {name: pro, ask: "segment \\"Pro\\" = plan = 'pro' and not segment \\"Buyers\\""}
        - {name: seen, ask: 'event "Seen" = view | look'}
        - name: count
          ask: funnel "Seen" by segment "Pro"
          outputs: {path: reports/count.csv}
          expect:
            - count.steps[1].units = 3
            - count.groups[2].steps[1].units = 1
      """, to: "job.yml")
    try directory.write("in the way", to: "reports")
    let failed = try directory.sojourn("run", "job.yml")
    #expect(
      failed.exit == 1 && failed.lines.first == "Job defining failed at statement count.", "\(failed.error)")
    try FileManager.default.removeItem(atPath: directory.path("reports"))
    let resumed = try directory.sojourn("run", "job.yml", "--resume")
    #expect(resumed.exit == 0, "\(resumed.error)")
    #expect(resumed.error.contains("statement seen: done before"))
    #expect(directory.names(in: "shop/snapshots") == ["00000001.json"])
  }

  @Test func `a job that changed is not gone on with`() throws {
    let directory = try Self.directory()
    _ = try directory.sojourn("run", "job.yml", "--set", "today=2026-01-05", "--set", "least=0.9")
    try directory.write(Self.job + "\ndescription: changed\n", to: "job.yml")
    let resumed = try directory.sojourn("run", "job.yml", "--resume")
    #expect(resumed.exit == 2)
    #expect(resumed.error.contains("has changed since run"))
  }

  @Test func `old outputs go, and only files that the job wrote`() throws {
    let directory = try Self.directory()
    try FileManager.default.createDirectory(
      atPath: directory.path("reports"), withIntermediateDirectories: true)
    try directory.write("mine", to: "reports/buyers-2025-12-31.md")
    for day in ["2026-01-05", "2026-01-06", "2026-01-07"] {
      let run = try directory.sojourn("run", "job.yml", "--set", "today=\(day)")
      #expect(run.exit == 0, "\(run.error)")
    }
    let kept = directory.names(in: "reports").filter { $0.hasSuffix(".md") }
    #expect(kept == ["buyers-2025-12-31.md", "buyers-2026-01-05.md", "buyers-2026-01-06.md"])
    #expect(directory.exists("reports/2026-01-04/buyers.csv"))
  }

  @Test func `nothing is done when the job is wrong`() throws {
    let directory = try Self.directory()
    try directory.write(
      Self.job.replacingOccurrences(of: "within 7d", with: "witin 7d").replacingOccurrences(
        of: "outputs:", with: "output:"), to: "job.yml")
    let run = try directory.sojourn("run", "job.yml", "--set", "today=2026-01-05")
    #expect(run.exit == 2)
    #expect(run.output == "")
    #expect(run.error.contains("at job.yml:12:5\n"))
    #expect(run.error.contains("did you mean 'outputs'?"))
    #expect(!directory.exists("shop"))
    #expect(!directory.exists("job.log.jsonl"))
  }

  @Test func `an unknown event is the statement's mistake and ends the run with 2`() throws {
    let directory = try Self.directory()
    try directory.write(Self.job.replacingOccurrences(of: "view ->", with: "viw ->"), to: "job.yml")
    let run = try directory.sojourn("run", "job.yml", "--set", "today=2026-01-05")
    #expect(run.exit == 2)
    #expect(run.error.contains("there is no event 'viw'"))
    #expect(run.error.contains("did you mean 'view'?"))
  }

  @Test func `too many rejects end a run that is done with 3`() throws {
    let directory = try Self.directory()
    try directory.write(
      "user_id,event,timestamp\nu1,view,2026-01-01\nu1,purchase,2026-01-02\nu2,view,nonsense\nu3,view,2026-01-01\nu3,view,2026-01-01T01:00\n",
      to: "events-2026-01-04.csv")
    let run = try directory.sojourn("run", "job.yml", "--set", "today=2026-01-05")
    #expect(run.exit == 3, "\(run.error)")
    #expect(run.lines.first == "Job nightly is done.")
  }

  @Test func `a job loads a bucket of Heap Connect, and says what is missing by its exit code`() throws {
    let directory = try TemporaryDirectory()
    let made = try directory.sojourn(
      "generate", "heap-connect", "--events", "600", "--dumps", "3", "--seed", "3", "-o", "in/bucket")
    #expect(made.exit == 0, "\(made.error)")
    try directory.write(
      """
      job: nightly
      store: shop
      ingest:
        - heap-connect: in/bucket
          time_zone: UTC
          max_rejects: 10%
        - {heap-connect: in/elsewhere, name: second, optional: true}
      statements:
        - {name: events, ask: show events, outputs: {path: events.csv}}
      """, to: "job.yml")
    let run = try directory.sojourn("run", "job.yml")
    #expect(run.exit == 0, "\(run.error)")
    #expect(run.error.contains("ingest 1: in/bucket: snapshot 1 with "))
    #expect(run.error.contains("ingest 2: second: nothing to read, 1 file missing"))
    // The store is the one that the command makes.
    let command = try directory.sojourn("ingest", "heap-connect", "in/bucket", "--store", "by-hand")
    #expect([0, 3].contains(command.exit))
    let byHand = try directory.sojourn("query", "show events", "--store", "by-hand", "--format", "csv")
    #expect(try directory.text(of: "events.csv") == byHand.output)
    let again = try directory.sojourn("run", "job.yml")
    #expect(again.exit == 0 && again.error.contains("in/bucket: nothing new"))
    // A file is gone: without `keep_going` the part fails and the run goes on there, with it the exit code says so.
    try FileManager.default.removeItem(atPath: directory.path("shop"))
    let files = FileManager.default.enumerator(atPath: directory.path("in/bucket"))
    let avro = try #require(
      files?.compactMap { $0 as? String }.filter { $0.hasSuffix(".avro") }.sorted().last)
    try FileManager.default.removeItem(atPath: directory.path("in/bucket/" + avro))
    let failed = try directory.sojourn("run", "job.yml")
    #expect(failed.exit == 1, "\(failed.error)")
    #expect(failed.lines.first == "Job nightly failed at ingest 1: in/bucket.")
    let job = try directory.text(of: "job.yml")
    try directory.write(
      job.replacingOccurrences(of: "time_zone: UTC", with: "keep_going: true"), to: "job.yml")
    let short = try directory.sojourn("run", "job.yml")
    #expect(short.exit == 3, "\(short.error)")
    #expect(short.error.contains("missing; its rows were left out"))
  }

  @Test(arguments: [
    ("time_zone: Mars", "input 'web': ", "time_zone", "job.yml:6:16"),
    ("memory: 3 apples", "input 'web': ", "memory", "job.yml:6:13"),
    ("max_rejects: many", "input 'web': ", "max", "job.yml:6:18"),
    ("session_gap: soon", "input 'web': ", "session_gap", "job.yml:6:18"),
    ("no_session: true\n    session: s", "input 'web': ", "exclude each other", "job.yml:4:5"),
    ("bucket_prefix: s3://x", "the key 'bucket_prefix' means nothing here", "known are", "job.yml:6:5"),
    ("map: nowhere.yml", "input 'web': ", "nowhere.yml", "nowhere.yml"),
  ])
  func `an option that is wrong is told before anything is done, also in a dry run`(
    _ option: String, _ sentence: String, _ word: String, _ place: String
  ) throws {
    let directory = try TemporaryDirectory()
    try directory.write("user,event,time\nu,a,2026-01-01\n", to: "a.csv")
    try directory.write(
      "job: a\nstore: s\ningest:\n  - csv: a.csv\n    source: web\n    \(option)\n", to: "job.yml")
    for run in [
      try directory.sojourn("run", "job.yml"), try directory.sojourn("run", "job.yml", "--dry-run"),
    ] {
      #expect(run.exit == 2, "\(run.error)")
      for text in [sentence, word, place] { #expect(run.error.contains(text), "\(run.error)") }
      #expect(!directory.exists("s") && !directory.exists("job.log.jsonl"))
    }
  }

  @Test func `a job gives users their properties and joins identities`() throws {
    let directory = try TemporaryDirectory()
    try directory.write(
      "user,event,time,plan\nraw,view,2026-01-01,free\nu1,buy,2026-01-02,pro\n", to: "a.csv")
    try directory.write("raw_id,user_id\nraw,u1\n", to: "ids.csv")
    try directory.write(
      """
      job: a
      store: s
      ingest:
        - {csv: a.csv, user_properties: plan, identity: ids.csv, dedupe: rows}
      statements:
        - name: f
          ask: funnel view -> buy within 7d where user.plan = 'pro'
          expect: f.steps[2].units = 1
      """, to: "job.yml")
    let run = try directory.sojourn("run", "job.yml")
    #expect(run.exit == 0, "\(run.error)")
  }

  @Test func `several experiments fit into one job`() throws {
    let directory = try TemporaryDirectory()
    var rows = "user,event,time,variant,name\n"
    for number in 0..<400 {
      let variant = number % 2 == 0 ? "A" : "B"
      for (minute, name) in ["colour", "price"].enumerated() {
        rows += "u\(number),seen,2026-01-01T00:0\(minute):00,\(variant),\(name)\n"
      }
      if number % 3 == 0 { rows += "u\(number),buy,2026-01-02,,\n" }
    }
    try directory.write(rows, to: "log.csv")
    func statement(_ name: String) -> String {
      """
        - name: \(name)
          ask: experiment "\(name)" exposure seen[name = '\(name)'] variant variant control 'A' goal conversion of buy within 7d
          outputs: [{path: \(name).html}, {path: \(name).json}]
          expect: \(name).inputs.name = '\(name)'
      """
    }
    try directory.write(
      "job: tests\nstore: s\ningest: [{csv: log.csv}]\nstatements:\n" + statement("colour") + "\n"
        + statement("price") + "\n", to: "tests.yml")
    let run = try directory.sojourn("run", "tests.yml")
    #expect([0, 1].contains(run.exit), "\(run.error)")
    for file in ["colour.html", "colour.json", "price.html", "price.json"] { #expect(directory.exists(file)) }
    #expect(try directory.text(of: "price.json").hasPrefix("{\"kind\":\"experiment\""))
    // Both split users alike, which is no way to run two experiments.
    let warning = "! colour and price share 400 units (100 % of colour, 100 % of price)."
    #expect(run.output.contains("  \(warning) Their arms were not assigned independently"), "\(run.output)")
    let log = try directory.text(of: "tests.log.jsonl")
    #expect(log.contains("\"event\":\"overlap\"") && log.contains("\"findings\":[\"assigned-together\"]"))
  }

  @Test func `the plan is said and nothing done by --dry-run, and the schema is printed`() throws {
    let directory = try Self.directory()
    let plan = try directory.sojourn("run", "job.yml", "--set", "today=2026-01-05", "--dry-run")
    #expect(plan.exit == 0)
    #expect(plan.output.contains("ingest web: csv events-2026-01-04.csv\n"))
    #expect(plan.output.contains("  to reports/buyers-2026-01-04.md as markdown\n"))
    #expect(!directory.exists("shop"))
    let schema = try directory.sojourn("run", "--schema")
    #expect(schema.output.contains("\"$schema\""))
  }
}

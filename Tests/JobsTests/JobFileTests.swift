import EventModel
import QueryLanguage
import Testing

@testable import Jobs

@Suite struct JobFileTests {
  private func problems(_ yaml: String, _ settings: [String: String] = [:]) -> [String] {
    do {
      let job = try Job(yaml: yaml, file: "jobs/j.yml")
      _ = try JobPlan(job, settings: settings, now: Self.now)
      return []
    } catch {
      return error.problems.map { problem in
        "\(problem.line):\(problem.column) " + String("\(problem.kind)".prefix { $0 != "(" })
      }
    }
  }

  /// Thursday, 2026-03-12, 23:30 in UTC.
  static let now = CivilDateTime(year: 2026, month: 3, day: 12, hour: 23, minute: 30).wallTimestamp

  private func plan(_ yaml: String, _ settings: [String: String] = [:]) throws -> JobPlan {
    try JobPlan(try Job(yaml: yaml, file: "jobs/j.yml"), settings: settings, now: Self.now)
  }

  @Test(arguments: [
    ("job: a\nstatments: []\n", ["2:1 unknownKey"]),
    ("job: a\nstatements:\n  - name: x\n", ["3:5 missingKey"]),
    ("job: a\nstatements: x\n", ["2:13 wrongType"]),
    ("statements:\n  - {name: x, ask: show events, snapshot: zero}\n", ["1:1 missingKey", "2:43 wrongType"]),
    ("job: a\njob: b\nstatements: []\n", ["2:1 repeatedKey"]),
    (
      "job: a\nstatements:\n  - {name: x, 'name': y, ask: show events, name: z}\n",
      ["3:15 repeatedKey", "3:44 repeatedKey"]
    ),
    (
      "job: a\nstatements:\n  - {name: x, ask: show events}\njob: b\nstatements: []\n",
      ["4:1 repeatedKey", "5:1 repeatedKey"]
    ),
    ("job: a\ningest:\n  - {csv: x, keep_going: true}\n", ["3:14 unknownKey"]),
    ("job: a\ningest:\n  - {heap-connect: x, delimiter: tab}\n", ["3:23 unknownKey"]),
    ("job: a\ningest:\n  - {heap-connect: x, keep_going: perhaps}\n", ["3:35 wrongType"]),
    ("job: a\ningest:\n  - {csv: x, dedupe: all}\n", ["3:22 unknownWord"]),
    ("job: a\n", ["1:1 nothingToDo"]),
    ("", ["1:1 empty"]),
    ("job: [a\n", ["2:1 syntax"]),
    (
      "job: a\nstatements:\n  - {name: x, ask: show events}\n  - {name: x, ask: show events}\n",
      ["4:12 repeatedName"]
    ),
    ("job: a\ningest:\n  - {source: x}\n", ["3:5 inputKinds"]),
    ("job: a\ningest:\n  - {csv: x, jsonl: y}\n", ["3:5 inputKinds"]),
    ("job: a\nstatements:\n  - {name: x, ask: 'funnel a witin 7d'}\n", ["3:20 statement"]),
    ("job: a\nstatements:\n  - {name: x, ask: 'show events; show events'}\n", ["3:20 statementCount"]),
    ("job: a\nstatements:\n  - {name: x, ask: 'show ${what}'}\n", ["3:20 unknownVariable"]),
    (
      "job: a\nstatements:\n  - {name: x, ask: show events, outputs: {path: x.exe}}\n", ["3:49 unknownEnding"]
    ),
    ("job: a\nstatements:\n  - {name: x, ask: show events, expect: y.a = 1}\n", ["3:41 unknownAnswer"]),
    ("job: a\nstatements:\n  - {name: x, ask: show events, expect: nonsense}\n", ["3:41 invalidExpectation"]),
    ("job: a\ntime_zone: Mars\nstatements:\n  - {name: x, ask: show events}\n", ["2:12 unknownZone"]),
    (
      "job: a\nparameters:\n  n: {type: integer}\n  m: {type: integer, default: many}\nstatements:\n  - {name: x, ask: show events}\n",
      ["3:3 missingParameter", "4:31 invalidParameter"]
    ),
    (
      "job: a\nstatements:\n  - {name: x, ask: show events, outputs: {path: x.csv, keep: forever}}\n",
      ["3:62 wrongType"]
    ),
  ])
  func `every mistake is found with its line and column`(_ yaml: String, _ expected: [String]) {
    #expect(problems(yaml) == expected)
  }

  @Test func `several mistakes are told at once`() {
    let yaml =
      "job: a\ncolour: red\nstatements:\n  - {name: 1, ask: [x]}\n  - {ask: show events, output: x}\n"
    #expect(problems(yaml) == ["2:1 unknownKey", "4:20 wrongType", "5:5 missingKey", "5:24 unknownKey"])
  }

  @Test func `settings must be parameters, of their type, and among their values`() {
    let yaml = """
      job: a
      parameters:
        country: {default: DE, values: [DE, AT]}
      statements:
        - {name: x, ask: "show events"}
      """
    #expect(problems(yaml, ["contry": "AT"]) == ["0:0 unknownSetting"])
    #expect(problems(yaml, ["country": "CH"]) == ["0:0 forbiddenParameter"])
    #expect(problems(yaml, ["today": "someday"]) == ["0:0 invalidParameter"])
    #expect(problems(yaml, ["country": "AT", "today": "2026-01-01"]) == [])
  }

  @Test func `values are put into statements, paths and options`() throws {
    let plan = try plan(
      """
      job: nightly
      time_zone: Europe/Berlin
      parameters:
        day: {type: date, default: yesterday}
        country: {default: "O'Hara"}
      ingest:
        - {csv: 'in/${day:%Y/%m}/events-${day}.csv', source: 'web-${day:%j}'}
      statements:
        - name: buyers
          ask: >
            funnel view -> purchase within 7d from ${day - 6d} to ${day + 1d}
            where country = ${country:text}
          outputs:
            - 'path': out/${start of month:%Y-%m}.md
              keep: 30d
      """)
    // At 23:30 in UTC it is the 13th in Berlin already.
    #expect(plan.ingests[0].paths == ["jobs/in/2026/03/events-2026-03-12.csv"])
    #expect(plan.ingests[0].options["source"] == .texts(["web-071"]))
    #expect(
      plan.statements[0].statement.description
        == "funnel view -> purchase within 7d from 2026-03-06 to 2026-03-13 where country = 'O\\'Hara'")
    #expect(plan.statements[0].outputs[0].path == "jobs/out/2026-03.md")
    #expect(plan.statements[0].outputs[0].keep == .days(30))
    #expect(plan.log == "jobs/j.log.jsonl")
    #expect(plan.parameters == ["day": "2026-03-12", "country": "O'Hara"])
  }

  @Test func `a repeated key names the line of the first`() throws {
    do {
      _ = try Job(yaml: "# a comment\njob: a\nstore: s\nstore: t\nstore: u\n", file: "j.yml")
      Issue.record("read")
    } catch {
      let found = error.problems.compactMap { problem -> [Int]? in
        guard case .repeatedKey("store", let first) = problem.kind else { return nil }
        return [first, problem.line, problem.column]
      }
      #expect(found == [[3, 4, 1], [3, 5, 1]])
    }
  }

  @Test func `inputs have the options of their kind, and paths begin beside the job file`() throws {
    let plan = try plan(
      """
      job: a
      ingest:
        - {csv: [a.csv, /b.csv], map: m.yml, user_properties: 'plan,seats', no_session: true}
        - heap-connect: mirror
          bucket_prefix: [s3://a, s3://b]
          keep_going: true
          optional: true
        - {heap-connect: 's3://acme/heap', source: 'heap-${yesterday}'}
        - {heap-api: heap.yml, since: '${start of year}', lookback: 3d, object: [events, users], credentials: /etc/heap}
        - {csv: users.csv, table: users, replace_table: true}
        - {csv: web.csv, session_gap: 15m}
      """)
    #expect(plan.ingests.map(\.kind) == [.csv, .heapConnect, .heapConnect, .heapAPI, .csv, .csv])
    #expect(
      plan.ingests[3].options == [
        "since": .texts(["2026-01-01"]), "lookback": .texts(["3d"]), "object": .texts(["events", "users"]),
        "credentials": .texts(["/etc/heap"]),
      ])
    #expect(plan.ingests[3].paths == ["jobs/heap.yml"])
    #expect(plan.ingests[4].options == ["table": .texts(["users"]), "replace_table": .flag(true)])
    #expect(
      plan.ingests.prefix(3).map(\.paths) == [["jobs/a.csv", "/b.csv"], ["jobs/mirror"], ["s3://acme/heap"]])
    #expect(
      plan.ingests[0].options == [
        "map": .texts(["jobs/m.yml"]), "user_properties": .texts(["plan,seats"]), "no_session": .flag(true),
      ])
    #expect(
      plan.ingests[1].options == ["bucket_prefix": .texts(["s3://a", "s3://b"]), "keep_going": .flag(true)])
    #expect(plan.ingests[1].isOptional)
    #expect(plan.ingests[2].name == "heap-2026-03-11")
  }

  @Test func `a text that would end a quote is refused where it is not quoted`() {
    let yaml = """
      job: a
      parameters: {name: {default: "x' or 'y"}}
      statements:
        - {name: x, ask: "funnel a where b = '${name}'"}
      """
    #expect(problems(yaml) == ["4:20 unsafeText"])
  }

  @Test(arguments: [
    ("today", "2026-03-12"), ("yesterday", "2026-03-11"), ("tomorrow", "2026-03-13"),
    ("start of week", "2026-03-09"), ("start of last week", "2026-03-02"), ("start of month", "2026-03-01"),
    ("start of last month", "2026-02-01"), ("start of year", "2026-01-01"),
    ("Start of last year", "2025-01-01"),
    ("start of month - 1d", "2026-02-28"), ("2024-02-28 + 1d", "2024-02-29"), ("2026-01-31+2w", "2026-02-14"),
    ("yesterday - 1w", "2026-03-04"), (" today ", "2026-03-12"),
  ])
  func `dates are told from the day the run is for`(_ text: String, _ expected: String) {
    let today = CivilDate(year: 2026, month: 3, day: 12)
    #expect(JobDate.date(text, today: today).map(JobDate.text) == expected)
  }

  @Test(arguments: [
    "", "soon", "2026-02-30", "today - d", "today - 99999999999999999999d", "9999-12-31 + 1d", "- 3d",
  ])
  func `what is no date is none`(_ text: String) {
    #expect(JobDate.date(text, today: CivilDate(year: 2026, month: 3, day: 12)) == nil)
  }

  @Test func `hostile job files end in mistakes, not in a crash`() {
    let good = """
      job: a
      parameters: {day: {type: date, default: yesterday}}
      statements:
        - {name: x, ask: "funnel a from ${day - 3d}", outputs: [{path: "o-${day}.csv", keep: 3}], expect: "x.steps[1].rate > 1%"}
      """
    var random = SeededJobText(seed: 5)
    for _ in 0..<3_000 {
      let text = random.mutated(good)
      _ = try? JobPlan(try Job(yaml: text, file: "j.yml"), settings: [:], now: Self.now)
    }
    let deep = String(repeating: "[", count: 5_000)
    #expect(problems(deep).first != nil)
  }
}

/// Spoils texts, always in the same ways.
private struct SeededJobText {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  private mutating func next(_ bound: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(state >> 33) % max(1, bound)
  }

  mutating func mutated(_ text: String) -> String {
    var bytes = Array(text.utf8)
    for _ in 0...next(4) where !bytes.isEmpty {
      let place = next(bytes.count)
      switch next(4) {
      case 0: bytes[place] = UInt8(next(256))
      case 1: bytes.removeSubrange(place..<min(bytes.count, place + 1 + next(9)))
      case 2: bytes.insert(contentsOf: Array("${}:-[&*!'\"\n".utf8).shuffledOnce(next(11)), at: place)
      default: bytes.removeLast(bytes.count - place)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

extension [UInt8] {
  fileprivate func shuffledOnce(_ shift: Int) -> [UInt8] {
    Array((self[shift...] + self[..<shift]).prefix(3))
  }
}

extension CivilDateTime {
  fileprivate var wallTimestamp: Timestamp { Timestamp(microseconds: wallMicroseconds) }
}

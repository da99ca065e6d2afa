import AsyncHTTPClient
import EventModel
import HeapSandbox
import NIOCore
import NIOHTTP1
import Testing

/// What each fault looks like, and that it comes to an end.
@Suite struct FaultTests {
  private static func options(_ shares: [FaultKind: Double], seed: UInt64 = 1) -> SandboxOptions {
    var options = SandboxOptions()
    options.clock = ManualSandboxClock(.at("2026-06-01T00:00:00Z"), elapsedRuns: true)
    options.faults = SandboxFaults(shares, seed: seed, slowPause: .milliseconds(2), hugeBytes: 3 << 20)
    return options
  }

  /// Asks again until nothing goes wrong, and tells how often something did.
  private static func ask(_ running: RunningSandbox, _ path: String, _ token: String) async -> (
    failures: [String], reply: RunningSandbox.Reply?
  ) {
    var failures: [String] = []
    for _ in 0..<9 {
      do {
        let reply = try await running.get(path, token)
        if reply.status == 200, (try? reply.object())?["rows"] != nil { return (failures, reply) }
        failures.append("\(reply.status)")
      } catch {
        failures.append("connection")
      }
    }
    return (failures, nil)
  }

  private static func withFault(
    _ kind: FaultKind, seed: UInt64 = 1, _ body: (RunningSandbox, String) async throws -> Void
  ) async throws {
    let options = options([kind: 1], seed: seed)
    try await RunningSandbox.with(try RunningSandbox.shop(400), options) { running in
      var token = "none"
      // Some kinds meet calls for tokens too.
      for _ in 0..<9 {
        if let given = try? await running.bearer(), given != "Bearer none" {
          token = given
          break
        }
      }
      try await body(running, token)
      #expect(running.sandbox.statistics.faults.keys.allSatisfy { $0 == kind })
      #expect(running.sandbox.statistics.faultCount > 0)
    }
  }

  @Test(arguments: [
    (FaultKind.drop, "connection"), (.cut, "connection"), (.internalError, "500"), (.badGateway, "502"),
    (.unavailable, "503"), (.tooManyRequests, "429"), (.malformed, "200"), (.wrongContentType, "200"),
  ])
  func `a fault meets a request at most three times, and one that is no storm once`(
    kind: FaultKind, failure: String
  ) async throws {
    try await Self.withFault(kind) { running, token in
      var counts: Set<Int> = []
      for limit in 10..<40 {
        let (failures, reply) = await Self.ask(running, "events?limit=\(limit)", token)
        let rows = try reply?.rows().count
        #expect(rows == limit)
        #expect(failures.allSatisfy { $0 == failure })
        counts.insert(failures.count)
        // It has come to an end for good.
        #expect(await Self.ask(running, "events?limit=\(limit)", token).failures.isEmpty)
      }
      let isStorm = [.internalError, .badGateway, .unavailable, .tooManyRequests].contains(kind)
      #expect(counts == (isStorm ? [1, 2, 3] : [1]))
    }
  }

  @Test(arguments: [FaultKind.drop, .cut, .slow, .malformed, .internalError, .unavailable, .tooManyRequests])
  func `calls for tokens are met as well, each anew`(kind: FaultKind) async throws {
    try await RunningSandbox.with(try RunningSandbox.shop(50), Self.options([kind: 1])) { running in
      for round in 1...3 {
        var calls = 0
        repeat {
          calls += 1
          let reply = try? await running.askForToken()
          if reply?.status == 200, (try? reply?.object())?["access_token"] != nil { break }
        } while calls < 9
        #expect(calls <= 4)
        #expect(running.sandbox.statistics.faults[kind, default: 0] >= round)
      }
    }
  }

  @Test func `a cut body ends amid its rows, with and without a promised length`() async throws {
    try await Self.withFault(.cut) { running, token in
      var lengths = 0
      for limit in 10..<40 {
        var request = HTTPClientRequest(url: running.address + "/sandbox/v1/events?limit=\(limit)")
        request.headers.add(name: "Authorization", value: token)
        let response = try await running.client.execute(request, timeout: RunningSandbox.patience)
        #expect(response.status == .ok)
        lengths += response.headers.contains(name: "Content-Length") ? 1 : 0
        var bytes = 0
        await #expect(throws: (any Error).self) {
          for try await piece in response.body { bytes += piece.readableBytes }
        }
        #expect(bytes > 100)
      }
      #expect((1..<30).contains(lengths))
    }
  }

  @Test func `503 and 429 say when to come back, unless that is kept silent`() async throws {
    for kind in [FaultKind.unavailable, .tooManyRequests] {
      for (style, expected) in [
        (SandboxRetryAfter.seconds, "1"), (.date, "Mon, 01 Jun 2026 00:00:01 GMT"), (.none, nil),
      ] {
        var options = Self.options([kind: 1])
        options.retryAfter = style
        try await RunningSandbox.with(try RunningSandbox.shop(50), options) { running in
          let reply = try await running.askForToken()
          #expect(reply.status == Int(kind.rawValue))
          #expect(reply.headers.first(name: "Retry-After") == expected)
        }
      }
    }
  }

  @Test func `a query that timed out is answered when it is asked again`() async throws {
    try await Self.withFault(.timeout) { running, token in
      var statuses: Set<String> = []
      for limit in 10..<40 {
        let (failures, reply) = await Self.ask(running, "events?limit=\(limit)", token)
        #expect(failures.count == 1)
        #expect(reply != nil)
        statuses.formUnion(failures)
      }
      #expect(statuses == ["408", "504"])
    }
  }

  @Test func `a partial answer says so and is whole the second time`() async throws {
    try await Self.withFault(.partial) { running, token in
      let first = try await running.get("events?limit=100", token)
      #expect(try first.object()["partial"] as? Bool == true)
      #expect(try first.rows().count == 50)
      #expect(try first.object()["total"] as? Int == 400)
      #expect(try first.paging()["has_more"] as? Bool == false)
      #expect(try first.paging()["next_cursor"] is String == false)
      let second = try await running.get("events?limit=100", token)
      #expect(try second.object()["partial"] as? Bool == false)
      #expect(try second.rows().count == 100)
      #expect(try second.paging()["has_more"] as? Bool == true)
    }
  }

  @Test func `a slow body is whole`() async throws {
    try await Self.withFault(.slow) { running, token in
      let rows = try await running.get("events?limit=400", token).rows()
      #expect(rows.count == 400)
    }
  }

  @Test func `a huge body is as long as it promises`() async throws {
    try await Self.withFault(.huge) { running, token in
      let reply = try await running.get("events?limit=10", token)
      #expect(reply.body.count == 3 << 20)
      #expect(reply.headers.first(name: "Content-Length") == String(3 << 20))
      // A client that does not want to read all of it may go.
      await #expect(throws: (any Error).self) {
        _ = try await running.send(
          .GET, "/sandbox/v1/events?limit=11", authorization: token, limit: 1 << 16)
      }
      #expect(try await running.get("events?limit=11", token).rows().count == 11)
    }
  }

  @Test func `a page that is not one comes as HTML`() async throws {
    try await Self.withFault(.wrongContentType) { running, token in
      let reply = try await running.get("events?limit=10", token)
      #expect(reply.headers.first(name: "Content-Type") == "text/html; charset=utf-8")
      #expect(reply.text.contains("sign in"))
      let again = try await running.get("events?limit=10", token)
      #expect(again.headers.first(name: "Content-Type") == "application/json")
    }
  }

  @Test(arguments: [SandboxPaging.cursor, .page, .offset, .link])
  func `a doubled page repeats the rows before it while paging goes on`(style: SandboxPaging) async throws {
    var options = Self.options([.duplicatePages: 1])
    options.paging = style
    try await RunningSandbox.with(try RunningSandbox.shop(250), options) { running in
      let token = try await running.bearer()
      let rows = try await running.all("events", token, paging: style).texts("event_id")
      #expect(rows.count == 300)
      #expect(Set(rows).count < 250)
      #expect(Array(rows[100..<200]) == Array(rows[..<100]))
      // The first page is never met, and everything is right the second time.
      #expect(Set(try await running.all("events", token, paging: style).texts("event_id")).count == 250)
      #expect(running.sandbox.statistics.faults == [.duplicatePages: 2])
    }
  }

  @Test func `a stuck cursor names itself once`() async throws {
    try await Self.withFault(.stuckCursors) { running, token in
      let first = try await running.get("events?limit=100", token)
      let cursor = try #require(try first.paging()["next_cursor"] as? String)
      let stuck = try await running.get("events?limit=100&cursor=\(cursor)", token)
      #expect(try stuck.paging()["next_cursor"] as? String == cursor)
      let again = try await running.get("events?limit=100&cursor=\(cursor)", token)
      #expect(try again.paging()["next_cursor"] as? String != cursor)
      #expect(try again.rows().texts("event_id") == stuck.rows().texts("event_id"))
    }
  }

  @Test func `an expired cursor sends its reader back to the start`() async throws {
    try await Self.withFault(.expiredCursors) { running, token in
      let first = try await running.get("events?limit=100", token)
      let cursor = try #require(try first.paging()["next_cursor"] as? String)
      let late = try await running.get("events?limit=100&cursor=\(cursor)", token)
      #expect(late.status == 410)
      #expect(try late.code() == "cursor_expired")
      // Another cursor of the same place is the same request.
      let restart = try await running.get("events?limit=100", token)
      let second = try #require(try restart.paging()["next_cursor"] as? String)
      #expect(try await running.get("events?limit=100&cursor=\(second)", token).status == 200)
    }
  }

  @Test(arguments: SandboxPaging.allCases)
  func `pages that change places lose and double nothing`(style: SandboxPaging) async throws {
    try await RunningSandbox.with(
      try RunningSandbox.shop(450), Self.options([.reorderedPages: 1])
    ) { running in
      let token = try await running.bearer()
      for path in ["events", "users?buckets=2&bucket=0"] {
        let rows = try await running.all(path, token, paging: style, limit: 50)
        let whole = try await running.get(path + (path == "events" ? "?" : "&") + "limit=10000", token).rows()
        let id = path == "events" ? "event_id" : "user_id"
        #expect(rows.texts(id).sorted() == whole.texts(id).sorted())
        if path == "events" {
          let inOrder = whole.texts(id)
          #expect(rows.texts(id) != inOrder)
          // The ninth page has no partner, so it stays where it is.
          #expect(rows.texts(id)[..<50] == inOrder[50..<100].reversed()[...])
          #expect(rows.texts(id)[400...] == inOrder[400...])
        }
      }
    }
  }

  @Test func `a doubled page repeats what was shown, not what would have been in order`() async throws {
    let options = Self.options([.reorderedPages: 1, .duplicatePages: 1])
    try await RunningSandbox.with(try RunningSandbox.shop(200), options) { running in
      let token = try await running.bearer()
      let rows = try await running.all("events", token, paging: .page, limit: 50).texts("event_id")
      // Pages 2 to 4 were each met; page 3 shows what page 2 would have shown.
      #expect(rows.count == 200)
      #expect(Array(rows[50..<100]) == Array(rows[..<50]))
      let again = try await running.all("events", token, paging: .page, limit: 50).texts("event_id")
      #expect(Set(again).count == 200)
      #expect(Array(rows[100..<150]) == Array(again[50..<100]))
      #expect(Array(rows[150...]) == Array(again[100..<150]))
    }
  }

  @Test func `a revoked token stays revoked`() async throws {
    try await Self.withFault(.tokenExpiry) { running, token in
      let reply = try await running.get("events?limit=10", token)
      #expect(reply.status == 401)
      #expect(try reply.code() == "token_expired")
      #expect(try await running.get("events?limit=10", token).status == 401)
      #expect(try await running.get("events?limit=10", try await running.bearer()).status == 200)
    }
  }

  @Test func `which requests fail depends on the seed and the request, not on order or company`() async throws
  {
    let shares: [FaultKind: Double] = [.internalError: 0.2, .timeout: 0.2, .drop: 0.2]
    func failing(_ seed: UInt64, order: [Int], isConcurrent: Bool) async throws -> [Int: [String]] {
      try await RunningSandbox.with(
        try RunningSandbox.shop(300), Self.options(shares, seed: seed)
      ) { running in
        var token = "Bearer none"
        while token == "Bearer none" { token = (try? await running.bearer()) ?? token }
        let ready = token
        return await withTaskGroup(of: (Int, [String]).self) { group in
          var failing: [Int: [String]] = [:]
          for limit in order {
            group.addTask {
              let (failures, _) = await Self.ask(running, "events?limit=\(limit)", ready)
              return (limit, failures)
            }
            if !isConcurrent { for await (limit, failures) in group { failing[limit] = failures } }
          }
          for await (limit, failures) in group { failing[limit] = failures }
          return failing
        }
      }
    }
    let limits = Array(1...60)
    let one = try await failing(1, order: limits, isConcurrent: false)
    #expect(try await failing(1, order: limits.reversed(), isConcurrent: true) == one)
    #expect(try await failing(2, order: limits, isConcurrent: true) != one)
    let share = Double(one.values.count { !$0.isEmpty }) / 60
    #expect((0.35...0.85).contains(share), "0.6 are to be expected, \(share) were met")
  }

  @Test(arguments: [
    ("cut=0.1,429", [.cut: 0.1, .tooManyRequests: 0.05] as [FaultKind: Double]),
    ("", [:]), ("all=0.01,cut=0", FaultKind.allCases.reduce(into: [:]) { $0[$1] = $1 == .cut ? 0 : 0.01 }),
    ("all", FaultKind.allCases.reduce(into: [:]) { $0[$1] = 0.02 }),
  ])
  func `faults are read as they are written`(text: String, shares: [FaultKind: Double]) throws {
    #expect(try SandboxFaults.shares(parsing: text) == shares)
  }

  @Test func `faults that make no sense are refused`() throws {
    #expect(throws: SandboxError.unknownFault(name: "cuts")) { try SandboxFaults.shares(parsing: "cuts=0.1") }
    for value in ["", "x", "-0.1", "1.1", "nan"] {
      #expect(throws: SandboxError.invalidShare(name: "cut", value: value)) {
        try SandboxFaults.shares(parsing: "cut=\(value)")
      }
    }
    var options = SandboxOptions()
    options.faults.shares = [.cut: 0.6, .drop: 0.6]
    #expect(throws: SandboxError.invalidShare(name: "faults", value: "1.2")) {
      try HeapSandbox(try RunningSandbox.shop(10), options: options)
    }
  }
}

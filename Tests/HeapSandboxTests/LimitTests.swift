import EventModel
import HeapSandbox
import NIOHTTP1
import Testing

/// How often and how much may be asked for.
@Suite struct LimitTests {
  private static func limited(
    _ headers: SandboxRateHeaders, _ retryAfter: SandboxRetryAfter
  ) -> (SandboxOptions, ManualSandboxClock) {
    let clock = ManualSandboxClock(.at("2026-01-07T00:00:00Z"))
    var options = SandboxOptions()
    options.clock = clock
    options.rateLimit = SandboxRateLimit(requests: 2, window: .seconds(30))
    options.rateHeaders = headers
    options.retryAfter = retryAfter
    return (options, clock)
  }

  @Test func `a window's requests are counted down and come back with the next window`() async throws {
    let (options, clock) = Self.limited(.ratelimit, .seconds)
    try await RunningSandbox.with(try RunningSandbox.shop(50), options) { running in
      let token = try await running.bearer()
      func ask() async throws -> [String?] {
        let reply = try await running.get("events?limit=1", token)
        let names = ["RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset", "Retry-After"]
        return [String(reply.status)] + names.map { reply.headers.first(name: $0) }
      }
      #expect(try await ask() == ["200", "2", "1", "30", nil])
      clock.advance(by: .milliseconds(10_500))
      #expect(try await ask() == ["200", "2", "0", "20", nil])
      #expect(try await ask() == ["429", "2", "0", "20", "20"])
      clock.advance(by: .milliseconds(19_499))
      #expect(try await ask() == ["429", "2", "0", "1", "1"])
      clock.advance(by: .milliseconds(1))
      #expect(try await ask() == ["200", "2", "1", "30", nil])
      // Two windows later, ten seconds into one.
      clock.advance(by: .seconds(70))
      #expect(try await ask() == ["200", "2", "1", "20", nil])
      #expect(running.sandbox.statistics.rateLimited == 2)
      // Tokens are not counted.
      #expect(try await running.askForToken().status == 200)
      #expect(try await ask() == ["200", "2", "0", "20", nil])
    }
  }

  @Test func `the other family tells the instant, and Retry-After can be a date`() async throws {
    let (options, _) = Self.limited(.xRatelimit, .date)
    try await RunningSandbox.with(try RunningSandbox.shop(50), options) { running in
      let token = try await running.bearer()
      var reply = try await running.get("events", token)
      for _ in 0..<2 { reply = try await running.get("events", token) }
      #expect(reply.status == 429)
      #expect(try reply.code() == "rate_limited")
      let reset = Timestamp.at("2026-01-07T00:00:30Z").microseconds / 1_000_000
      #expect(reply.headers.first(name: "X-RateLimit-Limit") == "2")
      #expect(reply.headers.first(name: "X-RateLimit-Remaining") == "0")
      #expect(reply.headers.first(name: "X-RateLimit-Reset") == String(reset))
      #expect(reply.headers.first(name: "Retry-After") == "Wed, 07 Jan 2026 00:00:30 GMT")
      #expect(!reply.headers.contains(name: "RateLimit-Limit"))
    }
  }

  @Test func `a limit can be kept silent`() async throws {
    let (options, _) = Self.limited(.none, .none)
    try await RunningSandbox.with(try RunningSandbox.shop(50), options) { running in
      let token = try await running.bearer()
      for _ in 0..<2 { #expect(try await running.get("events", token).status == 200) }
      let reply = try await running.get("events", token)
      #expect(reply.status == 429)
      #expect(
        !reply.headers.contains { $0.name.lowercased().contains("ratelimit") || $0.name == "Retry-After" })
    }
  }

  /// Ten events in each of ten hours, of five users.
  private static let rows = Array(
    (0..<100).map { number in
      let minute = number % 10 * 6
      let time = "0\(number / 10):\(minute < 10 ? "0" : "")\(minute)"
      return "{\"user\":\"u\(number % 5)\",\"event\":\"e\",\"time\":\"2026-01-05T\(time):00Z\"}\n"
    }.joined().utf8)

  private static func complex(_ limit: Int, _ answer: SandboxComplexityAnswer) -> SandboxOptions {
    var options = SandboxOptions()
    options.complexityLimit = limit
    options.complexityAnswer = answer
    return options
  }

  @Test func `cost is rows by hours, so that half a range costs a quarter`() async throws {
    // All: 100 rows × 10 hours. Five hours: 50 × 5.
    for (limit, path, status) in [
      (999, "events", 400), (1_000, "events", 200), (249, "events?to=2026-01-05T05:00Z", 400),
      (250, "events?to=2026-01-05T05:00Z", 200), (9, "events?to=2026-01-05T01:00Z", 400),
      (10, "events?to=2026-01-05T00:54:01Z", 200), (4, "events?to=2026-01-05T01:00Z&buckets=5&bucket=1", 200),
      (1, "users", 200),
    ] {
      try await RunningSandbox.with(
        .rows(Self.rows, userProperties: []), Self.complex(limit, .refuse)
      ) { running in
        let reply = try await running.get(path, try await running.bearer())
        #expect(reply.status == status, "limit \(limit), \(path)")
        if status == 400 { #expect(try reply.code() == "query_too_complex") }
        #expect(running.sandbox.statistics.tooComplex == (status == 400 ? 1 : 0))
      }
    }
  }

  @Test func `a query that is too complex can time out or be answered in part`() async throws {
    let source = ProjectSource.rows(Self.rows, userProperties: [])
    try await RunningSandbox.with(source, Self.complex(10, .timeout)) { running in
      let token = try await running.bearer()
      var statuses: Set<Int> = []
      for minute in 10..<40 {
        let reply = try await running.get("events?from=2026-01-05T00:\(minute)Z", token)
        statuses.insert(reply.status)
        #expect(try reply.code() == "timeout")
      }
      #expect(statuses == [408, 504])
    }
    try await RunningSandbox.with(source, Self.complex(10, .partial)) { running in
      let reply = try await running.get("events?limit=40", try await running.bearer())
      #expect(reply.status == 200)
      #expect(try reply.object()["partial"] as? Bool == true)
      #expect(try reply.object()["total"] as? Int == 100)
      #expect(try reply.rows().count == 20)
      #expect(try reply.paging()["has_more"] as? Bool == false)
    }
    try await RunningSandbox.with(source, Self.complex(10, .mixed)) { running in
      let token = try await running.bearer()
      var statuses: Set<Int> = []
      for minute in 10..<40 {
        let path = "events?from=2026-01-05T00:\(minute)Z"
        let reply = try await running.get(path, token)
        #expect(try await running.get(path, token).status == reply.status)
        statuses.insert(reply.status == 408 ? 504 : reply.status)
      }
      #expect(statuses == [200, 400, 504])
    }
  }
}

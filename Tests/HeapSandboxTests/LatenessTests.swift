import EventModel
import HeapSandbox
import NIOHTTP1
import Testing

/// What is visible when.
@Suite struct LatenessTests {
  private static let rows = Array(
    (0..<48).map { hour in
      let day = hour < 24 ? "05" : "06"
      let time = (hour % 24 < 10 ? "0" : "") + String(hour % 24)
      return "{\"user\":\"u\(hour % 5)\",\"event\":\"e\",\"time\":\"2026-01-\(day)T\(time):00:00Z\"}\n"
    }.joined().utf8)

  @Test func `an event becomes visible after the delay, and what is settled is told`() async throws {
    let clock = ManualSandboxClock(.at("2026-01-05T12:00:00Z"))
    var options = SandboxOptions()
    options.clock = clock
    options.tokenLifetime = .seconds(1_000_000)
    options.lateness.delay = .seconds(3 * 3_600)
    try await RunningSandbox.with(.rows(Self.rows, userProperties: []), options) { running in
      let token = try await running.bearer()
      let early = try await running.get("events", token)
      #expect(try early.object()["total"] as? Int == 10)
      #expect(try early.object()["settled_until"] as? String == "2026-01-05T09:00:00Z")
      #expect(try early.object()["now"] as? String == "2026-01-05T12:00:00Z")
      #expect(try await running.get("users", token).object()["total"] as? Int == 5)
      clock.advance(by: .seconds(3_600))
      #expect(try await running.get("events", token).object()["total"] as? Int == 11)
      clock.advance(by: .seconds(100 * 3_600))
      #expect(try await running.get("events", token).object()["total"] as? Int == 48)
    }
  }

  @Test func `late events are missing from what is settled until they come`() async throws {
    let clock = ManualSandboxClock(.at("2026-01-07T00:00:00Z"))
    var options = SandboxOptions()
    options.clock = clock
    options.tokenLifetime = .seconds(1_000_000)
    options.lateness = SandboxLateness(lateShare: 0.3, lateBy: .seconds(86_400))
    try await RunningSandbox.with(.rows(Self.rows, userProperties: []), options) { running in
      let token = try await running.bearer()
      let first = try await running.get("events?to=2026-01-07", token)
      #expect(try first.object()["settled_until"] as? String == "2026-01-07T00:00:00Z")
      let seen = Set(try first.rows().texts("event_id"))
      #expect(seen.count > 24)
      #expect(seen.count < 48)
      // The late ones of the first day have come by now.
      #expect(try await running.get("events?to=2026-01-06", token).rows().count == 24)
      clock.advance(by: .seconds(86_400))
      let second = try await running.get("events?to=2026-01-07", token).rows().texts("event_id")
      #expect(Set(second).count == 48)
      // Who asks only for what is new gets exactly the rest.
      let news = try await running.get("events?updated_since=2026-01-07T00:00:00.000001Z", token).rows()
      #expect(Set(news.texts("event_id")) == Set(second).subtracting(seen))
    }
  }

  @Test func `a corrected event changes under its id`() async throws {
    let clock = ManualSandboxClock(.at("2026-01-07T00:00:00Z"))
    var options = SandboxOptions()
    options.clock = clock
    options.tokenLifetime = .seconds(1_000_000)
    options.lateness = SandboxLateness(correctionShare: 0.4, lateBy: .seconds(36 * 3_600))
    try await RunningSandbox.with(.rows(Self.rows, userProperties: []), options) { running in
      let token = try await running.bearer()
      func revisions(_ path: String) async throws -> [String: Int] {
        var revisions: [String: Int] = [:]
        for row in try await running.get(path, token).rows() {
          let properties = row["properties"] as? [String: Any]
          revisions["\(row["event_id"] ?? "")"] = properties?["revision"] as? Int ?? 0
        }
        return revisions
      }
      let before = try await revisions("events")
      #expect(before.count == 48)
      #expect(Set(before.values) == [0, 1, 2])
      clock.advance(by: .seconds(2 * 86_400))
      let after = try await revisions("events")
      #expect(after == before.mapValues { $0 == 1 ? 2 : $0 })
      let news = try await revisions("events?updated_since=2026-01-07T00:00:00.000001Z")
      #expect(news == after.filter { before[$0.key] == 1 })
    }
  }

  @Test func `a cursor's later pages show what its first page saw`() async throws {
    let clock = ManualSandboxClock(.at("2026-01-06T00:00:00Z"))
    var options = SandboxOptions()
    options.clock = clock
    options.tokenLifetime = .seconds(1_000_000)
    options.cursorLifetime = .seconds(1_000_000)
    options.lateness = SandboxLateness(lateShare: 0.5, lateBy: .seconds(3_600))
    try await RunningSandbox.with(.rows(Self.rows, userProperties: []), options) { running in
      let token = try await running.bearer()
      let whole = try await running.get("events", token).rows().texts("event_id")
      let first = try await running.get("events?limit=5", token)
      clock.advance(by: .seconds(86_400))
      var ids = try first.rows().texts("event_id")
      var cursor = try first.paging()["next_cursor"] as? String
      while let text = cursor {
        let page = try await running.get("events?limit=5&cursor=\(text)", token)
        ids += try page.rows().texts("event_id")
        cursor = try page.paging()["next_cursor"] as? String
      }
      #expect(ids == whole)
      #expect(try await running.get("events", token).rows().count > whole.count)
    }
  }

  @Test func `a skewed clock is told everywhere alike`() async throws {
    var options = SandboxOptions()
    options.clock = ManualSandboxClock(.at("2026-01-07T00:00:00Z"))
    options.clockSkew = .seconds(-90)
    options.lateness.delay = .seconds(30)
    try await RunningSandbox.with(.rows(Self.rows, userProperties: []), options) { running in
      let reply = try await running.get("events", try await running.bearer())
      #expect(reply.headers.first(name: "Date") == "Tue, 06 Jan 2026 23:58:30 GMT")
      #expect(try reply.object()["now"] as? String == "2026-01-06T23:58:30Z")
      #expect(try reply.object()["settled_until"] as? String == "2026-01-06T23:58:00Z")
    }
  }
}

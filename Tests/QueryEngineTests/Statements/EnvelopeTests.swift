import EventModel
import NaiveEvaluator
import QueryResults
import Testing

/// What stands around an answer: the range, zone and options that it was computed with.
struct EnvelopeTests {
  private static let hour = NaiveCalendar.hour

  /// One event per hour of 2026-01-05 and 2026-01-06 in UTC.
  private static func stored() throws -> StoredLog {
    try StoredLog(
      whole: (0..<48).map {
        NaiveEvent(user: "u\($0)", name: "a", time: 1_767_571_200_000_000 + Int64($0) * hour)
      })
  }

  private func units(_ text: String) throws -> Int {
    guard case .funnel(let funnel) = try Self.stored().answer(text).body else { return -1 }
    return funnel.steps[0].units
  }

  @Test func `dates are read in the statement's zone`() throws {
    #expect(try units("funnel a from 2026-01-05 to 2026-01-06") == 24)
    // Berlin's 6 January begins an hour earlier than the one of UTC.
    #expect(try units("funnel a from 2026-01-06 in 'Europe/Berlin'") == 25)
    #expect(try units("funnel a to 2026-01-05T01:00 in 'Europe/Berlin'") == 0)
    #expect(try units("funnel a to 2026-01-05T01:00Z in 'Europe/Berlin'") == 1)
    let result = try Self.stored().answer("funnel a from 2026-01-06 in 'Europe/Berlin'")
    #expect(result.timezone == "Europe/Berlin")
    #expect(result.range?.from == Timestamp(microseconds: 1_767_654_000_000_000))
    #expect(result.range?.to == nil)
  }

  @Test func `the last days end with the day of the newest event, in the statement's zone`() throws {
    #expect(try units("funnel a last 1d") == 24)
    #expect(try units("funnel a last 36h") == 36)
    // In Berlin the newest event, at 23:00 UTC, lies in 7 January: the last day began when that one did.
    #expect(try units("funnel a last 1d in 'Europe/Berlin'") == 1)
    #expect(try units("funnel a last 1d to 2026-01-06") == 24)
  }

  @Test func `every option is echoed with the value it had`() throws {
    let options = try Self.stored().answer("funnel a within 90m ties strictly-later").options
    func value(_ key: String) -> OptionValue? { options.first { $0.key == key }?.value }
    #expect(value("window") == .duration(5_400))
    #expect(value("ties") == .text("strictly-later"))
    #expect(value("order") == .text("ordered"))
    #expect(value("entry") == .text("best"))
    #expect(value("scope") == .text("entries"))
    #expect(value("attribution") == .null)
    #expect(
      options.map(\.key) == [
        "order", "window", "entry", "ties", "tolerance", "resolution", "repeats", "reuse", "scope", "holding",
        "exclusion_effect", "attribution", "preset",
      ])
    #expect(try Self.stored().answer("journeys").options.first { $0.key == "depth" }?.value == .integer(10))
  }

  @Test func `the statement is echoed in its canonical spelling`() throws {
    let result = try Self.stored().answer("FUNNEL a WITHIN 60s")
    #expect(result.statement == "funnel a within 1m")
    #expect(result.unit == "user")
    #expect(result.stats.eventsInSnapshot == 48)
    #expect(result.stats.units == 48)
  }

  @Test func `journeys say which unit they took`() throws {
    #expect(try Self.stored().answer("journeys").unit == "user")
    var event = NaiveEvent(user: "u", name: "a", time: 0)
    event.session = "s"
    let withSessions = try StoredLog(whole: [event])
    #expect(try withSessions.answer("journeys").unit == "session")
    #expect(try withSessions.answer("journeys per user").unit == "user")
    #expect(try withSessions.answer("funnel a").unit == "user")
  }

  @Test func `a store without events answers with nothing`() throws {
    let stored = try StoredLog(whole: [NaiveEvent(user: "u", name: "a", time: 0)])
    let result = try stored.answer("funnel a from 2026-01-01")
    guard case .funnel(let funnel) = result.body else { return }
    #expect(funnel.steps.map(\.units) == [0])
    #expect(funnel.steps[0].rateOfAll == nil)
    #expect(funnel.steps[0].intervalOfAll == nil)
    guard case .journeys(let journeys) = try stored.answer("journeys from 2026-01-01").body else { return }
    #expect(journeys == JourneysResult(paths: [], nodes: [], edges: [], totals: .init(paths: 0, units: 0)))
  }
}

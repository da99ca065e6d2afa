import EventModel
import QueryEngine
import QueryResults
import TestSupport
import Testing

struct ExperimentUnitTests {
  /// Accounts of two users each: one is exposed, the other buys.
  private func accounts(_ count: Int) -> ExperimentLog {
    var log = ExperimentLog()
    for account in 0..<count {
      let variant = account % 2 == 0 ? "A" : "B"
      log.add("reader \(account)", variant: variant, at: account % 7)
      if account % 3 == 0 { log.add("buyer \(account)", variant: variant, at: 8, purchases: [5]) }
    }
    log.events = log.events.map { event in
      var event = event
      let account = event.user.split(separator: " ").last.map(String.init) ?? ""
      event.values.append((column: .property("firm"), value: .string(account)))
      return event
    }
    return log
  }

  @Test func `what any user of an account does counts for the account`() throws {
    let stored = try accounts(60).store(parts: 5)
    let text = "experiment e exposure view variant variant goal sum(amount) of purchase per firm"
    let report = try stored.report(text)
    #expect(report.metrics[0].unit == "firm")
    #expect(report.metrics[0].arms.map(\.n) == [30, 30])
    #expect(
      report.metrics[0].arms.map(\.measure).map { measure in
        if case .mean(let sum, _, _) = measure { sum } else { -1 }
      } == [50, 50])
    #expect(report.population.first { $0.stage == .seen }?.total == 60)
    #expect(try stored.json(text, threads: 1) == stored.json(text, threads: 4))
  }

  @Test func `an account whose users saw different variants is a switcher`() throws {
    var log = accounts(60)
    for account in 0..<6 { log.add("late \(account)", variant: account % 2 == 0 ? "B" : "A", at: 9) }
    log.events = log.events.map { event in
      var event = event
      if event.user.hasPrefix("late") {
        event.values.append((column: .property("firm"), value: .string(String(event.user.dropFirst(5)))))
      }
      return event
    }
    let report = try log.store().report(
      "experiment e exposure view variant variant goal conversion of purchase per firm")
    #expect(report.health.first { $0.check == "multiple-variants" }?.status == .fail)
    #expect(report.verdict.name == .invalid)
  }

  /// Users with several sessions; `variant` says what a session sees.
  private func sessions(_ variant: (_ user: Int, _ session: Int) -> String) -> ExperimentLog {
    var log = ExperimentLog()
    for user in 0..<50 {
      for session in 0..<4 {
        log.add(
          "u\(user)", variant: variant(user, session), at: session * 2,
          purchases: (user + session) % 3 == 0 ? [1] : [])
      }
    }
    return log
  }

  static let perSession =
    "experiment e exposure view variant variant goal conversion of purchase per session gap 6h"

  @Test func `sessions that were assigned one by one are compared`() throws {
    var random = SeededRandom(seed: 5)
    let report = try sessions { _, _ in random.oneIn(2) ? "A" : "B" }.store().report(
      Self.perSession)
    #expect(report.metrics[0].unit == "session")
    #expect(report.metrics[0].arms.reduce(0) { $0 + $1.n } == 200)
    #expect(report.health.first { $0.check == "assigned-by-user" }?.status == .ok)
    #expect(report.verdict.name != .invalid)
  }

  @Test func `sessions of users that keep their variant are refused as units`() throws {
    let report = try sessions { user, _ in user % 2 == 0 ? "A" : "B" }.store().report(Self.perSession)
    let check = report.health.first { $0.check == "assigned-by-user" }
    #expect(check?.status == .fail)
    #expect(check?.detail == "100 of 100 pairs of units of one user saw the same variant")
    #expect(report.verdict.name == .invalid)
    #expect(report.caveats.contains { $0.code == "assigned-by-user" })
  }

  @Test func `users need no such check, and few pairs say nothing`() throws {
    let log = sessions { user, _ in user % 2 == 0 ? "A" : "B" }
    let perUser = try log.store().report(
      "experiment e exposure view variant variant goal conversion of purchase")
    #expect(!perUser.health.contains { $0.check == "assigned-by-user" })
    var few = ExperimentLog()
    for user in 0..<40 { few.add("u\(user)", variant: user % 2 == 0 ? "A" : "B", at: 0, purchases: [1]) }
    let report = try few.store().report(Self.perSession)
    #expect(report.health.first { $0.check == "assigned-by-user" }?.status == .notEnoughData)
  }

  @Test func `a segment of users is told of the user whose exposure counts`() throws {
    let stored = try accounts(60).store(parts: 5).defining("segment buyers = did purchase")
    let base =
      "experiment e exposure view variant variant goal conversion of purchase per firm by segment \"buyers\""
    // Every third account has a buyer; buyers are exposed late, and readers, who are exposed first, never buy.
    let first = try stored.report(base)
    let members = first.segments[0].segments.map { ($0.values, $0.controlUnits, $0.treatmentUnits) }
    #expect(members.map(\.0) == [["false"]])
    #expect(members.map { $0.1 + $0.2 } == [60])
    // Of buyers' exposures only, every account is that of a member.
    let buyers = try stored.report(
      base.replacing("exposure view", with: "exposure view[user matches 'buyer*']"))
    #expect(buyers.segments[0].segments.map(\.values) == [["true"]])
    #expect(buyers.segments[0].segments.map { $0.controlUnits + $0.treatmentUnits } == [20])
    #expect(buyers.health.contains { $0.check == "sample-ratio-by-segment" })
    #expect(buyers.caveats.contains { $0.code == "segments-after-exposure" })
    #expect(try stored.json(base, threads: 1) == stored.json(base, threads: 4))
  }

  @Test func `sessions fall into the segment of their user at that time`() throws {
    let stored = try sessions { user, session in (user + session) % 2 == 0 ? "A" : "B" }.store(parts: 3)
      .defining("segment buyers = did purchase as of event time")
    let report = try stored.report(
      Self.perSession.replacing("goal", with: "switchers first goal")
        + " by segment buyers")
    // Members are sessions of users who bought in an earlier one.
    var bought: [Int: Int] = [:]
    var expected = ["true": 0, "false": 0]
    for user in 0..<50 {
      for session in 0..<4 {
        expected[bought[user, default: 0] > 0 ? "true" : "false", default: 0] += 1
        if (user + session) % 3 == 0 { bought[user, default: 0] += 1 }
      }
    }
    let found = Dictionary(
      uniqueKeysWithValues: report.segments[0].segments.map {
        (($0.values.first ?? nil) ?? "?", $0.controlUnits + $0.treatmentUnits)
      })
    #expect(found == expected)
  }

  @Test func `the user of an event is known also where units are no users`() throws {
    let stored = try accounts(60).store(parts: 3)
    let report = try stored.report(
      "experiment e exposure view[user matches 'reader*'] variant variant goal distinct(user) of any per firm"
    )
    #expect(report.metrics[0].arms.map(\.n) == [30, 30])
    #expect(
      report.metrics[0].arms.map(\.measure).map { measure in
        if case .mean(let sum, _, _) = measure { sum } else { -1 }
      } == [40, 40])
  }
}

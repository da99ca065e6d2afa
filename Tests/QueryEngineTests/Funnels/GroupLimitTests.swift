import EventModel
import NaiveEvaluator
import QueryEngine
import QueryLanguage
import QueryResults
import Testing

/// Breakdowns with more groups than are listed, tallied or compared.
struct GroupLimitTests {
  /// User `un` views with value n ÷ 2 and, if n is even, buys; each value has two users, on a day of its own.
  private static let log = (0..<12).flatMap { number -> [NaiveEvent] in
    let start = 1_767_571_200_000_000 + Int64(number / 2) * 86_400_000_000
    return ["view", "buy"].prefix(number % 2 == 0 ? 2 : 1).enumerated().map { place, name in
      var event = NaiveEvent(user: "u\(number)", name: name, time: start + Int64(place) * 1_000_000)
      event.properties["p"] = .integer(Int64(number / 2))
      return event
    }
  }

  private func answer(
    _ text: String, _ change: (inout GroupLimits) -> Void
  ) throws -> (funnel: FunnelResult, warnings: [ResultWarning]) {
    var limits = GroupLimits()
    change(&limits)
    let stored = try StoredLog(whole: Self.log)
    let result = try stored.engine.limitingGroups(limits).run(try Parser.parseStatement(text))
    guard case .funnel(let funnel) = result.body else { throw QueryError.cancelled }
    return (funnel, result.warnings)
  }

  private func lines(_ funnel: FunnelResult) -> [String] {
    (funnel.groups ?? []).map { group in
      let value = group.group.values[0].value.map { NaiveText.of($0) } ?? "\(group.group.kind)"
      return "\(value) \(group.steps.map(\.units))"
    }
  }

  @Test(arguments: [
    "funnel view -> buy by p", "funnel view -> buy by p attribute all", "funnel view -> buy by p entry every",
    "funnel view -> buy by p holding p",
  ])
  func `what is not listed is one remainder, with a warning`(text: String) throws {
    for tallied in [1, 50_000] {
      let (funnel, warnings) = try answer(text) {
        ($0.listed, $0.tallied, $0.talliedPlainly) = (2, tallied, tallied)
      }
      #expect(lines(funnel) == ["0 [2, 1]", "1 [2, 1]", "other [8, 4]"])
      #expect(warnings.contains { $0.code == "groups-limited" && $0.message.contains("2 largest") })
    }
  }

  @Test func `a breakdown that fits is not said to be limited`() throws {
    let (funnel, warnings) = try answer("funnel view -> buy by p") { $0.listed = 6 }
    #expect(funnel.groups?.count == 6)
    #expect(!warnings.contains { $0.code == "groups-limited" })
    // What was asked for is no limit either.
    #expect(try answer("funnel view -> buy by p top 2") { _ in }.warnings == [])
  }

  @Test func `groups times buckets are limited, with 'top' too`() throws {
    let (funnel, warnings) = try answer("funnel view -> buy by p top 4 every day") { $0.cells = 17 }
    #expect(lines(funnel) == ["0 [2, 1]", "1 [2, 1]", "other [8, 4]"])
    #expect(funnel.groups?.allSatisfy { $0.buckets?.count == 6 } == true)
    #expect(warnings.contains { $0.code == "groups-limited" && $0.message.contains("2 largest") })
  }

  @Test func `more groups than can be compared are refused`() throws {
    #expect {
      try answer("funnel view -> buy by p") { ($0.tallied, $0.talliedPlainly, $0.compared) = (1, 1, 5) }
    } throws: { error in
      guard case QueryError.invalid(let problems) = error else { return false }
      return problems.map(\.code) == ["too-many-groups"]
    }
  }
}

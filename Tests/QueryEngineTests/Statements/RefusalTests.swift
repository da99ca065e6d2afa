import EventModel
import NaiveEvaluator
import QueryEngine
import QueryLanguage
import QueryResults
import Testing

/// Statements that the engine refuses, and what it says about harmless mistakes.
struct RefusalTests {
  private static func stored() throws -> StoredLog {
    var event = NaiveEvent(user: "u", name: "purchase", time: 0)
    event.properties["plan"] = .string("pro")
    return try StoredLog(whole: [event, NaiveEvent(user: "u", name: "view", time: 1)])
  }

  private func problems(_ text: String) throws -> [StatementProblem] {
    do {
      _ = try Self.stored().answer(text)
      return []
    } catch QueryError.invalid(let problems) {
      return problems
    }
  }

  @Test func `an unknown event is named with its place and its neighbours`() throws {
    let problem = try #require(try problems("funnel view -> purchse").first)
    #expect(problem.kind == .unknownEvent("purchse"))
    #expect(problem.suggestions == ["purchase"])
    #expect(problem.span.start.offset == 15)
  }

  @Test func `all problems of a statement come at once and in its order`() throws {
    let found = try problems("funnel vew -> view[plna = 1] where x = 1 by y in 'Nowhere'")
    #expect(
      found.map(\.code) == [
        "unknown-event", "unknown-property", "unknown-property", "unknown-property",
        "unknown-zone",
      ])
    #expect(found[1].suggestions == ["plan"])
  }

  @Test(arguments: [
    ("funnel view from 2026-01-02 to 2026-01-02", "empty-range"),
    ("funnel view from 2026-01-02 to 2026-01-01", "empty-range"),
    ("funnel view by plan attribute step 2", "step-number-out-of-bounds"),
    ("funnel view having plan = 'x' attribute step 2", "step-number-out-of-bounds"),
    ("funnel view by count of purchase between 1 and 1", "empty-range"),
    ("funnel view -> purchase by count of view between 1 and 3", "step-number-out-of-bounds"),
    ("funnel view -> purchase excluding view between 2 and 1", "empty-range"),
    ("funnel view -> purchase excluding view between 1 and 3", "step-number-out-of-bounds"),
    ("funnel view -> purchase excluding purchase[plna = 1]", "unknown-property"),
    ("funnel view -> purchase resolution 0s", "resolution-not-positive"),
    ("funnel view{60} -> purchase{9}", "too-many-steps"),
    ("funnel view holding plna", "unknown-property"),
    ("funnel view -[same plna]-> purchase", "unknown-property"),
    ("funnel view per plna", "unknown-property"),
    ("funnel view -> purchase every hour from 1900-01-01 to 2026-01-01", "too-many-buckets"),
    ("journeys from vew", "unknown-event"),
    ("journeys to vew", "unknown-event"),
    ("journeys node plna", "unknown-property"),
    ("experiment e exposure vew variant plan goal conversion of view", "unknown-event"),
    ("experiment e exposure view variant plan goal conversion of vew", "unknown-event"),
    ("experiment e exposure purchase variant plan goal conversion of view", "too-few-variants"),
    (
      "experiment e exposure purchase variant plan variants 'pro' goal conversion of view", "too-few-variants"
    ),
    (
      "experiment e exposure purchase variant plan variants 'pro', 'free' control 'x' goal conversion of view",
      "unknown-variant"
    ),
    ("describe event vew", "unknown-event"),
    ("correlate view -> purchase support 101%", "number-out-of-bounds"),
    ("funnel view among segment \"EU\"", "unknown-segment"),
    ("funnel view by segment \"EU\"", "unknown-segment"),
    (
      "experiment e exposure view variant plan goal conversion of view by segment \"EU\"", "unknown-segment"
    ),
    ("funnel view among stopped view", "period-without-start"),
    ("funnel view among stopped view to 2026-01-01", "period-without-start"),
    ("funnel view among did vew", "unknown-event"),
    ("funnel view among reached step 3 of view -> purchase", "step-number-out-of-bounds"),
    ("funnel view among (did view from 2026-01-02 to 2026-01-01)", "empty-range"),
    ("show properties of vew", "unknown-event"),
    ("funnel view per account", "no-account-property"),
    ("journeys per account", "no-account-property"),
    ("journeys per plna", "unknown-property"),
  ])
  func `what does not fit the data is refused by its code`(text: String, code: String) throws {
    #expect(try problems(text).map(\.code) == [code])
  }

  /// None of these may be answered as if the clause were not there.
  @Test(arguments: [
    "experiment e exposure view variant plan goal accounts of view",
    "experiment e exposure view variant plan goal conversion of view cap 5",
    "retention view -> purchase every day", "transitions", "show events last 3d",
  ])
  func `a part of the language that is not computed is refused, not ignored`(text: String) throws {
    let found = try problems(text)
    #expect(!found.isEmpty)
    #expect(found.allSatisfy { $0.code == "not-computed" }, "\(found.map(\.code))")
  }

  @Test(arguments: [
    ("funnel view? -> purchase?", Contradiction.everyStepOptional),
    ("funnel v: view? -> purchase[plan = v.plan]", .readsLeadingStep),
    ("funnel v: view? -> view -> purchase[plan = v.plan]", .readsLeadingStep),
    ("funnel view excluding purchase", .exclusionOfSingleStep),
    ("funnel view within 2 sessions per session", .sessionsOfOtherUnits),
    ("funnel view => purchase{2,}", .unboundedRepetition),
    ("funnel view -[not purchase{2}]-> view", .dressedExclusion),
    ("funnel view -> purchase order sets within 1d", .sets(with: "within")),
    ("funnel view -> purchase order sets entry first", .sets(with: "entry first")),
    ("funnel view -> purchase order sets excluding view", .sets(with: "excluding")),
    ("funnel view -> purchase order sets every day", .sets(with: "every")),
    ("funnel view -> purchase? order unordered", .arrowsWithoutOrder(.unordered)),
    ("funnel view -[within 1h]-> purchase order unordered", .arrowsWithoutOrder(.unordered)),
    ("funnel a: view -> purchase[plan = a.plan] order unordered", .relationsWithoutOrder(.unordered)),
    ("funnel view -> purchase order unordered tolerance 2s", .toleranceWithoutOrder(.unordered)),
    (
      "funnel view -> view -> purchase order unordered excluding view between 1 and 2",
      .innerExclusionWithoutOrder
    ),
    ("funnel view -> purchase excluding view entry every effect remove-unit", .removeUnitWithEvery),
    ("funnel a: view -> purchase excluding view[plan = a.plan]", .relativeExclusion),
    (
      "funnel a: view[plan = 'x'] -> b: view[plan = a.plan] => purchase repeats fold", .foldWithRelation
    ),
    ("funnel view -> purchase by count of view attribute all", .attributeAllOfAttempts),
    ("funnel view having plan = 'x' attribute all", .havingAttributeAll),
    (
      "funnel view -> purchase by plan attribute all compare plan 'a', 'b'", .compareAttributeAll
    ),
    ("funnel view week starts sunday", .weekStartWithoutTrend),
    ("funnel start -> view", .boundaryAsStep), ("journeys to end", .boundaryAsStep),
    ("journeys from view{2}", .dressedCut),
    ("correlate view -> purchase entry every", .correlateEvery),
    ("funnel view -> purchase compare plan 'a', 'b', 'a'", .sameSideTwice),
    ("journeys compare plan 'a', 'a'", .sameSideTwice),
    ("funnel view -> purchase by count of view{2}", .dressedEvent),
    ("funnel view -> purchase by count of first(view)", .dressedEvent),
    ("funnel a: view -> purchase by count of view[plan = a.plan]", .relativeEvent),
    ("funnel view among first did view{2} in last 3d", .dressedEvent),
    ("funnel view among stopped v: view in last 3d", .dressedEvent),
    ("funnel view among (did view -> purchase >= 2 times entry first)", .timesWithEntry),
    ("funnel view among (did view -> purchase >= 2 times order sets)", .sets(with: "times")),
    (
      "funnel view among (did view -> purchase >= 2 times excluding view effect remove-unit)",
      .removeUnitWithEvery
    ),
    (
      "funnel view compare from 2026-01-01 to 2026-01-02, from 2026-01-01 to 2026-01-02", .sameSideTwice
    ),
  ])
  func `what means nothing together is refused with its reason`(
    text: String, contradiction: Contradiction
  ) throws {
    let found = try problems(text)
    #expect(found.contains { $0.kind == .contradiction(contradiction) }, "\(found)")
    #expect(found.allSatisfy { $0.code == "contradiction" })
  }

  @Test(arguments: [
    ("funnel view -[after 7d, within 1d]-> purchase", 2, Unreachability.emptyGap),
    ("funnel view -[after 2d]-> view -[after 2d]-> purchase within 3d", 3, .gapsBeyondWindow),
    ("funnel view -> purchase within 0s ties strictly-later", 2, .instantWindow),
    ("funnel view -> view -> purchase within 1 events ties input-order", 3, .windowOfTooFewEvents),
    ("funnel any among did view -[after 2d, within 1d]-> purchase", 2, .emptyGap),
  ])
  func `a step that no events can reach is an error, not a silent nought`(
    text: String, step: Int, reason: Unreachability
  ) throws {
    #expect(try problems(text).map(\.kind) == [.neverMatches(step: step, reason)])
  }

  @Test(arguments: [
    "funnel view -> !(view|purchase)", "funnel view -> purchase hide purchase",
    "funnel view -> purchase[plan = 'pro' and plan = 'free']",
    "funnel view -> purchase[plan > 5 and plan < 3]",
    "funnel view -> purchase[plan is null and plan = 'pro']", "funnel view where plan = 'a' and plan = 'b'",
    "funnel view -> purchase -> view excluding purchase", "funnel view -> view -> view within 1 events",
  ])
  func `a step that only conditions keep from matching is a warning`(text: String) throws {
    #expect(try Self.stored().answer(text).warnings.map(\.code).contains("never-matches"))
  }

  @Test(arguments: [
    "funnel view -> purchase[plan = 'pro' or plan = 'free']",
    "funnel view -> purchase[plan > 3 and plan < 5]",
    "funnel view -> purchase[plan = 5 and plan = '5']", "funnel view -> purchase within 0s",
    "funnel view -[after 1d, within 1d]-> purchase within 1d", "funnel view -> purchase excluding purchase",
    "funnel view? -> purchase", "funnel view{0,} -> purchase", "funnel view -[within 1 sessions]-> purchase",
  ])
  func `what can match is not warned of`(text: String) throws {
    #expect(!(try Self.stored().answer(text).warnings.map(\.code).contains("never-matches")))
  }

  @Test(arguments: [
    "funnel !(vew|purchase)", "funnel view -[not vew]-> purchase", "funnel view hide vew",
    "funnel view only view, vew*",
    "journeys hide vew", "journeys from !vew", "journeys group 'vew*' as \"V\"",
  ])
  func `an unknown name that is ruled out or hidden is a warning`(text: String) throws {
    let warnings = try Self.stored().answer(text).warnings
    #expect(warnings.map(\.code) == ["unknown-event"])
    #expect(warnings[0].message.contains("vew"))
  }

  @Test(arguments: [
    "funnel !purchase", "funnel view hide purchase", "journeys only view", "journeys group 'v*' as V hide V",
  ])
  func `names that occur earn no warning`(text: String) throws {
    #expect(try Self.stored().answer(text).warnings == [])
  }

  @Test func `a running statement can be stopped`() throws {
    let stored = try Self.stored()
    #expect(throws: QueryError.cancelled) {
      try stored.engine.run(try Parser.parseStatement("funnel view"), isCancelled: { true })
    }
  }
}

import EventModel
import QueryResults

extension SampleResults {
  static let journeys = ResultBody.journeys(
    JourneysResult(
      paths: [
        JourneyPath(
          path: ["signup", "tour_started", "search", "product_page", "add_to_cart", "checkout", "purchase"],
          units: 3_100, paths: 3_412, share: 0.4265, convertedShare: 1, medianDuration: 1_284.5),
        JourneyPath(
          path: ["signup", "search", "purchase"], units: 1_870, paths: 2_004, share: 0.2505,
          convertedShare: 1,
          medianDuration: 340),
        JourneyPath(
          path: ["signup"], units: 1_500, paths: 1_500, share: 0.1875, convertedShare: 0, medianDuration: 0),
        JourneyPath(
          path: ["(other)"], units: 1_010, paths: 1_084, share: 0.1355, convertedShare: 0.041,
          medianDuration: 86_400),
      ],
      nodes: [
        JourneyNode(
          position: 1, event: "signup", paths: 8_000, units: 7_400, starts: 8_000, dropped: 1_500, arrived: 0,
          cut: 0),
        JourneyNode(
          position: 2, event: "tour_started", paths: 3_900, units: 3_500, starts: 0, dropped: 210, arrived: 0,
          cut: 0),
        JourneyNode(
          position: 2, event: "search", paths: 2_004, units: 1_870, starts: 0, dropped: 0, arrived: 0, cut: 0),
        JourneyNode(
          position: 2, event: "(other)", paths: 596, units: 560, starts: 0, dropped: 90, arrived: 0, cut: 506),
        JourneyNode(
          position: 3, event: "search", paths: 3_690, units: 3_400, starts: 0, dropped: 278, arrived: 0,
          cut: 3_412),
        JourneyNode(
          position: 3, event: "purchase", paths: 2_004, units: 1_870, starts: 0, dropped: 0, arrived: 2_004,
          cut: 0),
      ],
      edges: [
        JourneyEdge(
          position: 1, from: "signup", to: "tour_started", paths: 3_900, units: 3_500, share: 0.4875,
          medianTime: 14,
          meanTime: 61.5),
        JourneyEdge(
          position: 1, from: "signup", to: "search", paths: 2_004, units: 1_870, share: 0.2505,
          medianTime: 42.25,
          meanTime: 80),
        JourneyEdge(
          position: 1, from: "signup", to: "(other)", paths: 596, units: 560, share: 0.0745, medianTime: 900,
          meanTime: 1_200),
        JourneyEdge(
          position: 2, from: "tour_started", to: "search", paths: 3_690, units: 3_400, share: 0.9462,
          medianTime: 65,
          meanTime: 90),
        JourneyEdge(
          position: 2, from: "search", to: "purchase", paths: 2_004, units: 1_870, share: 1, medianTime: 298,
          meanTime: 402),
      ], totals: JourneyTotals(paths: 8_000, units: 7_400)))

  static let transitions = ResultBody.transitions(
    TransitionsResult(
      events: ["(start)", "view", "purchase", "(end)"],
      rows: [
        TransitionRow(
          from: "(start)", to: "view", count: 8_000, units: 7_400, share: 0.4, shareOut: 1, shareIn: 0.8,
          perPath: 1,
          medianTime: nil),
        TransitionRow(
          from: "view", to: "view", count: 2_000, units: 900, share: 0.1, shareOut: 0.2, shareIn: 0.2,
          perPath: 0.25,
          medianTime: 12.5),
        TransitionRow(
          from: "view", to: "purchase", count: 1_290, units: 1_290, share: 0.0645, shareOut: 0.129,
          shareIn: 1,
          perPath: 0.161_25, medianTime: 3_605),
      ]))

  static let stepMatrix = ResultBody.steps(
    StepMatrixResult(
      columns: [-2, -1, 0, 1, 2],
      rows: [
        StepMatrixRow(event: "(start)", shares: [0.62, 0.18, 0, 0, 0]),
        StepMatrixRow(event: "view", shares: [0.38, 0.6994, 0, 0.312, 0.11]),
        StepMatrixRow(event: "add_to_cart", shares: [0, 0.1206, 0, 0.05, 0.0004]),
        StepMatrixRow(event: "purchase", shares: [0, 0, 1, 0.01, 0.02]),
        StepMatrixRow(event: "(end)", shares: [0, 0, 0, 0.628, 0.8696]),
      ], units: 1_290))

  static let match = ResultBody.match(
    MatchResult(
      units: 2, occurrences: 3,
      matches: [
        MatchOccurrence(
          unit: .string("u1"), positions: [1, 3, 4], events: ["view", "purchase", "purchase"],
          times: [time("2026-01-05T13:00:00Z"), time("2026-01-05T13:04:00Z"), time("2026-01-06T10:00:00Z")]),
        MatchOccurrence(
          unit: .string("u1"), positions: [9, 10, 11], events: ["view", "purchase", "purchase"],
          times: [time("2026-01-07T13:00:00Z"), time("2026-01-07T13:04:00Z"), time("2026-01-07T13:05:30Z")]),
        MatchOccurrence(
          unit: .string("u2"), positions: [2], events: ["purchase"], times: [time("2026-01-09T00:00:00.125Z")]
        ),
      ]))

  static let attribution = ResultBody.attribution(
    AttributionResult(
      model: "markov", conversions: 1_290, amount: 51_600.5,
      credit: [
        AttributionCredit(value: .string("search"), credit: 620.25, share: 0.480_813),
        AttributionCredit(value: .string("newsletter"), credit: 401.5, share: 0.311_24),
        AttributionCredit(value: nil, credit: 268.25, share: 0.207_945),
        AttributionCredit(value: .string("display"), credit: 0, share: 0),
      ]))
}

import DatasetGenerator
import Testing

struct RecipeErrorTests {
  private func place(_ line: Int, _ column: Int) -> RecipeError.Place {
    RecipeError.Place(file: "r.yml", line: line, column: column)
  }

  private func error(_ yaml: String) -> RecipeError? {
    do {
      _ = try Recipe.load(yaml: yaml, name: "r.yml")
      return nil
    } catch {
      return error
    }
  }

  private static let clickstream = """
    kind: clickstream
    first_day: 2026-01-01
    days_of_starts: 60
    users:
      events: {mean: 50, sigma: 1.0}
      properties:
        platform: {values: {web: 1, ios: 2}}
    events: {prefix: e, count: 10, zipf: 1.1}
    gaps: {within_burst: {mean: 15s}, between_bursts: {mean: 2d}, long_share: 0.08}
    """

  private static let shop = """
    kind: shop
    first_day: 2026-01-01
    days_of_starts: 60
    users: {sessions: {mean: 3}, between_sessions: {mean: 1d}, properties: {plan: {values: {a: 1}}}}
    properties:
      item: {kind: label, prefix: i, count: 5}
      price: {kind: price, of: item, median: 10, sigma: 1}
    default_wait: {mean: 10s}
    entry: {home: 1}
    states:
      home: {next: {buy: 1, end: 1}}
      buy: {draws: [item], shows: [price], next: {end: 1}}
    segments:
      - {when: {plan: a}, effects: [{from: home, to: buy, factor: 2}]}
    experiment:
      name: t
      on_first_visit_of: buy
      variants: {A: {share: 1}, B: {share: 1, effects: [{from: buy, to: end, factor: 2}]}}
    """

  @Test func `the recipes that are spoilt below are good to begin with`() {
    #expect(error(RecipeErrorTests.clickstream) == nil)
    #expect(error(RecipeErrorTests.shop) == nil)
  }

  @Test func `what is wrong with a clickstream is told with its place`() {
    let cases: [(String, String, RecipeError)] = [
      (
        "kind: clickstream", "kind: stream",
        .unknownName(place(1, 7), subject: .recipeKind, name: "stream", known: ["clickstream", "shop"])
      ),
      ("kind: clickstream\n", "", .missingKey(place(1, 1), key: "kind")),
      (
        "days_of_starts: 60", "days: 60",
        .unknownKey(
          place(3, 1), key: "days",
          allowed: ["kind", "description", "first_day", "days_of_starts", "users", "events", "gaps"])
      ),
      ("days_of_starts: 60\n", "", .missingKey(place(1, 1), key: "days_of_starts")),
      (
        "days_of_starts: 60", "days_of_starts: many",
        .wrongType(place(3, 17), key: "days_of_starts", expected: .integer, found: "many")
      ),
      (
        "days_of_starts: 60", "days_of_starts: [60]",
        .wrongType(place(3, 17), key: "days_of_starts", expected: .integer, found: "list")
      ),
      (
        "days_of_starts: 60", "days_of_starts: 0",
        .outOfBounds(place(3, 17), key: "days_of_starts", value: "0", least: "1", most: "36500")
      ),
      (
        "2026-01-01", "2026-02-30",
        .wrongType(place(2, 12), key: "first_day", expected: .date, found: "2026-02-30")
      ),
      (
        "2026-01-01", "9999-01-01",
        .outOfBounds(
          place(2, 12), key: "first_day", value: "9999-01-01", least: "0001-01-01", most: "9800-12-31")
      ),
      (
        "mean: 50", "mean: 0.5",
        .outOfBounds(place(5, 18), key: "mean", value: "0.5", least: "1.0", most: "1000000.0")
      ),
      ("mean: 50", "mean: .nan", .wrongType(place(5, 18), key: "mean", expected: .number, found: ".nan")),
      ("{web: 1, ios: 2}", "{web: 0, ios: 0}", .noWeight(place(7, 24), key: "values")),
      (
        "{web: 1, ios: 2}", "{web: 1, ios: -2}",
        .outOfBounds(place(7, 38), key: "ios", value: "-2", least: "0.0", most: "1000000000.0")
      ),
      ("{web: 1, ios: 2}", "[]", .noWeight(place(7, 24), key: "values")),
      ("{web: 1, ios: 2}", "[web, ios, web]", .repeatedName(place(7, 35), name: "web")),
      ("{web: 1, ios: 2}", "{web: 1, web: 2}", .repeatedKey(place(7, 25), key: "web")),
      (
        "{web: 1, ios: 2}", "three",
        .wrongType(place(7, 24), key: "values", expected: .mapping, found: "three")
      ),
      ("platform: ", "timestamp: ", .repeatedName(place(5, 3), name: "timestamp")),
      ("mean: 15s", "mean: 15", .wrongType(place(9, 29), key: "mean", expected: .duration, found: "15")),
      (
        "mean: 15s", "mean: 0s",
        .outOfBounds(place(9, 29), key: "mean", value: "0s", least: "1ms", most: "3650d")
      ),
      ("mean: 15s", "median: 15s", .missingKey(place(9, 22), key: "sigma")),
      (
        "long_share: 0.08", "long_share: 1.5",
        .outOfBounds(place(9, 75), key: "long_share", value: "1.5", least: "0.0", most: "1.0")
      ),
    ]
    for (good, bad, expected) in cases {
      #expect(RecipeErrorTests.clickstream.contains(good))
      #expect(error(RecipeErrorTests.clickstream.replacingFirst(good, with: bad)) == expected)
    }
  }

  @Test func `what is wrong with a shop is told with its place`() {
    let cases: [(String, String, RecipeError)] = [
      (
        "entry: {home: 1}", "entry: {hall: 1}",
        .unknownName(place(9, 9), subject: .state, name: "hall", known: ["home", "buy"])
      ),
      (
        "next: {buy: 1", "next: {bye: 1",
        .unknownName(place(11, 17), subject: .state, name: "bye", known: ["home", "buy"])
      ),
      (
        "draws: [item]", "draws: [thing]",
        .unknownName(place(12, 17), subject: .property, name: "thing", known: ["item", "price"])
      ),
      (
        "draws: [item]", "draws: [price]",
        .unfitProperty(place(12, 8), name: "price", expected: "choice, label or integer")
      ),
      ("shows: [price]", "shows: [price, price]", .repeatedName(place(12, 39), name: "price")),
      (
        "kind: price, of: item", "kind: price, of: price",
        .unfitProperty(place(7, 10), name: "price", expected: "label")
      ),
      (
        "kind: label,", "kind: text,",
        .unknownName(
          place(6, 16), subject: .propertyKind, name: "text",
          known: ["choice", "integer", "label", "price", "total"])
      ),
      ("{kind: label, ", "{", .missingKey(place(6, 9), key: "kind")),
      (
        "  item: {kind", "  plan: {kind",
        .unknownName(place(7, 28), subject: .property, name: "item", known: ["plan", "price"])
      ),
      ("next: {end: 1}", "next: {buy: 1, end: 0}", .endless(place(12, 3), state: "buy")),
      ("next: {end: 1}", "next: {end: 0}", .noWeight(place(12, 46), key: "next")),
      ("next: {buy: 1, end: 1}", "next: {buy: 0, end: 1}", .unreachable(place(12, 3), state: "buy")),
      (
        "when: {plan: a}", "when: {plan: b}",
        .unknownName(place(14, 19), subject: .value, name: "b", known: ["a"])
      ),
      (
        "when: {plan: a}", "when: {size: a}",
        .unknownName(place(14, 13), subject: .userProperty, name: "size", known: ["plan"])
      ),
      (
        "from: home, to: buy", "from: home, to: home",
        .unknownName(place(14, 50), subject: .transition, name: "home", known: ["buy", "end"])
      ),
      (
        "factor: 2}]}\nexperiment", "factor: 0}]}\nexperiment",
        .outOfBounds(place(14, 63), key: "factor", value: "0", least: "0.001", most: "1000.0")
      ),
      (
        "on_first_visit_of: buy", "on_first_visit_of: cart",
        .unknownName(place(17, 22), subject: .state, name: "cart", known: ["home", "buy"])
      ),
      (
        "{A: {share: 1}, B: {share: 1, ", "{A: {share: 0}, B: {share: 0, ",
        .noWeight(place(18, 13), key: "variants")
      ),
      (
        "  item: {kind", "  variant: {kind: integer, least: 1, most: 2}\n  item: {kind",
        .repeatedName(place(6, 3), name: "variant")
      ),
      ("  home: {next", "  end: {next", .repeatedName(place(11, 3), name: "end")),
    ]
    for (good, bad, expected) in cases {
      #expect(RecipeErrorTests.shop.contains(good), "\(good)")
      #expect(error(RecipeErrorTests.shop.replacingFirst(good, with: bad)) == expected)
    }
  }

  @Test func `what is no YAML is told with its place`() {
    guard case .syntax(let place, let problem) = error("kind: shop\nusers: {a: 1\nentry: [") else {
      Issue.record("no syntax error")
      return
    }
    #expect(place.line >= 2 && place.file == "r.yml")
    #expect(!problem.isEmpty)
    #expect(error("") == .empty(self.place(1, 1)))
    #expect(error("# nothing\n") == .empty(self.place(1, 1)))
    #expect(error("- kind: shop") == .wrongType(self.place(1, 1), key: "", expected: .mapping, found: "list"))
    let long = "kind: shop\n" + String(repeating: "#", count: 300_000)
    #expect(error(long) == .tooLong(self.place(1, 1), bytes: 300_011, limit: 262_144))
  }

  @Test func `a recipe cut anywhere is refused or read, never a trap`() {
    for recipe in [RecipeErrorTests.clickstream, RecipeErrorTests.shop] {
      var refused = 0
      let lines = recipe.split(separator: "\n", omittingEmptySubsequences: false)
      for count in 0..<lines.count {
        if error(lines[..<count].joined(separator: "\n")) != nil { refused += 1 }
      }
      #expect(refused >= lines.count - 6)
    }
  }

  @Test func `the columns are told before anything is written`() throws {
    #expect(
      try Recipe.load(yaml: RecipeErrorTests.shop, name: "r.yml").columns == [
        "user_id", "event", "timestamp", "session_id", "plan", "item", "price", "name", "variant",
      ])
  }
}

extension String {
  fileprivate func replacingFirst(_ old: String, with new: String) -> String {
    guard let range = ranges(of: old).first else { return self }
    return replacingCharacters(in: range, by: new)
  }

  private func replacingCharacters(in range: Range<String.Index>, by new: String) -> String {
    String(self[..<range.lowerBound]) + new + String(self[range.upperBound...])
  }
}

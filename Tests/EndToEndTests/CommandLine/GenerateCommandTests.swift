import Foundation
import Testing

/// `sojourn generate`.
@Suite struct GenerateCommandTests {
  static let recipe = """
    kind: clickstream
    description: a small one
    first_day: 2026-01-01
    days_of_starts: 5
    users:
      prefix: u
      events: {mean: 20, sigma: 0.5, least: 1, most: 100}
      properties:
        platform:
          values: {web: 2, ios: 1}
    events:
      prefix: event_
      count: 8
      zipf: 1.0
    gaps:
      within_burst: {mean: 15s}
      between_bursts: {mean: 2d}
      long_share: 0.1

    """

  @Test func `recipe, number and seed decide every byte`() throws {
    let directory = try TemporaryDirectory()
    try directory.write(Self.recipe, to: "recipe.yml")
    func generate(_ seed: String, _ name: String) throws -> String {
      let outcome = try directory.sojourn(
        "generate", "recipe.yml", "--events", "1_000", "--seed", seed, "-o", name)
      #expect(outcome.exit == 0)
      #expect(outcome.error.hasPrefix("wrote 1,000 events to \(name): "))
      return try directory.text(of: name)
    }
    let first = try generate("1", "a.jsonl")
    #expect(first.split(separator: "\n").count == 1_000)
    #expect(try generate("1", "b.jsonl") == first)
    #expect(try generate("2", "c.jsonl") != first)
    let printed = try directory.sojourn(
      "generate", "recipe.yml", "--events", "1000", "--seed", "1", "-o", "-")
    #expect(printed.output == first)
    #expect(printed.error == "")
  }

  @Test func `a file that is there is replaced only when told to`() throws {
    let directory = try TemporaryDirectory()
    try directory.write(Self.recipe, to: "recipe.yml")
    try directory.write("mine\n", to: "log.csv")
    let refused = try directory.sojourn(
      "generate", "recipe.yml", "--events", "10", "--seed", "1", "-o", "log.csv")
    #expect(refused.exit == 2)
    #expect(refused.error.hasPrefix("error: 'log.csv' exists already\nhint: "))
    #expect(try directory.text(of: "log.csv") == "mine\n")
    let forced = try directory.sojourn(
      "generate", "recipe.yml", "--events", "10", "--seed", "1", "-o", "log.csv", "--force")
    #expect(forced.exit == 0)
    #expect(try directory.text(of: "log.csv").hasPrefix("user_id,event,timestamp,platform\n"))
  }

  @Test func `a wrong recipe is said with file, line and column`() throws {
    let directory = try TemporaryDirectory()
    try directory.write(Self.recipe.replacingOccurrences(of: "zipf: 1.0", with: "zpf: 1.0"), to: "recipe.yml")
    let outcome = try directory.sojourn(
      "generate", "recipe.yml", "--events", "10", "--seed", "1", "-o", "log.csv")
    #expect(outcome.exit == 2)
    #expect(outcome.error.hasPrefix("error: the key 'zpf' means nothing here\n  at recipe.yml:14:3\n"))
    #expect(outcome.error.contains("hint: did you mean 'zipf'?"))
    #expect(!directory.exists("log.csv"))
  }

  @Test(arguments: [
    ("many", "log.csv", "'many' is no value for --events"), ("10", "log.txt", "names no format"),
  ])
  func `a wrong number or ending is said`(events: String, path: String, sentence: String) throws {
    let directory = try TemporaryDirectory()
    try directory.write(Self.recipe, to: "recipe.yml")
    let outcome = try directory.sojourn(
      "generate", "recipe.yml", "--events", events, "--seed", "1", "-o", path)
    #expect(outcome.exit == 2)
    #expect(outcome.error.contains(sentence))
  }
}

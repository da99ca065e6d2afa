import Foundation
import Testing

struct ExperimentSchemaTests {
  private func problems(_ json: String) throws -> [String] { try SchemaCheck.problems(ofExperiment: json) }

  @Test(arguments: ["fixed", "sequential", "bayesian", "bootstrap"], ["sides 1", "sides 2"])
  func `a full report fits the schema that is shipped`(method: String, sides: String) throws {
    let stored = try ExperimentLog.made(
      seed: 40, units: 400, variants: ["A", "B", "C"], lifts: [0, 0.2, 0.4]
    ).store()
    let text = "\(ExperimentReportTests.everything) method \(method) \(sides)"
    #expect(try problems(stored.json(text)) == [])
  }

  @Test func `a report without results fits it too`() throws {
    var log = ExperimentLog()
    for unit in 0..<4 { log.add("u\(unit)", variant: unit % 2 == 0 ? "A" : "B", at: 0) }
    let text = "experiment e exposure view variant variant \(ExperimentBadInputTests.goals)"
    log.add("other", variant: "A", at: 0, purchases: [1])
    #expect(try problems(log.store().json(text)) == [])
  }

  @Test func `the schema is not satisfied by anything`() throws {
    #expect(try !problems(#"{"result":{"schema_version":1}}"#).isEmpty)
    let stored = try ExperimentLog.made(seed: 41, units: 100).store()
    let json = try stored.json("experiment e exposure view variant variant goal conversion of purchase")
    let broken = json.replacingOccurrences(of: #""agrees""#, with: #""agree""#)
      .replacingOccurrences(of: #""n":"#, with: #""n":-"#)
    #expect(try !problems(broken).isEmpty)
  }
}

extension SchemaCheck {
  private static let experiment = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
    .appendingPathComponent("docs/schema/experiment.schema.json")

  /// What the JSON of an experiment has that the shipped schema does not allow.
  static func problems(ofExperiment json: String) throws -> [String] {
    let whole = try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any]
    var check = try SchemaCheck(schema: Data(contentsOf: experiment))
    check.check(try #require(whole?["result"]))
    return check.problems
  }
}

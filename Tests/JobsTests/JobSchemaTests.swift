import Foundation
import TestSupport
import Testing

@testable import Jobs

@Suite struct JobSchemaTests {
  private static let path = TestFiles.ancestor(of: #filePath, steps: 3) + "/docs/schema/job.schema.json"

  /// `SOJOURN_RECORD_GOLDEN=1` writes the file anew.
  @Test func `the schema that is shipped is the one that files are checked against`() throws {
    if ProcessInfo.processInfo.environment["SOJOURN_RECORD_GOLDEN"] == "1" {
      try Data(JobSchema.text.utf8).write(to: URL(fileURLWithPath: Self.path))
      return
    }
    #expect(TestFiles.text(of: Self.path) == JobSchema.text)
  }

  @Test func `the job that the documentation shows is one`() throws {
    let page = try #require(
      TestFiles.text(of: TestFiles.ancestor(of: #filePath, steps: 3) + "/docs/jobs.md"))
    let start = try #require(page.range(of: "```yaml\n")?.upperBound)
    let end = try #require(page[start...].range(of: "```")?.lowerBound)
    let job = try Job(yaml: String(page[start..<end]), file: "nightly.yml")
    let plan = try JobPlan(job, settings: [:], now: JobFileTests.now)
    #expect(plan.statements.count == 2)
    #expect(plan.ingests.map(\.kind) == [.csv, .jsonLines, .heapConnect])
  }

  @Test func `it is JSON, and every mapping in it is closed`() throws {
    let value = try JSONSerialization.jsonObject(with: Data(JobSchema.text.utf8))
    let root = try #require(value as? [String: Any])
    #expect(root["$schema"] as? String == "https://json-schema.org/draft/2020-12/schema")
    #expect(root["additionalProperties"] as? Bool == false)
    #expect((root["required"] as? [String]) == ["job"])
    let properties = try #require(root["properties"] as? [String: Any])
    #expect(Set(properties.keys).isSuperset(of: ["ingest", "statements", "expect", "parameters"]))
  }
}

import DatasetGenerator
import Foundation
import HeapSandbox
import TestSupport
import Testing

/// Jobs that read an export API, played by the sandbox.
@Suite struct HeapAPIJobTests {
  @Test func `a job reads an export API, and reads nothing twice`() async throws {
    let root = TestFiles.ancestor(of: #filePath, steps: 4)
    let recipe = try Recipe.load(
      yaml: try #require(TestFiles.text(of: root + "/datasets/shop.yml")), name: "shop")
    let sandbox = try HeapSandbox(.recipe(recipe, events: 400, seed: 7), options: SandboxOptions())
    try await sandbox.start()
    let directory = try TemporaryDirectory()
    try directory.write(
      try #require(TestFiles.text(of: root + "/datasets/heap-sandbox.profile.yml")), to: "profile.yml")
    try directory.write(
      """
      job: nightly
      store: shop
      parameters: {address: {}}
      ingest:
        - heap-api: profile.yml
          base_url: ${address}
          since: 2026-01-01
          until: 2026-06-01
          object: [events, users]
      statements:
        - {name: all, ask: funnel any, expect: "all.steps[1].units > 0"}
      """, to: "job.yml")
    let environment = [
      "SOJOURN_CLIENT_ID": sandbox.credentials.clientID,
      "SOJOURN_CLIENT_SECRET": sandbox.credentials.clientSecret,
    ]
    let address = "address=\(sandbox.address ?? "")"
    let without = try directory.sojourn("run", "job.yml", "--set", address)
    #expect(without.exit == 2, "\(without.error)")
    #expect(without.error.contains("SOJOURN_CLIENT_ID") && without.error.contains("at job.yml:5:5"))
    #expect(!directory.exists("shop") && !directory.exists("job.log.jsonl"))
    let run = try directory.sojourn("run", "job.yml", "--set", address, environment: environment)
    #expect(run.exit == 0, "\(run.error)")
    #expect(run.error.contains("ingest 1: profile.yml: snapshot "))
    let again = try directory.sojourn("run", "job.yml", "--set", address, environment: environment)
    #expect(again.exit == 0, "\(again.error)")
    let secret = sandbox.credentials.clientSecret
    for text in [run.error, run.output, try directory.text(of: "job.log.jsonl")] {
      #expect(!text.contains(secret))
    }
    await sandbox.stop()
    let late = try directory.sojourn("run", "job.yml", "--set", address + "0", environment: environment)
    #expect(late.exit != 0)
  }
}

import Foundation
import SegmentStore
import TestSupport
import Testing

/// `sojourn ingest heap-api` and `sojourn verify heap` as processes, against `heap-sandbox` as a process.
@Suite(.serialized) struct HeapAPICommandTests {
  private static func contents(_ directory: TemporaryDirectory, _ store: String) throws -> StoreContents {
    try StoreContents(of: try Store(opening: directory.path(store)), source: "heap-sandbox")
  }

  @Test func `a load says what it did, and its funnels agree with the source's`() throws {
    let sandbox = try SandboxProcess(events: 1500)
    let directory = try TemporaryDirectory()
    let plan = try sandbox.load(into: "shop", in: directory, ["--dry-run"]).outcome()
    #expect(plan.exit == 0, "\(plan.error)")
    #expect(plan.output.contains("events: 2026-01-01T00:00:00Z to 2026-06-01T00:00:00Z"))
    #expect(!directory.names(in: ".").contains("shop"))

    let load = try sandbox.load(into: "shop", in: directory, ["--verbose"]).outcome()
    #expect(load.exit == 0, "\(load.error)")
    #expect(load.output.contains("settled until 2026-05-29T00:00:00Z"))
    #expect(load.output.contains(/segments: \d+ with [\d,]+ members, read until 2026-06-01T00:00:00Z/))
    #expect(load.output.contains(/funnels: \d+, read until/))
    #expect(load.output.contains(/analytics: [\d,]+ rows, read until/))
    #expect(load.error.contains("> GET \(sandbox.address)/sandbox/v1/events"))
    #expect(!(load.output + load.error).contains(sandbox.secret))
    #expect(!load.error.contains("Bearer"))

    let verified = try directory.sojourn("verify", "heap", "--store", "shop")
    #expect(verified.exit == 0, "\(verified.output)\(verified.error)")
    #expect(verified.output.contains("funnels agree"))
    let json = try directory.sojourn("verify", "heap", "--store", "shop", "--format", "json").objects()
    let funnels = try #require(json.first?["funnels"] as? [[String: Any]])
    #expect(!funnels.isEmpty)
    #expect(funnels.allSatisfy { $0["source_counts"] as? [Int] == $0["counts"] as? [Int] })

    let buyers = try directory.sojourn(
      "query", "funnel product_view -> purchase among segment \"Buyers\"", "--store", "shop", "--format",
      "json")
    #expect(buyers.exit == 0, "\(buyers.error)")
    let again = try sandbox.load(into: "shop", in: directory).outcome()
    #expect(again.exit == 0, "\(again.error)")
  }

  @Test func `an event that is missing makes a funnel differ, and the reasons are told`() throws {
    let sandbox = try SandboxProcess(events: 800)
    let directory = try TemporaryDirectory()
    let load = try sandbox.load(
      into: "shop", in: directory, ["--object", "events", "--object", "funnels", "--until", "2026-02-01"]
    )
    .outcome()
    #expect(load.exit == 0, "\(load.error)")
    let verified = try directory.sojourn("verify", "heap", "--store", "shop")
    #expect(verified.exit == 1)
    #expect(verified.output.contains("differs"))
    #expect(verified.output.contains("events are stored until 2026-02-01T00:00:00Z only"))
  }

  @Test func `a load killed at random moments ends with the same store`() throws {
    let sandbox = try SandboxProcess(events: 3000, ["--faults", "slow=0.5,cut=0.1", "--slow-pause", "2ms"])
    let directory = try TemporaryDirectory()
    let small = ["--commit-size", "60KB"]
    let start = Date()
    #expect(try sandbox.load(into: "whole", in: directory, small).outcome().exit == 0)
    let duration = Date().timeIntervalSince(start)
    let whole = try Self.contents(directory, "whole")
    #expect(whole.events.count == 3000)
    let seed = UInt64.random(in: 0...UInt64(UInt32.max))
    var random = SeededRandom(seed: seed)
    var killed = 0
    for round in 0..<4 {
      let store = "killed\(round)"
      for _ in 0..<4 {
        let run = try sandbox.load(into: store, in: directory, small)
        usleep(UInt32(Double.random(in: 0.1...0.9, using: &random) * duration * 1e6))
        Foundation.kill(run.process.processIdentifier, SIGKILL)
        if try run.outcome().exit == -SIGKILL { killed += 1 }
      }
      let last = try sandbox.load(into: store, in: directory, small).outcome()
      #expect(last.exit == 0, "seed \(seed): \(last.error)")
      let differences = try Self.contents(directory, store).differences(from: whole)
      #expect(differences.isEmpty, "seed \(seed): \(differences)")
      let report = try StoreVerification(try Store(opening: directory.path(store)), threads: 1).run()
      #expect(report?.problems == [] && report?.unusedFiles == [], "seed \(seed)")
    }
    #expect(killed >= 4, "seed \(seed): only \(killed) were killed")
  }

  @Test func `Ctrl-C ends a load that waits`() throws {
    let sandbox = try SandboxProcess(events: 500, ["--faults", "slow=1", "--slow-pause", "5s"])
    let directory = try TemporaryDirectory()
    let run = try sandbox.load(into: "shop", in: directory, ["--verbose"])
    #expect(
      directory.waits {
        directory.names(in: ".").filter { $0.hasSuffix(".err") }.contains {
          (try? directory.text(of: $0))?.contains("> POST") ?? false
        }
      })
    run.process.interrupt()
    let outcome = try run.outcome()
    #expect(outcome.exit == 130)
    #expect(outcome.error.contains("cancelled"))
  }

  @Test func `Ctrl-C amid commits keeps them, says so, and the next load goes on behind them`() throws {
    let sandbox = try SandboxProcess(events: 4000, ["--faults", "slow=0.8", "--slow-pause", "10ms"])
    let directory = try TemporaryDirectory()
    let small = ["--commit-size", "30KB"]
    let run = try sandbox.load(into: "shop", in: directory, small)
    #expect(directory.waits { directory.names(in: "shop/snapshots").contains("00000002.json") })
    run.process.interrupt()
    let outcome = try run.outcome()
    #expect(outcome.exit == 130)
    #expect(outcome.error.contains("what was committed before stays"), "\(outcome.error)")
    let report = try StoreVerification(try Store(opening: directory.path("shop")), threads: 1).run()
    #expect(report?.problems == [] && report?.unusedFiles == [])
    #expect(try sandbox.load(into: "shop", in: directory, small).outcome().exit == 0)
    #expect(try sandbox.load(into: "whole", in: directory).outcome().exit == 0)
    let whole = try Self.contents(directory, "whole")
    #expect(try Self.contents(directory, "shop").differences(from: whole).isEmpty)
  }

  @Test func `a first load that fails leaves no store behind`() throws {
    let sandbox = try SandboxProcess(events: 300, ["--faults", "wrong-content-type=0.9999"])
    let directory = try TemporaryDirectory()
    let profile = try String(
      contentsOfFile: SandboxProcess.root + "/datasets/heap-sandbox.profile.yml", encoding: .utf8)
    try directory.write(profile.replacing("connections: 4", with: "attempts: 1"), to: "impatient.yml")
    let outcome = try CommandLineRun(
      [
        "ingest", "heap-api", "--profile", "impatient.yml", "--base-url", sandbox.address, "--store", "shop",
        "--since", "2026-01-01",
      ], in: directory, environment: sandbox.environment
    ).outcome()
    #expect(outcome.exit == 1)
    #expect(!directory.names(in: ".").contains("shop"))
  }

  @Test func `what is wrong with a request is told with a remedy`() throws {
    let directory = try TemporaryDirectory()
    let profile = SandboxProcess.root + "/datasets/heap-sandbox.profile.yml"
    func run(_ arguments: [String], _ environment: [String: String] = [:]) throws -> CommandLineRun.Outcome {
      try CommandLineRun(
        ["ingest", "heap-api", "--store", "shop", "--since", "2026-01-01"] + arguments, in: directory,
        environment: environment
      ).outcome()
    }
    let missing = try run(["--profile", profile])
    #expect(missing.exit == 2 && missing.error.contains("SOJOURN_CLIENT_SECRET"))
    try directory.write("client_id = a\nclient_secret = b\n", to: "secrets")
    let open = try run(["--profile", profile, "--credentials", "secrets"])
    #expect(open.exit == 2 && open.error.contains("chmod 600 'secrets'"))
    try directory.write("name: x\nbase_url: nowhere\nobjects: {}\n", to: "bad.yml")
    let bad = try run(["--profile", "bad.yml"])
    #expect(bad.exit == 2 && bad.error.contains("bad.yml:2:11"))
    let impatient = try String(contentsOfFile: profile, encoding: .utf8).replacing(
      "connections: 4", with: "attempts: 1")
    try directory.write(impatient, to: "impatient.yml")
    let nobody = try run(
      ["--profile", "impatient.yml", "--base-url", "http://127.0.0.1:1"],
      ["SOJOURN_CLIENT_ID": "a", "SOJOURN_CLIENT_SECRET": "hidden"])
    #expect(nobody.exit == 1 && nobody.error.contains("cannot connect to http://127.0.0.1:1/"))
    #expect(!nobody.error.contains("hidden"))
    #expect(!directory.names(in: ".").contains("shop"))
    let figures = try directory.sojourn("verify", "heap", "--store", "shop")
    #expect(figures.exit == 2)
  }
}

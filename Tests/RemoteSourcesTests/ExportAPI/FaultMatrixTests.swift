import EventModel
import HTTPTransport
import HeapSandbox
import RemoteSources
import SegmentStore
import TestSupport
import Testing

/// Whatever a server does wrong by seed, the store must say what an undisturbed run makes it say.
@Suite(.serialized) struct FaultMatrixTests {
  /// Every kind of fault alone, and all together.
  private static let kinds: [String] = [
    "drop=0.3", "cut=0.3", "500=0.3", "502=0.3", "503=0.3", "429=0.3", "timeout=0.3", "partial=0.3",
    "slow=0.2",
    "duplicate-pages=0.4", "stuck-cursors=0.4", "reordered-pages=0.5", "expired-cursors=0.3", "malformed=0.3",
    "wrong-content-type=0.3", "huge=0.2", "token-expiry=0.1", "all=0.04",
  ]
  private static let seedsPerKind = 12

  /// Small pages and chunks make many requests of few events.
  private static func profile(of sandbox: HeapSandbox, paging: String) throws -> ExportProfile {
    try SandboxProject.profile(of: sandbox) { text in
      var text = text.replacing("limit: 10000", with: "limit: 60").replacing(
        "limit: 1000\n", with: "limit: 2\n"
      )
      .replacing("first: 1d", with: "first: 7d").replacing(
        "answer_megabytes: 16", with: "answer_megabytes: 1")
      if paging != "cursor" {
        text = text.replacing(
          "cursor: \"{cursor}\"", with: paging == "link" ? "" : "\(paging): \"{\(paging)}\""
        )
        .replacing("paging: cursor", with: "paging: \(paging)").replacing("{limit}\", ,", with: "{limit}\",")
        .replacing("      next: paging.next_cursor\n", with: "")
      }
      return text
    }
  }

  private static func contents(
    _ options: SandboxOptions, paging: String, connections: HTTPConnectionOptions? = nil
  ) async throws -> (contents: StoreContents, faults: Int) {
    let sandbox = try await SandboxProject.start(options, events: 400)
    let store = try TemporaryStore()
    var load = SandboxProject.Load(sandbox, try profile(of: sandbox, paging: paging))
    if let connections { load.connectionOptions = connections }
    load.portionBytes = 16 << 10
    do {
      try await load.run(into: store.store)
    } catch {
      await sandbox.stop()
      throw error
    }
    await sandbox.stop()
    return (try StoreContents(of: store.store, source: SandboxProject.source), sandbox.statistics.faultCount)
  }

  @Test(arguments: kinds)
  func `a server's faults lose nothing and double nothing`(_ faults: String) async throws {
    let calm = try await Self.contents(SandboxProject.options(), paging: "cursor").contents
    #expect(calm.events.count > 350)
    #expect(!calm.members.isEmpty && !calm.funnels.isEmpty && calm.tables.count == 2)
    var met = 0
    for seed in 1...Self.seedsPerKind {
      // The other ways of paging lack the faults that need a cursor; every fourth run uses one of them.
      let paging = seed % 4 == 0 ? ["page", "offset", "link"][seed / 4 % 3] : "cursor"
      var options = SandboxProject.options()
      options.faults = SandboxFaults(
        try SandboxFaults.shares(parsing: faults), seed: UInt64(seed), slowPause: .milliseconds(1),
        hugeBytes: 3 << 20)
      // And every fourth goes over TLS.
      var connections = HTTPConnectionOptions()
      connections.readTimeout = 5_000
      let directory = TemporaryDirectory()
      if seed % 4 == 2 {
        try TestCertificates.make(in: directory.path)
        options.certificateFile = directory.path + "/server.pem"
        options.keyFile = directory.path + "/server.key"
        connections.certificateFile = directory.path + "/ca.pem"
      }
      let outcome: (contents: StoreContents, faults: Int)
      do {
        outcome = try await Self.contents(options, paging: paging, connections: connections)
      } catch {
        Issue.record("\(faults) seed \(seed) \(paging): \(error)")
        continue
      }
      met += outcome.faults
      let differences = outcome.contents.differences(from: calm)
      #expect(
        differences.isEmpty, "\(faults) seed \(seed) \(paging):\n\(differences.joined(separator: "\n"))")
    }
    // A fault that never comes would prove nothing; changed orders are no faults to the server that counts them.
    if !faults.hasPrefix("reordered") {
      #expect(met >= Self.seedsPerKind / 2, "\(faults): only \(met) faults")
    }
  }
}

import Connectors
import EventModel
import Glibc
import HTTPTransport
import HeapSandbox
import Ingestion
import RemoteSources
import SegmentStore
import Synchronization
import TestSupport
import Testing

/// The connector against the sandbox, over real connections.
@Suite(.serialized) struct ExportLoadTests {
  private static func load(
    _ options: SandboxOptions = SandboxProject.options(), events: Int = 600,
    profile replaced: KeyValuePairs<String, String> = [:],
    _ change: (inout SandboxProject.Load) -> Void = { _ in },
    into store: TemporaryStore? = nil
  ) async throws -> (store: TemporaryStore, sandbox: HeapSandbox, report: RemoteLoadReport) {
    let sandbox = try await SandboxProject.start(options, events: events)
    var load = SandboxProject.Load(
      sandbox,
      try SandboxProject.profile(of: sandbox) { text in
        replaced.reduce(text) { $0.replacing($1.key, with: $1.value) }
      })
    change(&load)
    let store = try store ?? TemporaryStore()
    do {
      let report = try await load.run(into: store.store)
      await sandbox.stop()
      return (store, sandbox, report)
    } catch {
      await sandbox.stop()
      throw error
    }
  }

  private static func contents(_ store: TemporaryStore) throws -> StoreContents {
    try StoreContents(of: store.store, source: SandboxProject.source)
  }

  @Test func `every event, user, account, segment and figure arrives`() async throws {
    let (store, sandbox, report) = try await Self.load()
    let contents = try Self.contents(store)
    #expect(contents.events.count == sandbox.eventCount)
    #expect(contents.tables["users"]?.count == sandbox.userCount)
    #expect(contents.tables["accounts"]?.isEmpty == false)
    #expect(contents.members.count == contents.definitions.count && !contents.members.isEmpty)
    #expect(contents.members.allSatisfy { !$0.users.isEmpty })
    #expect(!contents.funnels.isEmpty && !contents.analytics.isEmpty)
    #expect(report.rowsRejected == 0)
    #expect(report.rowsRead == report.rowsStored)
  }

  @Test func `over TLS the same arrives, and a stranger's certificate is refused`() async throws {
    let directory = TemporaryDirectory()
    try TestCertificates.make(in: directory.path)
    var options = SandboxProject.options()
    options.certificateFile = directory.path + "/server.pem"
    options.keyFile = directory.path + "/server.key"
    options.faults = SandboxFaults(
      try SandboxFaults.shares(parsing: "all=0.02"), seed: 3, slowPause: .milliseconds(1), hugeBytes: 20 << 20
    )
    let (store, sandbox, _) = try await Self.load(options) {
      $0.connectionOptions.certificateFile = directory.path + "/ca.pem"
    }
    #expect(sandbox.statistics.requests > 20)
    let plain = try await Self.load()
    #expect(try Self.contents(store) == Self.contents(plain.store))
    await #expect {
      _ = try await Self.load(options)
    } throws: {
      guard case ExportError.http(.insecure(_, let reason), object: "token") = $0 else { return false }
      return reason == "its certificate comes from no authority that is trusted here, or is not valid now"
    }
  }

  @Test func `tokens that live a second do not end a run`() async throws {
    var options = SandboxProject.options()
    options.tokenLifetime = .seconds(1)
    options.faults = SandboxFaults([.slow: 1], seed: 1, slowPause: .milliseconds(12), hugeBytes: 1 << 20)
    let (store, sandbox, _) = try await Self.load(
      options,
      profile: ["first: 1d": "first: 7d", "connections: 4": "connections: 2"]
    ) { $0.clock = SystemRequestClock() }
    #expect(sandbox.statistics.tokensGiven > 2)
    let calm = try await Self.load()
    #expect(try Self.contents(store) == Self.contents(calm.store))
  }

  @Test(arguments: [-3700, 3700])
  func `a server whose clock is wrong loses nothing`(_ skew: Int) async throws {
    var options = SandboxProject.options()
    options.clockSkew = .seconds(skew)
    options.rateHeaders = .xRatelimit
    options.retryAfter = .date
    options.rateLimit = SandboxRateLimit(requests: 1000, window: .seconds(1))
    options.faults = SandboxFaults([.tooManyRequests: 0.2], seed: 4)
    let clock = HastyClock()
    let (store, _, _) = try await Self.load(options) { $0.clock = clock }
    let calm = try await Self.load()
    #expect(try Self.contents(store) == Self.contents(calm.store))
  }

  @Test func `queries that are too complex are cut until they pass`() async throws {
    var options = SandboxProject.options()
    // Most chunks of a day are too much: rows times hours.
    options.complexityLimit = 100
    options.complexityAnswer = .mixed
    let (store, sandbox, _) = try await Self.load(options, events: 800) { $0.objects = [.events] }
    #expect(sandbox.statistics.tooComplex > 20)
    let calm = try await Self.load(events: 800) { $0.objects = [.events] }
    #expect(try Self.contents(store) == Self.contents(calm.store))
  }

  @Test func `a rate limit is kept without being told off`() async throws {
    var options = SandboxProject.options()
    options.rateLimit = SandboxRateLimit(requests: 8, window: .seconds(1))
    let (_, sandbox, _) = try await Self.load(options, events: 300) {
      $0.clock = SystemRequestClock()
      $0.objects = [.events, .users, .accounts]
    }
    #expect(sandbox.statistics.requests > 12)
    #expect(sandbox.statistics.rateLimited <= 2)
  }

  @Test func `late and corrected events are found inside the look-back`() async throws {
    let clock = ManualSandboxClock(SandboxProject.timestamp("2026-02-10T00:00:00Z"), elapsedRuns: true)
    var options = SandboxProject.options()
    options.clock = clock
    options.lateness = SandboxLateness(
      delay: .seconds(3600), lateShare: 0.1, correctionShare: 0.1, lateBy: .seconds(2 * 86_400))
    let sandbox = try await SandboxProject.start(options, events: 800)
    func load(_ until: String) throws -> SandboxProject.Load {
      var load = SandboxProject.Load(sandbox, try SandboxProject.profile(of: sandbox))
      load.objects = [.events]
      load.until = SandboxProject.timestamp(until)
      return load
    }
    let stepwise = try TemporaryStore()
    var replaced = 0
    for day in 10...20 {
      if day > 10 { clock.advance(by: .seconds(86_400)) }
      replaced += try await load("2026-02-\(day)T00:00:00Z").run(into: stepwise.store).rowsReplaced
    }
    let atOnce = try TemporaryStore()
    try await load("2026-02-20T00:00:00Z").run(into: atOnce.store)
    await sandbox.stop()
    #expect(replaced > 5)
    let (ours, theirs) = (try Self.contents(stepwise), try Self.contents(atOnce))
    #expect(ours.events == theirs.events, "\(ours.differences(from: theirs))")
    #expect(ours.cursors["events.settled"] == "2026-02-16T23:00:00Z")
    #expect(ours.cursors["events.through"] == "2026-02-19T23:00:00Z")
  }

  private struct Killed: Error {}

  @Test func `a run that ends after any commit goes on behind it`() async throws {
    let sandbox = try await SandboxProject.start(SandboxProject.options(), events: 900)
    let profile = try SandboxProject.profile(of: sandbox)
    var load = SandboxProject.Load(sandbox, profile)
    load.portionBytes = 30_000
    let undisturbed = try TemporaryStore()
    let commits = try await load.run(into: undisturbed.store).snapshots.count
    #expect(commits > 8)
    let whole = try Self.contents(undisturbed)
    for end in 1..<commits {
      let store = try TemporaryStore()
      let seen = Mutex(0)
      await #expect(throws: Killed.self) {
        try await load.run(into: store.store) { _ in
          let count = seen.withLock { seen in
            seen += 1
            return seen
          }
          if count == end { throw Killed() }
        }
      }
      try await load.run(into: store.store)
      let differences = try Self.contents(store).differences(from: whole)
      #expect(differences.isEmpty, "ended after commit \(end): \(differences)")
    }
    await sandbox.stop()
  }

  @Test func `a second run finds nothing new and replaces what it reads again`() async throws {
    let sandbox = try await SandboxProject.start(SandboxProject.options(), events: 500)
    let store = try TemporaryStore()
    let load = SandboxProject.Load(sandbox, try SandboxProject.profile(of: sandbox))
    try await load.run(into: store.store)
    let first = try Self.contents(store)
    let report = try await load.run(into: store.store)
    await sandbox.stop()
    #expect(try Self.contents(store) == first)
    #expect(report.rowsRead >= report.rowsReplaced + report.rowsDropped)
  }

  @Test func `cancellation ends a run at once and keeps what was committed`() async throws {
    let isCancelled = Mutex(false)
    let sandbox = try await SandboxProject.start(SandboxProject.options(), events: 900)
    var load = SandboxProject.Load(sandbox, try SandboxProject.profile(of: sandbox))
    load.portionBytes = 30_000
    load.isCancelled = { isCancelled.withLock { $0 } }
    let store = try TemporaryStore()
    await #expect(throws: ExportError.cancelled) {
      try await load.run(into: store.store) { _ in isCancelled.withLock { $0 = true } }
    }
    await sandbox.stop()
    #expect(try store.store.snapshotNumbers() == [1])
  }

  @Test func `secrets are in no trace, no error and no file of the store`() async throws {
    var options = SandboxProject.options()
    options.faults = SandboxFaults(
      try SandboxFaults.shares(parsing: "all=0.03"), seed: 9, slowPause: .milliseconds(1), hugeBytes: 20 << 20
    )
    let traces = Mutex<[String]>([])
    let (store, sandbox, _) = try await Self.load(options) { load in
      load.onTrace = { trace in traces.withLock { $0.append("\(trace)") } }
    }
    let secret = sandbox.credentials.clientSecret
    let texts = traces.withLock { $0 }
    #expect(texts.count > 20)
    #expect(texts.contains { $0.contains("(secret)") })
    #expect(!texts.contains { $0.contains(secret) || $0.contains("Bearer ") || $0.contains("Basic ") })
    let needle = Array(secret.utf8)
    for path in TestFiles.allPaths(in: store.store.path) {
      #expect(!TemporaryDirectory.contents(path).contains(needle), "\(path)")
    }
  }

  @Test func `wrong credentials end a run with what to check`() async throws {
    await #expect {
      _ = try await Self.load { $0.credentials = ExportCredentials(id: "nobody", secret: "nothing") }
    } throws: {
      guard case ExportError.credentialsRefused(status: 401, let address) = $0 else { return false }
      return address.hasSuffix("/api/public/v0/auth_token")
    }
  }

  @Test func `the first run must be told where to begin`() async throws {
    await #expect(throws: ExportError.noBeginning(object: "events")) {
      _ = try await Self.load { $0.since = nil }
    }
  }

  @Test func `a definition of the person stays, and the source's gets another name`() async throws {
    let store = try TemporaryStore()
    _ = try store.store.commit(
      .define(.init(kind: "segment", name: "Buyers", statement: "segment \"Buyers\" = did purchase")),
      at: SandboxProject.now)
    _ = try await Self.load({ $0.objects = [.segments] }, into: store)
    _ = try await Self.load({ $0.objects = [.segments] }, into: store)
    let names = try store.store.manifest().definitions.map(\.name)
    #expect(names.filter { $0 == "Buyers" }.count == 1)
    #expect(names.filter { $0 == "Buyers (heap-sandbox)" }.count == 1)
    #expect(try store.store.manifest().attachments.count { $0.kind == MemberList.kind } == 1)
    #expect(
      try store.store.manifest().definitions.first { $0.name == "Buyers" }?.statement
        == "segment \"Buyers\" = did purchase")
  }

  @Test func `reading one object alone keeps the figures of the others`() async throws {
    let store = try TemporaryStore()
    let everything = try await Self.load(
      SandboxProject.options(), events: 300, { $0.objects = nil }, into: store
    ).report
    let before = try Self.contents(store)
    #expect(everything.segments?.count == before.members.count)
    #expect(everything.segments?.map(\.members) == before.members.map(\.users.count))
    #expect(everything.figures?.funnels == before.funnels && !before.funnels.isEmpty)
    for object in [ExportProfile.Object.funnels, .analytics, .segments] {
      let report = try await Self.load({ $0.objects = [object] }, into: store)
      #expect(report.snapshots.count == 1)
      let after = try Self.contents(store)
      #expect(after == before, "\(object): \(after.differences(from: before))")
    }
  }

  @Test func `figures of a range are fetched over the whole range each time`() async throws {
    let store = try TemporaryStore()
    let ranged: KeyValuePairs = [
      "    path: /sandbox/v1/analytics\n    query: {limit":
        "    path: /sandbox/v1/analytics\n    query: {from: \"{from}\", to: \"{to}\", limit"
    ]
    var contents: [StoreContents] = []
    for since in ["2026-01-01T00:00:00Z", nil] {
      _ = try await Self.load(
        events: 300, profile: ranged,
        {
          $0.objects = [.analytics]
          $0.since = since.map(SandboxProject.timestamp)
        }, into: store)
      contents.append(try Self.contents(store))
    }
    #expect(contents[0].analytics.count > 50)
    #expect(contents[0] == contents[1])
  }

  @Test func `a user who is forgotten leaves the lists of members`() async throws {
    let (store, _, _) = try await Self.load { $0.objects = [.events, .segments] }
    let user = try #require(try Self.contents(store).members.first { !$0.users.isEmpty }?.users.first)
    let report = try Forgetting(in: store.store, version: "test").run([Array(user.utf8)])
    #expect(report.listEntries > 0 && report.usersFound == 1)
    #expect(try Self.contents(store).members.allSatisfy { !$0.users.contains(user) })
    #expect(try StoreVerification(store.store, threads: 1).run()?.problems == [])
  }

  private static func load(
    _ change: (inout SandboxProject.Load) -> Void, into store: TemporaryStore
  ) async throws -> RemoteLoadReport {
    try await load(SandboxProject.options(), events: 300, change, into: store).report
  }

  @Test func `a long answer goes over a file and loses nothing`() async throws {
    let (store, _, _) = try await Self.load(
      events: 2000,
      profile: ["first: 1d": "first: 360d", "longest: 28d": "longest: 360d"]
    ) { $0.objects = [.events] }
    let chunked = try await Self.load(events: 2000) { $0.objects = [.events] }
    #expect(try Self.contents(store) == Self.contents(chunked.store))
  }
}

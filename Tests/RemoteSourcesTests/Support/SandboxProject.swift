import Connectors
import DatasetGenerator
import Dispatch
import EventModel
import Glibc
import HTTPTransport
import HeapSandbox
import Ingestion
import RemoteSources
import SegmentStore
import Synchronization
import TestSupport

/// A sandbox with the events of a small shop, and everything needed to read it into a store.
struct SandboxProject {
  static let source = "heap-sandbox"

  /// The instant at which the sandbox's clock stands still: after the last event, so that nothing more appears.
  static let now = timestamp("2026-06-01T00:00:00Z")

  static func timestamp(_ text: String) -> Timestamp {
    guard case .time(let time) = TimeTextParser().parse(text) else { return Timestamp(microseconds: 0) }
    return time
  }

  static let root = #filePath.split(separator: "/").dropLast(4).map { "/" + $0 }.joined()

  static func file(_ name: String) throws -> String {
    String(decoding: TemporaryDirectory.contents(root + "/" + name), as: UTF8.self)
  }

  static func options() -> SandboxOptions {
    var options = SandboxOptions()
    options.clock = ManualSandboxClock(now, elapsedRuns: true)
    return options
  }

  static func start(
    _ options: SandboxOptions, events: Int = 1500, seed: UInt64 = 7
  ) async throws -> HeapSandbox {
    let recipe = try Recipe.load(yaml: try file("datasets/shop.yml"), name: "shop")
    let sandbox = try HeapSandbox(.recipe(recipe, events: events, seed: seed), options: options)
    try await sandbox.start()
    return sandbox
  }

  /// The project's own profile, pointed at a sandbox.
  static func profile(of sandbox: HeapSandbox, _ change: (String) -> String = { $0 }) throws -> ExportProfile
  {
    try ExportProfile(
      text: change(try file("datasets/heap-sandbox.profile.yml")), file: "profile",
      base: WebAddress(sandbox.address ?? ""))
  }

  /// How a load is done.
  struct Load: Sendable {
    var profile: ExportProfile
    var credentials: ExportCredentials
    /// Before the server's time less any delay or skew, so that all runs end at the same instant.
    var until: Timestamp? = SandboxProject.timestamp("2026-05-25T00:00:00Z")
    var since: Timestamp? = SandboxProject.timestamp("2026-01-01T00:00:00Z")
    var portionBytes = 1 << 20
    /// Commits are where bytes say, however busy the machine is.
    var comparingShare = 1.0
    var connectionOptions = HTTPConnectionOptions()
    var clock: any RequestClock = HastyClock()
    var objects: [ExportProfile.Object]?
    var isCancelled: @Sendable () -> Bool = { false }
    var onTrace: @Sendable (HTTPTrace) -> Void = { _ in }

    init(_ sandbox: HeapSandbox, _ profile: ExportProfile) {
      self.profile = profile
      credentials = ExportCredentials(
        id: sandbox.credentials.clientID, secret: sandbox.credentials.clientSecret)
      connectionOptions.readTimeout = 5_000
    }

    func feed(_ store: Store, over connections: any HTTPExchanging) throws -> ExportFeed {
      var options = ExportOptions(source: SandboxProject.source)
      options.since = since
      options.until = until
      options.portionBytes = portionBytes
      options.objects = objects
      options.spoolMemory = 64 << 10
      options.comparingShare = comparingShare
      return ExportFeed(
        profile, credentials: credentials,
        cursor: try RemoteLoad.cursor(of: SandboxProject.source, in: store),
        figures: try RemoteLoad.figures(of: SandboxProject.source, in: store), options: options,
        over: connections, clock: clock, isCancelled: isCancelled, onTrace: onTrace)
    }

    /// Loads on a thread of its own: the sandbox serves on the few threads that tests run on.
    @discardableResult
    func run(
      into store: Store, onCommit: @escaping @Sendable (RemoteLoadReport) throws -> Void = { _ in }
    ) async throws -> RemoteLoadReport {
      try await withCheckedThrowingContinuation { continuation in
        DispatchQueue(label: "load").async {
          continuation.resume(with: Result { try runBlocking(into: store, onCommit: onCommit) })
        }
      }
    }

    private func runBlocking(
      into store: Store, onCommit: (RemoteLoadReport) throws -> Void
    ) throws -> RemoteLoadReport {
      let connections = try HTTPConnections(connectionOptions)
      defer { connections.shutdown() }
      return try RemoteLoad(into: store, options: IngestOptions(source: SandboxProject.source, threads: 1))
        .run(try feed(store, over: connections), onCommit: onCommit)
    }
  }
}

package import Connectors
package import EventModel
package import SegmentStore

/// How a bucket of Heap Connect is loaded.
package struct HeapConnectOptions: Sendable {
  /// The source the events belong to.
  package var source = "heap"
  package var threads = 1
  package var memoryBudget = IngestOptions.defaultMemoryBudget
  /// Reads times; its zone is that of times without one.
  package var times = TimeTextParser()
  /// Whether what cannot be read or is missing is left out and told.
  package var keepsGoing = false
  /// Whether rows of `users` are read; else they are left for a later load.
  package var keepsUsers = true

  package init() {}
}

/// Brings a store to what a bucket of Heap Connect says, dump by dump.
///
/// All new dumps become one snapshot: rows of tables that came anew in full take the place of the stored ones, those of
/// other tables join them, the newest `user_migrations` takes the place of the source's links, and the cursor moves, all
/// with one commit. Rows are read dump by dump and within a dump table by table, so that loading several dumps at once
/// orders events as loading them one after the other does. Used once, by one thread.
package final class HeapConnectLoad {
  /// Opens the store, or makes it where there is none yet.
  private let openStore: () throws -> Store
  /// `nil` where there is none yet.
  private let store: Store?
  private let bucket: any HeapBucket
  private let paths: HeapBucketPath
  private let options: HeapConnectOptions
  /// The plan, made from what store and bucket hold.
  package let plan: HeapLoadPlan
  private let stored: [String: String]
  private let isCancelled: () -> Bool
  private var sources: [HeapTableSource] = []

  /// Reads the bucket's manifests and the store's cursor; changes nothing.
  package convenience init(
    _ bucket: any HeapBucket, paths: HeapBucketPath, into store: Store, options: HeapConnectOptions,
    isCancelled: @escaping () -> Bool = { false }
  ) throws {
    try self.init(
      bucket, paths: paths, into: store, options: options, isCancelled: isCancelled, openStore: { store })
  }

  /// Reads the bucket's manifests and the store's cursor; changes nothing, and makes no store.
  ///
  /// - Parameters:
  ///   - store: `nil` where there is none yet.
  ///   - openStore: Called when there is something to store.
  package init(
    _ bucket: any HeapBucket, paths: HeapBucketPath, into store: Store?, options: HeapConnectOptions,
    isCancelled: @escaping () -> Bool = { false }, openStore: @escaping () throws -> Store
  ) throws {
    self.bucket = bucket
    self.paths = paths
    self.openStore = openStore
    self.store = store
    self.options = options
    self.isCancelled = isCancelled
    let cursor = try store.map { try Self.cursor(of: $0, options) } ?? [:]
    stored = cursor
    plan = try Self.plan(bucket, paths: paths, cursor: cursor, options: options)
  }

  /// What a load would do; `store` is `nil` where there is none yet.
  package static func plan(
    _ bucket: any HeapBucket, paths: HeapBucketPath, store: Store?, options: HeapConnectOptions
  ) throws -> HeapLoadPlan {
    try plan(
      bucket, paths: paths, cursor: try store.map { try cursor(of: $0, options) } ?? [:], options: options)
  }

  private static func cursor(of store: Store, _ options: HeapConnectOptions) throws -> [String: String] {
    try store.snapshotNumbers().isEmpty ? [:] : store.manifest().cursors[options.source] ?? [:]
  }

  private static func plan(
    _ bucket: any HeapBucket, paths: HeapBucketPath, cursor: [String: String], options: HeapConnectOptions
  ) throws -> HeapLoadPlan {
    let stored = HeapLoadState(cursor: cursor)
    var plan = try HeapLoadPlan(
      dumps: try HeapDumps(of: bucket), stored: stored, bucket: bucket, paths: paths)
    // A table that is passed over stays unread, so that a later load may still want it.
    if !options.keepsUsers { plan.passOver(.users, stored: stored) }
    return plan
  }

  /// Reads what the plan says and commits; on any error the store stays as it was.
  package func run(onProgress: @escaping (IngestProgress) -> Void = { _ in }) throws -> HeapConnectReport {
    if !plan.missing.isEmpty && !options.keepsGoing { throw HeapConnectError.missingFiles(plan.missing) }
    var report = HeapConnectReport(plan: plan)
    guard plan.hasWork else {
      store?.removeLeftovers()
      return report
    }
    bucket.expect(readingOrder)
    // Nothing is fetched any more once the load is over, however it ends.
    defer { bucket.expect([]) }
    let now = CommitClock.now()
    var ingestOptions = IngestOptions(
      source: options.source, memoryBudget: options.memoryBudget, threads: options.threads)
    ingestOptions.identity = try readLinks(&report)
    let inputs = inputs(now: now)
    var change = SourceChange(
      replacement: SourceReplacement(
        source: options.source,
        eventNames: Set(plan.tables.filter { $0.replaces && $0.kind.isEvents }.map(\.name)),
        tables: plan.tables.contains { $0.replaces && $0.kind == .users } ? [.users] : []),
      cursorBefore: stored, cursor: plan.state.cursor,
      counted: Set(tablesOfRows.map(\.name)))
    let (source, labels) = (options.source, labelNames)
    change.edit = { commit in
      var settings = commit.manifest.sources[source] ?? .init()
      settings.earliestProperties = HeapTableSource.earliestUserProperties
      settings.labels = Set(((settings.labels ?? []) + labels).map { ExactText($0) }).sorted().map(\.text)
      commit.manifest.sources[source] = settings
    }
    let ingest = try Ingest(
      into: try openStore(), options: ingestOptions, isCancelled: isCancelled, onProgress: onProgress)
    report.ingest = try ingest.run(inputs, change: change)
    for source in sources { report.tallies[source.table, default: HeapTableTally()].add(source.tally) }
    try countUnknownTables(&report)
    return report
  }

  /// The tables whose rows are labels of raw events, also those whose dumps have left the bucket.
  private var labelNames: [String] {
    let planned = Dictionary(plan.tables.map { ($0.name, $0.kind) }) { first, _ in first }
    return plan.state.tables.keys.filter {
      (planned[$0] ?? HeapTableKind(name: $0, columns: [])).isLabel
    }
  }

  /// The objects in the order in which they are read.
  private var readingOrder: [String] {
    let links = plan.tables.first { $0.kind == .migrations && $0.hasWork }
    let unknown = plan.tables.filter { $0.kind == .unknown && $0.hasWork }
    let rows = dumpsOfRows.flatMap { dump in
      tablesOfRows.flatMap { $0.files.filter { $0.dump == dump } }
    }
    return ((links?.files ?? []) + rows + unknown.flatMap(\.files)).map(\.path)
  }

  /// The tables whose rows are stored.
  private var tablesOfRows: [HeapLoadPlan.Table] {
    plan.tables.filter { $0.kind.isEvents || $0.kind == .users }
  }

  private var dumpsOfRows: [Int64] { Set(tablesOfRows.flatMap { $0.files.map(\.dump) }).sorted() }

  private func readLinks(_ report: inout HeapConnectReport) throws -> IdentityChange? {
    guard let table = plan.tables.first(where: { $0.kind == .migrations && $0.hasWork }) else { return nil }
    let (links, tally) = try HeapMigrations.links(
      in: table.files.map { bucket.input($0.path, name: $0.address, size: $0.bytes) }, table: table.name,
      threads: options.threads, keepsGoing: options.keepsGoing, isCancelled: isCancelled)
    report.tallies[table.name] = tally
    return .replaceSource(
      options.source,
      links.map { IdentityLink(rawID: $0.from, userID: $0.to, source: options.source) })
  }

  /// One input per dump and table of events or users.
  private func inputs(now: Timestamp) -> [IngestInput] {
    var inputs: [IngestInput] = []
    for dump in dumpsOfRows {
      for table in tablesOfRows {
        let files = table.files.filter { $0.dump == dump }
        if files.isEmpty { continue }
        let source = HeapTableSource(
          table: table.name, kind: table.kind,
          inputs: files.map { bucket.input($0.path, name: $0.address, size: $0.bytes) }, times: options.times,
          threads: options.threads, keepsGoing: options.keepsGoing, now: now)
        sources.append(source)
        inputs.append(
          IngestInput(
            name: "sync_\(dump)/\(table.name)", knownDigest: nil, source: source,
            table: table.kind == .users ? .users : nil
          ) { source.content })
      }
    }
    return inputs
  }

  /// Reads tables nobody knows only to say what they hold.
  private func countUnknownTables(_ report: inout HeapConnectReport) throws {
    for table in plan.tables where table.kind == .unknown && table.hasWork {
      let source = HeapTableSource(
        table: table.name, kind: .unknown,
        inputs: table.files.map { bucket.input($0.path, name: $0.address, size: $0.bytes) },
        times: options.times, threads: options.threads, keepsGoing: true, now: .latest)
      while try source.nextBatch() != nil { if isCancelled() { throw IngestError.cancelled } }
      report.tallies[table.name] = source.tally
    }
  }
}

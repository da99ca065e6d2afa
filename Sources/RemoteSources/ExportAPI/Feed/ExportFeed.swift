package import Connectors
package import EventModel
package import HTTPTransport

/// How an export API is read.
package struct ExportOptions: Sendable {
  /// The source's name in the store.
  package var source: String
  /// The objects to read, in this order; `nil` reads all that the profile describes.
  package var objects: [ExportProfile.Object]?
  /// The first and the end of the time to read, where a person says so.
  package var since: Timestamp?
  package var until: Timestamp?
  /// How much is read again behind what was read before, in microseconds; `nil` is the profile's.
  package var lookback: Int64?
  /// Threads that parse.
  package var threads = 1
  /// Bytes of rows that make a commit.
  package var portionBytes = 128 << 20
  /// Nanoseconds after which a commit is made even of less, so that little is lost with the process.
  package var portionTime: Int64 = 60_000_000_000
  /// The share of the time that comparing with what is stored may take before commits become rarer; 1 for no limit.
  package var comparingShare = 0.1
  /// Bytes of rows above which a commit is made all the same.
  package var longestPortion = 1 << 30
  /// Bytes of a chunk that are kept in memory.
  package var spoolMemory = 16 << 20

  package init(source: String) {
    self.source = source
  }
}

/// Reads an export API: works out what is new, downloads it in chunks and hands it over in portions to commit.
///
/// Used by one thread; downloads run on threads of their own until the feed is read to its end or let go.
package final class ExportFeed: RemoteFeed {
  /// What will be read of one object.
  package struct Step: Sendable, Equatable {
    package var object: ExportProfile.Object
    /// The range to read; `nil` reads the object as a whole.
    package var span: Range<Int64>?
    /// Until where it was read before, in microseconds since 1970.
    package var through: Int64?
    /// Until where it will have been read.
    package var end: Int64
    /// Before this instant nothing will be read again.
    package var settled: Int64
    /// Whether there is nothing new.
    package var isUpToDate: Bool
  }

  private let profile: ExportProfile
  private let options: ExportOptions
  private let conversation: ExportConversation
  private let clock: any RequestClock
  private let meter: ExportMeter
  private let isCancelled: @Sendable () -> Bool
  private let cursor: [String: String]
  private let keeper: TokenKeeper
  private let skew: () -> Int64
  /// Called now and then, by the thread that waits for the next portion, so that it can show how far things are.
  package var onWait: () -> Void = {}
  private var steps: [Step]?
  private var nextStep = 0
  /// When the last commit was over, and how long no other should be made, in nanoseconds by the monotonic clock.
  private var lastCommit: (end: Int64, rest: Int64) = (0, 0)
  private var downloads: (step: Step, chunks: ChunkDownloads)?
  /// The figures known so far: the store's, and in their place what was fetched since.
  private var figures: ReferenceFigures?
  /// What ended the downloads; told once everything before it is handed over.
  private var failure: ExportError?
  /// Spools of the portion handed over last: a file must live until its rows are read.
  private var spools: [PageSpool] = []

  /// Nothing is asked before ``plan()`` or ``nextPortion()``. `cursor` and `figures` are what the store keeps for the
  /// source; of the figures, those of objects that are not read stay as they are.
  package init(
    _ profile: ExportProfile, credentials: ExportCredentials, cursor: [String: String],
    figures: ReferenceFigures? = nil, options: ExportOptions,
    over exchanger: any HTTPExchanging, policy: RetryPolicy? = nil,
    clock: any RequestClock = SystemRequestClock(),
    meter: ExportMeter = ExportMeter(), isCancelled: @escaping @Sendable () -> Bool = { false },
    onTrace: @escaping @Sendable (HTTPTrace) -> Void = { _ in }
  ) {
    self.profile = profile
    self.options = options
    self.cursor = cursor
    self.figures = figures
    self.clock = clock
    self.meter = meter
    self.isCancelled = isCancelled
    var clientOptions = RetryingClient.Options()
    clientOptions.policy = policy ?? RetryPolicy()
    if policy == nil { clientOptions.policy.attempts = profile.limits.attempts }
    clientOptions.policy.retriedStatuses = ExportConversation.retriedStatuses(profile)
    clientOptions.followsOtherHosts = profile.limits.followsOtherHosts
    clientOptions.secrets = credentials.texts
    clientOptions.seed = UInt64(truncatingIfNeeded: clock.wall)
    let client = RetryingClient(
      over: exchanger, options: clientOptions,
      pacing: RequestPacing(
        ratePerSecond: profile.limits.requestsPerSecond, burst: profile.limits.burst, clock: clock),
      clock: clock, isCancelled: isCancelled,
      onTrace: { trace in
        meter.note(trace)
        onTrace(trace)
      })
    // Token calls are few, and a limit that holds them up would hold up everything.
    let tokenClient = RetryingClient(
      over: exchanger, options: clientOptions, clock: clock, isCancelled: isCancelled,
      onTrace: { trace in
        meter.note(trace)
        onTrace(trace)
      })
    keeper = TokenKeeper(profile.access, credentials: credentials, client: tokenClient, clock: clock)
    conversation = ExportConversation(profile, client: client, keeper: keeper)
    skew = { client.skew != 0 ? client.skew : tokenClient.skew }
  }

  deinit { downloads?.chunks.stop() }

  /// The time by the server's clock, in microseconds since 1970, as far as it told it.
  private var now: Int64 {
    let skew = skew()
    // The header is good to a second, so smaller differences mean nothing.
    return clock.wall + (abs(skew) < 2_000_000 ? 0 : skew)
  }

  /// What will be read; fetches a token to learn the server's time and that the credentials are right.
  package func plan() throws(ExportError) -> [Step] {
    if let steps { return steps }
    _ = try keeper.current()
    let described = ExportProfile.Object.allCases.filter { profile.objects[$0] != nil }
    var steps: [Step] = []
    for object in options.objects ?? described {
      guard let query = profile.objects[object] else { throw .notInProfile(object: object.rawValue) }
      steps.append(try step(object, query))
    }
    self.steps = steps
    return steps
  }

  private func step(_ object: ExportProfile.Object, _ query: ExportQuery) throws(ExportError) -> Step {
    let through = cursor[Self.throughKey(object)].flatMap(Self.instant)
    var end = query.floor(now - query.delay)
    if let until = options.until { end = min(end, until.microseconds) }
    guard query.hasRange else {
      return Step(object: object, span: nil, through: through, end: end, settled: end, isUpToDate: false)
    }
    // What was counted over a range says nothing of a longer one, so all of it is fetched anew each time.
    if object == .funnels || object == .analytics {
      let start =
        options.since?.microseconds ?? cursor[Self.beginningKey(object)].flatMap(Self.instant)
      return Step(
        object: object, span: start.flatMap { $0 < end ? $0..<end : nil }, through: nil, end: end,
        settled: end, isUpToDate: false)
    }
    let lookback = options.lookback ?? query.lookback
    // Never behind what an earlier run read, so that a shorter run does not make the next one repeat it.
    let reached = max(end, through ?? end)
    let settled = query.floor(reached - lookback)
    var start = through.map { query.floor($0 - lookback) }
    if let since = options.since, object == .events {
      // Up to where it was read before there is no gap either way.
      start = min(start ?? since.microseconds, since.microseconds)
    }
    guard let start else {
      // Users and accounts of before the beginning still say something of events after it.
      if object == .events { throw .noBeginning(object: object.rawValue) }
      return Step(object: object, span: nil, through: nil, end: end, settled: settled, isUpToDate: false)
    }
    return Step(
      object: object, span: start < end ? start..<end : start..<start, through: through, end: reached,
      settled: settled, isUpToDate: start >= end)
  }

  // MARK: Portions

  package func nextPortion() throws -> RemotePortion? {
    let steps = try plan()
    spools = []
    while true {
      if isCancelled() { throw ExportError.cancelled }
      if let failure { throw failure }
      if let (step, chunks) = downloads {
        if let portion = try gather(step, chunks) { return portion }
        downloads = nil
        nextStep += 1
        continue
      }
      guard nextStep < steps.count else { return nil }
      let step = steps[nextStep]
      guard let query = profile.objects[step.object] else {
        throw ExportError.notInProfile(object: step.object.rawValue)
      }
      meter.begin(step.object)
      let reading = RangeReading(step.object, query, with: conversation)
      switch step.object {
      case .events, .users, .accounts:
        if step.isUpToDate {
          nextStep += 1
          continue
        }
        if let span = step.span {
          let chunks = ChunkDownloads(
            reading, query: query, whole: span, threads: profile.limits.connections,
            spoolMemory: options.spoolMemory, meter: meter, isCancelled: isCancelled)
          chunks.start()
          downloads = (step, chunks)
          continue
        }
        nextStep += 1
        return try whole(step, query, reading)
      case .segments:
        nextStep += 1
        var portion = try ExportSegments(
          profile: profile, options: options, conversation: conversation, meter: meter
        )
        .portion(query, reading)
        portion.cursor[Self.throughKey(step.object)] = Timestamp(microseconds: step.end).iso8601
        return portion
      case .funnels, .analytics:
        nextStep += 1
        return try figurePortion(step, query, reading)
      }
    }
  }

  /// Takes chunks until they are worth a commit; `nil` after the last.
  private func gather(_ step: Step, _ chunks: ChunkDownloads) throws -> RemotePortion? {
    guard let query = profile.objects[step.object] else { return nil }
    var portion = RemotePortion()
    var bytes = 0
    var end: Int64?
    let began = clock.monotonic
    while bytes < options.portionBytes || isTooSoon(bytes) {
      let isLate = end != nil && clock.monotonic - began > options.portionTime && !isTooSoon(bytes)
      let chunk: ChunkDownloads.Chunk?
      do throws(ExportError) {
        chunk = try chunks.take(waits: !isLate, onWait: onWait)
      } catch {
        // What came before the failure is whole and worth keeping; the next call tells the failure.
        failure = failure ?? error
        break
      }
      guard let chunk else { break }
      bytes += chunk.spool.count
      end = chunk.span.upperBound
      if chunk.spool.rows > 0 {
        portion.inputs.append(
          try input(
            step.object, query, chunk.spool, name: "\(step.object.rawValue) \(RangeReading.text(chunk.span))")
        )
      }
    }
    guard let end else {
      if let failure { throw failure }
      return nil
    }
    let reached = max(end, step.through ?? end)
    portion.cursor[Self.throughKey(step.object)] = Timestamp(microseconds: reached).iso8601
    portion.cursor[Self.settledKey(step.object)] =
      Timestamp(microseconds: min(step.settled, reached - (step.end - step.settled))).iso8601
    return portion
  }

  /// Whether another commit now would make comparing with what is stored take more than its share of the time. Without
  /// that rule a long run would compare its every part with all parts before it.
  private func isTooSoon(_ bytes: Int) -> Bool {
    bytes < options.longestPortion && clock.monotonic - lastCommit.end < lastCommit.rest
  }

  package func noteCommit(comparing: Duration) {
    let (seconds, attoseconds) = comparing.components
    let time = Double(seconds) * 1e9 + Double(attoseconds) / 1e9
    let rest = time * (1 / max(options.comparingShare, 0.001) - 1)
    lastCommit = (clock.monotonic, Int64(min(rest, 3600e9)))
  }

  private func whole(_ step: Step, _ query: ExportQuery, _ reading: RangeReading) throws -> RemotePortion {
    let spool = PageSpool(memoryLimit: options.spoolMemory)
    _ = try reading.run(nil, into: spool)
    meter.finishChunk(rows: spool.rows, share: 1)
    var portion = RemotePortion()
    if spool.rows > 0 {
      portion.inputs.append(try input(step.object, query, spool, name: "\(step.object.rawValue) all"))
    }
    portion.cursor[Self.throughKey(step.object)] = Timestamp(microseconds: step.end).iso8601
    portion.cursor[Self.settledKey(step.object)] = Timestamp(microseconds: step.settled).iso8601
    return portion
  }

  private func input(
    _ object: ExportProfile.Object, _ query: ExportQuery, _ spool: PageSpool, name: String
  ) throws(ExportError) -> RemotePortion.Input {
    let source = EventFileSource(
      inputs: [try spool.input(name: name)], format: .jsonLines,
      options: try ExportRows.options(object, query, threads: options.threads, now: now))
    spools.append(spool)
    return RemotePortion.Input(name: name, source: source, table: ExportRows.table(of: object))
  }

  /// Figures of all kinds are kept in one file: what is fetched now takes the place of its kind, the others stay.
  private func figurePortion(
    _ step: Step, _ query: ExportQuery, _ reading: RangeReading
  ) throws -> RemotePortion {
    let spool = PageSpool(memoryLimit: options.spoolMemory)
    _ = try reading.run(step.span, into: spool)
    meter.finishChunk(rows: spool.rows, share: 1)
    let moment = Timestamp(microseconds: now).iso8601
    var known =
      figures ?? ReferenceFigures(source: options.source, fetchedAt: moment, funnels: [], analytics: [])
    if step.object == .funnels {
      known.fetchedAt = moment
      known.funnels = try ExportFigures.funnels(of: try spool.contents(), query)
    } else {
      known.analyticsFetchedAt = moment
      // By their text, so that the order of pages says nothing.
      known.analytics = try ExportFigures.rows(of: try spool.contents(), object: step.object)
        .map { (JSONText.line($0), $0) }.sorted { $0.0 < $1.0 }.map(\.1)
    }
    figures = known
    var portion = RemotePortion()
    portion.attachments = [.init(kind: ReferenceFigures.kind, bytes: known.encoded)]
    portion.cursor[Self.throughKey(step.object)] = Timestamp(microseconds: step.end).iso8601
    if let span = step.span {
      portion.cursor[Self.beginningKey(step.object)] = Timestamp(microseconds: span.lowerBound).iso8601
    }
    return portion
  }

  // MARK: The cursor

  /// The cursor's key for the instant until which an object was read.
  package static func throughKey(_ object: ExportProfile.Object) -> String { object.rawValue + ".through" }
  /// The cursor's key for the instant from which on figures were counted; none where the source has no beginning.
  package static func beginningKey(_ object: ExportProfile.Object) -> String { object.rawValue + ".from" }
  /// The cursor's key for the instant before which nothing is read again.
  package static func settledKey(_ object: ExportProfile.Object) -> String { object.rawValue + ".settled" }

  static func instant(_ text: String) -> Int64? {
    guard case .time(let time) = TimeTextParser().parse(text) else { return nil }
    return time.microseconds
  }
}

import Dispatch
import Glibc

/// How far a dataset has been written.
public struct DatasetProgress: Hashable, Sendable {
  public var eventsWritten: Int
  public var eventsTotal: Int
  /// Before compression.
  public var bytesWritten: Int
}

/// Writes the event log that a recipe stands for.
public enum DatasetWriter {
  /// More events than any disk holds, and few enough that no arithmetic overflows.
  public static let largestEventCount = 1_000_000_000_000_000

  /// Events that one piece of work aims at; decides memory, never bytes.
  private static let eventsPerPiece = 32_768.0

  /// Writes exactly `events` events to `path`, whose ending tells the format; `-` is standard output as JSON
  /// Lines.
  ///
  /// Users come one after another in shuffled order, each with all events in order of time; only the last
  /// user's are cut where the number is reached. The bytes depend on recipe, `events` and `seed` alone. A
  /// file appears whole or not at all. Blocks the calling thread and uses up to `workers` (by default all)
  /// cores; memory stays within a few megabytes per worker, whatever the size.
  ///
  /// - Parameters:
  ///   - progress: called on the calling thread after every few pieces.
  ///   - isCancelled: asked as often; `true` ends the work with ``DatasetError/cancelled``.
  public static func write(
    recipe: Recipe, events: Int, seed: UInt64, to path: String, workers: Int? = nil,
    isCancelled: () -> Bool = { false }, progress: (DatasetProgress) -> Void = { _ in }
  ) throws(DatasetError) {
    guard 0...largestEventCount ~= events else { throw .invalidEventCount(events) }
    let chosen = path == "-" ? DatasetFormat(rows: .jsonl) : DatasetFormat(ending: path)
    guard let format = chosen else { throw .unknownEnding(path: path) }
    let sink = try compressing(format.compression, into: try DatasetFile(path: path), path: path)
    let cores = workers ?? max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    try write(
      plan: recipe.plan(rows: format.rows), events: events, seed: seed, to: sink, workers: max(1, cores),
      isCancelled: isCancelled, progress: progress)
    try sink.finish()
  }

  /// The same rows as ``write(recipe:events:seed:to:workers:isCancelled:progress:)`` writes, as JSON Lines in memory.
  public static func rows(
    recipe: Recipe, events: Int, seed: UInt64, workers: Int? = nil
  ) throws(DatasetError) -> [UInt8] {
    guard 0...largestEventCount ~= events else { throw .invalidEventCount(events) }
    let sink = MemorySink()
    let cores = workers ?? max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    try write(
      plan: recipe.plan(rows: .jsonl), events: events, seed: seed, to: sink, workers: max(1, cores),
      isCancelled: { false }, progress: { _ in })
    return sink.bytes
  }

  private static func write(
    plan: any EventPlan, events: Int, seed: UInt64, to sink: any ByteSink, workers: Int,
    isCancelled: () -> Bool,
    progress: (DatasetProgress) -> Void
  ) throws(DatasetError) {
    var state = DatasetProgress(eventsWritten: 0, eventsTotal: events, bytesWritten: 0)
    func put(_ bytes: UnsafeRawBufferPointer) throws(DatasetError) {
      try sink.write(bytes)
      state.bytesWritten += bytes.count
    }
    let header = plan.layout.header
    if !header.isEmpty {
      let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: header.count, alignment: 1)
      defer { copy.deallocate() }
      copy.copyBytes(from: header)
      try put(UnsafeRawBufferPointer(copy))
    }

    let perUser = max(1, plan.expectedEventsPerUser)
    let order = UserOrder(population: Int((Double(events) / perUser).rounded()), seed: seed)
    let usersPerPiece = UInt64(max(1, (eventsPerPiece / perUser).rounded()))
    let pieces = Pieces(count: workers, capacity: Int(eventsPerPiece) * 160)
    var nextUser: UInt64 = 0
    while state.eventsWritten < events {
      if isCancelled() { throw .cancelled }
      let remaining = events - state.eventsWritten
      // Near the end fewer pieces are needed than there are workers.
      let useful = min(workers, 1 + Int(Double(remaining) / eventsPerPiece))
      let first = nextUser
      pieces.fill(useful) { index, piece in
        let start = first + UInt64(index) * usersPerPiece
        piece.fill(start..<(start + usersPerPiece), of: order, plan: plan, seed: seed, limit: remaining)
      }
      nextUser += UInt64(useful) * usersPerPiece
      for index in 0..<useful where state.eventsWritten < events {
        let start = first + UInt64(index) * usersPerPiece
        let missing = events - state.eventsWritten
        if pieces[index].events > missing {
          pieces[index].fill(
            start..<(start + usersPerPiece), of: order, plan: plan, seed: seed, limit: missing)
        }
        try put(pieces[index].rows.bytes)
        state.eventsWritten += pieces[index].events
      }
      progress(state)
    }
  }
}

/// The rows of a run of users.
private struct Piece: ~Copyable {
  var rows: OutputBuffer
  var events = 0

  init(capacity: Int) {
    rows = OutputBuffer(capacity: capacity)
  }

  /// Replaces the rows with those of the users at places `users`, up to `limit` events.
  mutating func fill(
    _ users: Range<UInt64>, of order: UserOrder, plan: any EventPlan, seed: UInt64, limit: Int
  ) {
    rows.removeAll()
    events = 0
    for ordinal in users where events < limit {
      events += plan.writeUser(order.user(at: ordinal), seed: seed, limit: limit - events, into: &rows)
    }
  }
}

/// Pieces that are filled side by side and read one after another.
private final class Pieces {
  private let storage: UnsafeMutablePointer<Piece>
  private let count: Int

  init(count: Int, capacity: Int) {
    self.count = count
    storage = .allocate(capacity: count)
    for index in 0..<count { (storage + index).initialize(to: Piece(capacity: capacity)) }
  }

  deinit {
    storage.deinitialize(count: count)
    storage.deallocate()
  }

  subscript(index: Int) -> Piece {
    _read { yield storage[index] }
    _modify { yield &storage[index] }
  }

  /// Runs `work` for the first `used` pieces at once; every piece is touched by one thread only.
  func fill(_ used: Int, _ work: @Sendable (Int, inout Piece) -> Void) {
    nonisolated(unsafe) let storage = storage
    DispatchQueue.concurrentPerform(iterations: used) { index in work(index, &storage[index]) }
  }
}

import Dispatch
import EventModel
import SegmentStore
import Synchronization

/// Runs an operator over all work units of a snapshot on several threads.
///
/// Each thread takes the next unit when it is done with one, and has a state of its own; the states are merged by the
/// caller afterwards. Which thread gets which unit is up to chance, so a merge must not depend on it.
struct UnitScan {
  let snapshot: Snapshot
  let catalog: SnapshotCatalog
  let accounts: AccountTable
  let units: [WorkUnit]
  let threads: Int
  /// Column numbers that blocks will be asked for.
  let columns: Set<Int>
  let progress: QueryProgress
  let recorder: ReadRecorder?
  let times: PartTimes?
  let isCancelled: @Sendable () -> Bool

  /// What all threads read.
  struct Totals: Sendable {
    var eventsRead = 0
    var bytesRead = 0
  }

  /// Calls `body` once per unit; answers the states of all threads that did something.
  ///
  /// Throws the first error of any thread; the others stop at their next unit.
  func run<State>(
    makeState: @Sendable () throws -> State,
    body: @Sendable (inout State, RowBlock) throws -> Void
  ) throws -> (states: [State], totals: Totals) {
    try runNumbered(makeState: makeState) { state, _, block in try body(&state, block) }
  }

  /// The same; `body` also gets the unit's number, for results whose last digits depend on the order of merging.
  func runNumbered<State>(
    makeState: @Sendable () throws -> State,
    body: @Sendable (inout State, Int, RowBlock) throws -> Void
  ) throws -> (states: [State], totals: Totals) {
    try recorder?.beginScan(columns: columns)
    let scanStart = times.map { _ in PartTimes.now() } ?? 0
    defer { times?.addScanning(since: scanStart) }
    progress.begin(rows: units.reduce(0) { $0 + rows(of: $1) })
    let pages = MappedPages(snapshot.files)
    let next = Atomic(0)
    let stop = Atomic(false)
    let outcome = Mutex<(states: [UncheckedSendable<State>], totals: Totals, error: (any Error)?)>(
      ([], Totals(), nil))
    DispatchQueue.concurrentPerform(iterations: max(1, min(threads, units.count))) { _ in
      var totals = Totals()
      do {
        var state = try makeState()
        let reader = BlockReader(scan: self)
        while !stop.load(ordering: .relaxed) {
          let index = next.add(1, ordering: .relaxed).oldValue
          guard index < units.count else { break }
          if isCancelled() { throw QueryError.cancelled }
          let start = times.map { _ in PartTimes.now() } ?? 0
          let block = try reader.block(units[index])
          times?.addOpening(since: start)
          let middle = times.map { _ in PartTimes.now() } ?? 0
          try body(&state, index, block)
          times?.addOperating(since: middle)
          totals.eventsRead += block.eventsRead
          totals.bytesRead += block.bytesRead
          progress.add(rows: block.rowCount)
          pages?.pass(bytes(of: units[index], block))
        }
        let finished = UncheckedSendable(state)
        outcome.withLock { outcome in
          outcome.states.append(finished)
          outcome.totals.eventsRead += totals.eventsRead
          outcome.totals.bytesRead += totals.bytesRead
        }
      } catch {
        stop.store(true, ordering: .relaxed)
        outcome.withLock { $0.error = $0.error ?? error }
      }
    }
    return try outcome.withLock { outcome in
      if let error = outcome.error { throw error }
      return (outcome.states.map(\.value), outcome.totals)
    }
  }

  /// Throws when the person asked to stop.
  func checkpoint() throws {
    if isCancelled() { throw QueryError.cancelled }
  }

  /// How much of the files may be mapped because of a unit.
  private func bytes(of unit: WorkUnit, _ block: RowBlock) -> Int {
    switch unit {
    case .group(let file, let index): snapshot.files[file].byteCount(ofGroup: index)
    case .range: block.bytesRead
    }
  }

  private func rows(of unit: WorkUnit) -> Int {
    switch unit {
    case .group(let file, let index): snapshot.files[file].footer.groups[index].rows
    case .range(_, let rows): rows
    }
  }
}

/// Carries a value to the thread that merges; it has left the thread that made it.
private struct UncheckedSendable<Value>: @unchecked Sendable {
  let value: Value

  init(_ value: Value) { self.value = value }
}

/// Opens the blocks of one thread.
private final class BlockReader {
  private let scan: UnitScan
  private let codec = ZstdCodec()
  private var merger: RangeMerger?
  private let tables: RowBlock.Tables

  init(scan: UnitScan) {
    self.scan = scan
    tables = RowBlock.Tables(
      users: UserTable(scan.snapshot, catalog: scan.catalog, checkpoint: scan.checkpoint),
      accounts: scan.accounts)
  }

  func block(_ unit: WorkUnit) throws -> RowBlock {
    let block = try storedBlock(unit)
    return try UnitedRows(block).map { RowBlock($0) } ?? block
  }

  private func storedBlock(_ unit: WorkUnit) throws -> RowBlock {
    switch unit {
    case .group(let file, let index):
      let group = try RowGroup(file: scan.snapshot.files[file], index: index, codec: codec)
      return try RowBlock(
        group, file: file, catalog: scan.catalog, tables: tables, times: scan.times,
        isCancelled: scan.isCancelled)
    case .range(let range, _):
      let merger = self.merger ?? makeMerger()
      self.merger = merger
      let before = merger.bytesRead
      let rows = try merger.rows(of: range)
      return RowBlock(
        rows, of: range, bytes: merger.bytesRead - before, catalog: scan.catalog, tables: tables,
        times: scan.times,
        isCancelled: scan.isCancelled)
    }
  }

  private func makeMerger() -> RangeMerger {
    let catalog = scan.catalog
    return RangeMerger(
      files: scan.snapshot.files, masks: scan.snapshot.masks,
      translations: scan.snapshot.files.indices.map { file in
        RangeMerger.Translation(
          events: catalog.eventNumbers[file],
          columns: catalog.columnNumbers[file].map { $0 == SnapshotCatalog.absent ? nil : $0 })
      }, checkpoint: scan.checkpoint)
  }
}

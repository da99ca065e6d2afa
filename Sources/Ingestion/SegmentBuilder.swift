import EventModel
import SegmentStore

/// Collects events up to a budget of memory, spills sorted runs, and writes all as one segment file with every user in
/// one place. Used once, by one thread.
final class SegmentBuilder {
  /// What a builder needs to know of where it writes and how.
  struct Options {
    var threads: Int
    var memoryBudget: Int
    /// The table that rows belong to; `nil` for events.
    var table: PropertyTable?
    /// The source of all rows, or `nil` where rows bring their own.
    var source: String?
    /// Users of rows whose ids an identity map knows; `nil` where all are whom they say.
    var identity: IdentityResolver?
    /// The snapshot the file is for.
    var commit: SnapshotCommit
    /// The number of the first temporary file, so that several builders do not meet.
    var firstTemporary = 0

    func temporaryPath(_ number: Int) -> String { commit.temporaryPath(firstTemporary + number) }
  }

  private let options: Options
  private let isCancelled: () -> Bool
  private(set) var run = EventRun()
  private var eventNames = TextDictionary()
  private var columns: [EventColumn] = []
  private var columnCodes: [EventColumn: UInt32] = [:]
  private var spilled: [String] = []
  /// By spilled run.
  private var replacing: [Set<UInt64>] = []
  private(set) var duplicates = DuplicateCounts()
  /// Rows given so far.
  private(set) var rowCount = 0

  init(_ options: Options, isCancelled: @escaping () -> Bool) {
    self.options = options
    self.isCancelled = isCancelled
  }

  private var fileSystem: any FileSystem { options.commit.store.fileSystem }

  /// Whether any row has been spilled.
  var hasSpilled: Bool { !spilled.isEmpty }

  /// The code of a column, new or known.
  func code(of column: EventColumn) throws -> UInt32 {
    if let code = columnCodes[column] { return code }
    try SegmentLimits.check(columns.count + 1, "columns per file", SegmentLimits.columns)
    let code = UInt32(columns.count)
    columns.append(column)
    columnCodes[column] = code
    return code
  }

  /// Appends all rows of `batch`; `codes` maps its column numbers to codes of the builder.
  func append(_ batch: EventBatch, codes: [UInt32]) throws {
    let name = options.table.map { number(ofEvent: $0.rawValue) }
    try run.append(batch, events: &eventNames, name: name, columns: codes)
    rowCount += batch.count
    try spillIfFull()
  }

  /// Appends decoded rows of a segment file, each under the user that `owner` gives it.
  ///
  /// The texts of `events` are numbered by the caller with ``number(ofEvent:)``; `columns` maps column codes.
  func append(
    _ contents: RowGroupContents, rows: [(row: Int, owner: ArraySlice<UInt8>)], events: [UInt32],
    columns: [UInt32: UInt32]
  ) throws {
    let chunks = contents.columns.sorted { $0.key < $1.key }.compactMap { code, chunk in
      columns[code].map { ($0, chunk, chunk.dictionary.payloads(numberedIn: &run.texts)) }
    }
    var values: [(column: UInt32, type: PropertyType, payload: UInt64)] = []
    for (row, owner) in rows {
      values.removeAll(keepingCapacity: true)
      for (column, chunk, payloads) in chunks where chunk.codesByRow[row] != 0 {
        let entry = Int(chunk.codesByRow[row] - 1)
        values.append((column, chunk.dictionary.types[entry], payloads[entry]))
      }
      run.appendRow(
        user: run.users.number(of: owner), event: events[Int(contents.events[row])],
        time: contents.times[row], values: values)
    }
    rowCount += rows.count
    try spillIfFull()
  }

  /// The code of an event name, new or known.
  func number(ofEvent name: String) -> UInt32 { eventNames.number(of: Array(name.utf8)) }

  /// Writes the file and answers its footer; `nil` when there are no rows. Spilled runs are gone afterwards.
  func write(to path: String, willMerge: () -> Void) throws -> SegmentFooter? {
    defer { removeSpilled() }
    guard rowCount > 0 else { return nil }
    if spilled.isEmpty {
      let (footer, isTight) = try writeRun(to: path)
      run.removeAll()
      return isTight ? footer : try tightened(path)
    }
    if run.count > 0 { try spill() }
    // Merging needs the memory.
    run = EventRun()
    FreedMemory.giveBack()
    willMerge()
    let files = try spilled.map { try SegmentFile(path: $0, fileSystem: fileSystem) }
    var masks = [RowMask?](repeating: nil, count: files.count)
    if columnCodes[.eventID] != nil {
      let search = DuplicateSearch(
        files: files, masks: masks, firstNew: 0, findsRows: false, replacing: replacing)
      let found = try search.run(threads: options.threads, isCancelled: isCancelled)
      duplicates.add(found.counts)
      masks = try found.masks(of: files, masks)
    }
    return try SegmentMerge(files, masks: masks).write(
      to: path, threads: options.threads, fileSystem: fileSystem, isCancelled: isCancelled)
  }

  /// Drops all rows given so far, spilled ones too.
  func removeAll() {
    removeSpilled()
    run = EventRun()
    rowCount = 0
    duplicates = DuplicateCounts()
  }

  private func spillIfFull() throws {
    if run.byteCount > options.memoryBudget || run.isFull { try spill() }
  }

  /// Rows of a group of a spilled run. Each thread of a merge holds one or two groups of every run, decoded, so these
  /// are small: those of a hundred runs then take what two or three groups of a finished file take.
  private static let spilledGroupRows = SegmentLimits.rowGroupTarget / 64

  /// Writes the events in memory as a sorted run and forgets them.
  private func spill() throws {
    let path = options.temporaryPath(spilled.count)
    spilled.append(path)
    _ = try writeRun(to: path, isTemporary: true)
    run.removeAll()
  }

  /// Writes the rows in memory; `isTight` says whether the file has no name that only dropped rows had.
  private func writeRun(
    to path: String, isTemporary: Bool = false
  ) throws -> (footer: SegmentFooter, isTight: Bool) {
    run.layout = try layout()
    let writer = try SegmentWriter(
      path: path, threads: options.threads, isTemporary: isTemporary, fileSystem: fileSystem)
    do {
      let found = try run.write(
        to: writer, eventCount: eventNames.count,
        groupRows: isTemporary ? Self.spilledGroupRows : SegmentLimits.rowGroupTarget)
      duplicates.add(found)
      if isTemporary { replacing.append(found.replacing) }
      let isTight =
        found == DuplicateCounts() || writer.uses(eventNames: eventNames.count, columns: columns.count)
      let names = (0..<eventNames.count).map { eventNames.texts.text(at: $0) }
      return (try writer.finish(eventNames: names, columns: columns), isTight)
    } catch {
      writer.cancel()
      throw error
    }
  }

  /// Writes a file anew without the names that none of its rows has.
  private func tightened(_ path: String) throws -> SegmentFooter {
    let loose = options.temporaryPath(0)
    try fileSystem.rename(path, to: loose)
    defer { options.commit.discard(loose) }
    return try SegmentMerge([try SegmentFile(path: loose, fileSystem: fileSystem)], masks: [nil]).write(
      to: path, threads: options.threads, fileSystem: fileSystem, isCancelled: isCancelled)
  }

  private func layout() throws -> RunLayout {
    var layout = RunLayout()
    if let source = options.source {
      layout.source = (try code(of: .source), run.texts.number(of: Array(source.utf8)))
    } else {
      layout.sourceColumn = columnCodes[.source]
    }
    layout.eventIDColumn = columnCodes[.eventID]
    if let identity = options.identity { layout.owners = try owners(identity) }
    return layout
  }

  /// Whom the users of the run are; `nil` when all are whom they say.
  private func owners(_ identity: IdentityResolver) throws -> RunOwners? {
    var ids = TextDictionary()
    var owners: [UInt32] = []
    var rawTexts: [UInt32?] = []
    var isChanged = false
    for user in 0..<run.users.count {
      let raw = run.users.texts[user]
      if let owner = identity.owner(of: raw) {
        owners.append(ids.number(of: owner))
        rawTexts.append(run.texts.number(of: raw))
        isChanged = true
      } else {
        owners.append(ids.number(of: raw))
        rawTexts.append(nil)
      }
    }
    guard isChanged else { return nil }
    return RunOwners(
      ids: ids.texts, ownerOfUser: owners, rawTextOfUser: rawTexts,
      rawUserColumn: try code(of: .rawUser))
  }

  private func removeSpilled() {
    for path in spilled { options.commit.discard(path) }
    spilled = []
    replacing = []
  }
}

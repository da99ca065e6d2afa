import EventModel
import SegmentStore

/// The rows of one work unit under the catalog's numbering; parts are read when first asked for.
///
/// Used by one worker at a time.
final class RowBlock {
  enum Content {
    case group(RowGroup, file: Int)
    case merged(MergedRows)
    /// Rows of other units than users, with the columns that were gathered for them.
    case regrouped(RowGroupContents)
    /// Rows of raw events, each with all its labels.
    case united(UnitedRows, RowGroupContents)

    /// Rows that are decoded already, but perhaps for their columns.
    var decoded: RowGroupContents? {
      switch self {
      case .group: nil
      case .united(_, let contents): contents
      case .merged(let merged): merged.contents
      case .regrouped(let contents): contents
      }
    }
  }

  /// What blocks of a statement may need beside their own rows.
  struct Tables {
    /// `nil` where there is no such table.
    var users: UserTable?
    var accounts: AccountTable
  }

  /// Whose rows these are, where a unit stands in the place of the user.
  struct Owners {
    /// By row; equal numbers are one user.
    var numbers: [UInt64]
    /// Their ids, where anyone will ask for them.
    var ids: ColumnChunk?
  }

  let content: Content
  /// `nil` where whatever they say has been gathered already.
  let tables: Tables?
  /// Where the hashes of the block's users lie.
  private let hashes: HashRange
  let catalog: SnapshotCatalog
  private let partTimes: PartTimes?
  private let isCancelled: @Sendable () -> Bool
  let rowCount: Int
  /// The row after the last of each user.
  let userEnds: [UInt32]
  /// Events read so far, each once, however often it was asked for.
  private(set) var eventsRead = 0
  private var readEvents: Set<Int> = []
  /// Bytes of blocks read so far.
  private(set) var bytesRead = 0

  /// Set where the block holds other units than users.
  let owners: Owners?
  /// Set where rows may carry several labels.
  let labels: RowLabels?

  private var cachedTimes: RowTimes?
  /// Of ``column(_:)``.
  var cachedColumns: [Int: ColumnChunk?] = [:]
  /// Of ``runs(ofColumn:)``; `nil` behind a number says that the column is not stored in runs.
  var cachedRuns: [Int: ColumnRuns?] = [:]
  private var cachedEvents: [UInt32]?
  private var cachedUserTable: UserTableRows?
  private var mergedPostings: [[UInt32]]?
  private var segmentReadings: [ObjectIdentifier: SegmentReading] = [:]

  init(
    _ group: RowGroup, file: Int, catalog: SnapshotCatalog, tables: Tables, times: PartTimes?,
    isCancelled: @escaping @Sendable () -> Bool
  ) throws {
    content = .group(group, file: file)
    self.tables = tables
    owners = nil
    labels = nil
    let extent = group.file.footer.groups[group.index]
    hashes = HashRange(first: extent.firstHash, last: extent.lastHash)
    self.isCancelled = isCancelled
    partTimes = times
    self.catalog = catalog
    rowCount = group.directory.rows
    userEnds = try group.userEnds()
    bytesRead = group.directory.userCounts.storedLength
  }

  init(
    _ merged: MergedRows, of range: HashRange, bytes: Int, catalog: SnapshotCatalog, tables: Tables,
    times: PartTimes?,
    isCancelled: @escaping @Sendable () -> Bool
  ) {
    content = .merged(merged)
    self.tables = tables
    owners = nil
    labels = nil
    hashes = range
    self.isCancelled = isCancelled
    partTimes = times
    self.catalog = catalog
    rowCount = merged.contents.rowCount
    userEnds = merged.contents.userEnds
    eventsRead = merged.contents.rowCount
    bytesRead = bytes
  }

  /// Rows gathered by unit, whose columns of user properties are spread already.
  init(
    regrouped: RowGroupContents, owners: Owners, labels: RowLabels?, catalog: SnapshotCatalog,
    isCancelled: @escaping @Sendable () -> Bool
  ) {
    content = .regrouped(regrouped)
    tables = nil
    hashes = HashRange(first: 0, last: .max)
    self.owners = owners
    self.labels = labels
    self.isCancelled = isCancelled
    partTimes = nil
    self.catalog = catalog
    rowCount = regrouped.rowCount
    userEnds = regrouped.userEnds
  }

  /// The events of rows that are united; all stored rows are counted as read.
  init(_ united: UnitedRows) {
    var contents = RowGroupContents()
    (contents.userEnds, contents.events, contents.times) = (united.userEnds, united.events, united.times)
    content = .united(united, contents)
    let stored = united.stored
    tables = stored.tables
    hashes = stored.hashes
    owners = nil
    labels = united.labels
    isCancelled = stored.isCancelled
    partTimes = stored.partTimes
    catalog = stored.catalog
    rowCount = united.rowCount
    userEnds = united.userEnds
    eventsRead = stored.eventsRead
    bytesRead = stored.bytesRead
  }

  var userCount: Int { userEnds.count }

  /// Whether there may be rows of several labels, as far as that can be told without reading any.
  var mayHoldSharedEvents: Bool {
    guard let labels = catalog.labels else { return false }
    guard case .group(let group, let file) = content else { return true }
    let numbers = catalog.eventNumbers[file]
    return group.directory.events.count { labels.isLabelAnywhere(Int(numbers[Int($0.code)])) } > 1
  }

  /// Decodes something, and tells how long that took where somebody wants to know.
  func decoding<Result>(_ decode: () throws -> Result) rethrows -> Result {
    guard let partTimes else { return try decode() }
    let start = PartTimes.now()
    defer { partTimes.addDecoding(since: start) }
    return try decode()
  }

  /// Throws ``QueryError/cancelled`` when the person asked to stop; the readers below call it, and long loops over a
  /// block call it now and then.
  func checkCancelled() throws {
    if isCancelled() { throw QueryError.cancelled }
  }

  @inline(__always)
  func rows(ofUser user: Int) -> Range<Int> {
    Int(user == 0 ? 0 : userEnds[user - 1])..<Int(userEnds[user])
  }

  /// The rows of an event, ascending.
  func rows(ofEvent number: Int) throws -> [UInt32] {
    try checkCancelled()
    switch content {
    case .group(let group, let file):
      guard let code = catalog.code(ofEvent: number, inFile: file), let event = group.directory.event(code)
      else {
        return []
      }
      if readEvents.insert(number).inserted { eventsRead = min(rowCount, eventsRead + event.rows) }
      bytesRead += event.postings.storedLength
      return try decoding { try group.postings(event) }
    case .merged, .regrouped, .united:
      let postings = mergedPostings ?? decodedPostings()
      mergedPostings = postings
      return postings[number]
    }
  }

  /// The rows of every event among decoded rows; a row is among those of each of its labels.
  private func decodedPostings() -> [[UInt32]] {
    var postings = [[UInt32]](repeating: [], count: catalog.events.count)
    for (row, event) in (content.decoded?.events ?? []).enumerated() {
      if let several = labels?.several(ofRow: row) {
        for label in several { postings[Int(label)].append(UInt32(row)) }
      } else {
        postings[Int(event)].append(UInt32(row))
      }
    }
    return postings
  }

  /// Counts all rows as read.
  func noteAllRows() { eventsRead = max(eventsRead, rowCount) }

  /// All rows, which are then counted as read.
  func allRows() -> [UInt32] {
    noteAllRows()
    return (0..<UInt32(rowCount)).map { $0 }
  }

  /// The event number of every row.
  func events() throws -> [UInt32] {
    if let cachedEvents { return cachedEvents }
    try checkCancelled()
    let events: [UInt32]
    switch content {
    case .group(let group, let file):
      events = try decoding { try group.events(as: catalog.eventNumbers[file]) }
      noteEvents(of: group)
    case .merged, .regrouped, .united: events = content.decoded?.events ?? []
    }
    cachedEvents = events
    return events
  }

  /// What `values` has for the event number of every row; the numbers themselves are not kept.
  func events(as values: [Int32]) throws -> [Int32] {
    guard case .group(let group, let file) = content, cachedEvents == nil else {
      return try events().map { values[Int($0)] }
    }
    try checkCancelled()
    noteEvents(of: group)
    return try decoding { try group.events(as: catalog.eventNumbers[file].map { values[Int($0)] }) }
  }

  /// Counts all rows of `group` as read, whose events come from their postings.
  private func noteEvents(of group: RowGroup) {
    eventsRead = rowCount
    bytesRead += group.directory.events.reduce(0) { $0 + $1.postings.storedLength }
  }

  func times() throws -> RowTimes {
    if let cachedTimes { return cachedTimes }
    try checkCancelled()
    let times: RowTimes
    switch content {
    case .group(let group, _):
      times = try decoding { try group.times() }
      bytesRead += group.directory.times.storedLength
    case .merged, .regrouped, .united:
      times = RowTimes(content.decoded?.times ?? [])
    }
    cachedTimes = times
    return times
  }

  /// What the table of users says of the block's users; `nil` where there is no such table.
  func userTableRows() throws -> UserTableRows? {
    if let cachedUserTable { return cachedUserTable }
    guard let users = tables?.users else { return nil }
    let ids = try userIDs()
    let rows = try decoding { try users.rows(of: hashes, ids: ids, hashes: ids.hashes()) }
    bytesRead += rows.bytesRead
    cachedUserTable = rows
    return rows
  }

  /// Counts bytes that were read for the block elsewhere.
  func noteRead(_ bytes: Int) { bytesRead += bytes }

  func userIDs() throws -> TextList {
    switch content {
    case .group(let group, _):
      bytesRead += group.directory.userIDs.storedLength
      return try decoding { try group.userIDs() }
    case .merged, .regrouped:
      return content.decoded?.userIDs ?? TextList()
    case .united(let united, _):
      return try readingStored(united) { try $0.userIDs() }
    }
  }

  /// The rows, users and times of every event of the block, by event number.
  func eventExtents() throws -> [(event: Int, extent: EventExtent)] {
    if case .group(let group, let file) = content {
      return group.directory.events.map { event in
        (
          Int(catalog.eventNumbers[file][Int(event.code)]),
          EventExtent(
            rows: event.rows, users: event.users, first: event.firstTime.microseconds,
            last: event.lastTime.microseconds)
        )
      }
    }
    let times = try times()
    return try catalog.events.indices.compactMap { event in
      let rows = try rows(ofEvent: event)
      guard !rows.isEmpty else { return nil }
      let eventTimes = rows.map { times[Int($0)] }
      return (
        event,
        EventExtent(
          rows: rows.count, users: Set(users(ofRows: rows)).count, first: eventTimes.min() ?? 0,
          last: eventTimes.max() ?? 0)
      )
    }
  }

  /// What this block holds for one segment.
  func reading(of test: SegmentTest) throws -> SegmentReading {
    if let known = segmentReadings[ObjectIdentifier(test)] { return known }
    let reading = try SegmentReading(test, block: self)
    segmentReadings[ObjectIdentifier(test)] = reading
    return reading
  }

  func eventName(_ number: UInt32) -> String { catalog.events[Int(number)].name }

  /// The user of each of `rows`, which ascend.
  func users(ofRows rows: [UInt32]) -> [Int] {
    var user = 0
    return rows.map { row in
      while userEnds[user] <= row { user += 1 }
      return user
    }
  }
}

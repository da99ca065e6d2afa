import EventModel
import SegmentStore

/// The rows of one work unit under the catalog's numbering; parts are read when first asked for.
///
/// Used by one worker at a time.
final class RowBlock {
  private enum Content {
    case group(RowGroup, file: Int)
    case merged(RowGroupContents)
  }

  private let content: Content
  private let catalog: SnapshotCatalog
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

  private var cachedTimes: RowTimes?
  private var cachedColumns: [Int: ColumnChunk?] = [:]
  private var cachedEvents: [UInt32]?
  private var mergedPostings: [[UInt32]]?
  private var segmentReadings: [ObjectIdentifier: SegmentReading] = [:]

  init(
    _ group: RowGroup, file: Int, catalog: SnapshotCatalog, times: PartTimes?,
    isCancelled: @escaping @Sendable () -> Bool
  ) throws {
    content = .group(group, file: file)
    self.isCancelled = isCancelled
    partTimes = times
    self.catalog = catalog
    rowCount = group.directory.rows
    userEnds = try group.userEnds()
    bytesRead = group.directory.userCounts.storedLength
  }

  init(
    _ merged: RowGroupContents, bytes: Int, catalog: SnapshotCatalog, times: PartTimes?,
    isCancelled: @escaping @Sendable () -> Bool
  ) {
    content = .merged(merged)
    self.isCancelled = isCancelled
    partTimes = times
    self.catalog = catalog
    rowCount = merged.rowCount
    userEnds = merged.userEnds
    eventsRead = merged.rowCount
    bytesRead = bytes
  }

  var userCount: Int { userEnds.count }

  /// Decodes something, and tells how long that took where somebody wants to know.
  private func decoding<Result>(_ decode: () throws -> Result) rethrows -> Result {
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
    case .merged(let contents):
      if mergedPostings == nil {
        var postings = [[UInt32]](repeating: [], count: catalog.events.count)
        for (row, event) in contents.events.enumerated() { postings[Int(event)].append(UInt32(row)) }
        mergedPostings = postings
      }
      return mergedPostings?[number] ?? []
    }
  }

  /// Counts all rows as read.
  func noteAllRows() { eventsRead = rowCount }

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
      var codes = try decoding { try group.eventCodes() }
      let numbers = catalog.eventNumbers[file]
      for row in codes.indices { codes[row] = numbers[Int(codes[row])] }
      events = codes
      eventsRead = rowCount
      bytesRead += group.directory.events.reduce(0) { $0 + $1.postings.storedLength }
    case .merged(let contents):
      events = contents.events
    }
    cachedEvents = events
    return events
  }

  func times() throws -> RowTimes {
    if let cachedTimes { return cachedTimes }
    try checkCancelled()
    let times: RowTimes
    switch content {
    case .group(let group, _):
      times = try decoding { try group.times() }
      bytesRead += group.directory.times.storedLength
    case .merged(let contents):
      times = RowTimes(contents.times)
    }
    cachedTimes = times
    return times
  }

  /// The values of a column, or `nil` when no row has one; all rows of a user have its properties.
  func column(_ number: Int) throws -> ColumnChunk? {
    if let cached = cachedColumns[number] { return cached }
    try checkCancelled()
    var chunk: ColumnChunk?
    switch content {
    case .group(let group, let file):
      let code = catalog.code(ofColumn: number, inFile: file)
      chunk = try decoding { try code.flatMap { try group.column($0) } }
      bytesRead += code.flatMap { group.directory.column($0)?.chunk.storedLength } ?? 0
    case .merged(let contents):
      chunk = contents.columns[UInt32(number)]
    }
    if catalog.columns[number].kind == .userProperty { chunk = chunk.map(spreadOverUsers) }
    cachedColumns[number] = .some(chunk)
    return chunk
  }

  /// Gives all rows of a user the value of the last row that has one, which is the newest.
  private func spreadOverUsers(_ chunk: ColumnChunk) -> ColumnChunk {
    var spread = chunk
    spread.codesByRow.withUnsafeMutableBufferPointer { codes in
      var start = 0
      for end in userEnds {
        let rows = start..<Int(end)
        let newest = rows.last { codes[$0] != 0 }.map { codes[$0] } ?? 0
        for row in rows { codes[row] = newest }
        start = Int(end)
      }
    }
    return spread
  }

  func userIDs() throws -> TextList {
    switch content {
    case .group(let group, _):
      bytesRead += group.directory.userIDs.storedLength
      return try decoding { try group.userIDs() }
    case .merged(let contents):
      return contents.userIDs
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

/// How often an event occurs, for how many users, and when.
struct EventExtent: Sendable {
  var rows: Int
  var users: Int
  /// µs.
  var first: Int64
  var last: Int64

  /// The extent of `rows`, which ascend; `nil` without any.
  init?(_ rows: [UInt32], in block: RowBlock, _ rowTimes: RowTimes) {
    let times = rows.map { rowTimes[Int($0)] }
    guard let earliest = times.min(), let latest = times.max() else { return nil }
    (self.rows, first, last) = (rows.count, earliest, latest)
    users = Set(block.users(ofRows: rows)).count
  }

  init(rows: Int, users: Int, first: Int64, last: Int64) {
    (self.rows, self.users, self.first, self.last) = (rows, users, first, last)
  }

  mutating func merge(_ other: EventExtent) {
    rows += other.rows
    users += other.users
    first = min(first, other.first)
    last = max(last, other.last)
  }

  func merging(_ other: EventExtent) -> EventExtent {
    var merged = self
    merged.merge(other)
    return merged
  }
}

import EventModel

/// What the groups of a file amount to, to be held against the footer.
struct SegmentFileTotals {
  private let file: SegmentFile
  private var rowsByEvent: [Int]
  private var usersByEvent: [Int]
  /// Whether all directories could be read.
  private var isWhole = true
  private var blocks: [BlockReference] = []
  private var lastUser: (hash: UInt64, id: [UInt8])?
  private var found: [StoreError] = []

  init(_ file: SegmentFile) {
    self.file = file
    rowsByEvent = [Int](repeating: 0, count: file.footer.eventNames.count)
    usersByEvent = rowsByEvent
  }

  /// Adds a group; groups are added in order.
  mutating func add(_ group: RowGroupVerification) {
    let entry = file.footer.groups[group.group]
    blocks.append(entry.directory)
    guard let directory = group.directory else {
      isWhole = false
      return
    }
    blocks += directory.blocks
    for event in directory.events {
      rowsByEvent[Int(event.code)] += event.rows
      usersByEvent[Int(event.code)] += event.users
    }
    // Groups with neighbouring users of one hash are ordered by id, and no user is in two.
    if let lastUser, lastUser.hash == entry.firstHash, !lastUser.id.lexicographicallyPrecedes(group.firstUser)
    {
      found.append(
        file.damaged(directory.userIDs, "row group \(group.group), user ids", .inconsistent("user order")))
    }
    lastUser = (entry.lastHash, group.lastUser)
  }

  /// What does not agree.
  func problems() -> [StoreError] {
    var problems = found
    func note(_ what: String) {
      problems.append(
        .damaged(file: file.path, block: "footer", offset: file.footerOffset, problem: .inconsistent(what)))
    }
    let footer = file.footer
    if Set(footer.eventNames.map(\.name)).count < footer.eventNames.count { note("event name twice") }
    if Set(footer.columns).count < footer.columns.count { note("column twice") }
    if let first = footer.groups.map(\.firstTime).min(), let last = footer.groups.map(\.lastTime).max(),
      first != footer.firstTime || last != footer.lastTime
    {
      note("time range")
    }
    guard isWhole else { return problems }
    if footer.eventNames.map(\.rows) != rowsByEvent { note("rows of events") }
    if footer.eventNames.map(\.users) != usersByEvent { note("users of events") }
    // Blocks lie side by side, so that no byte of the file is without a checksum.
    var next = UInt64(SegmentFormat.headerLength)
    for block in blocks.sorted(by: { ($0.offset, $0.storedLength) < ($1.offset, $1.storedLength) }) {
      if block.offset != next {
        problems.append(
          .damaged(
            file: file.path, block: "row groups", offset: min(next, block.offset),
            problem: .inconsistent("gap between blocks")))
        return problems
      }
      next += UInt64(block.storedLength)
    }
    if next != file.footerOffset { note("gap between blocks") }
    return problems
  }
}

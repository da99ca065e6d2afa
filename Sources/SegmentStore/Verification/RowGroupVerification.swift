import EventModel

/// Checks one row group: that every block can be read, and that the blocks agree with each other.
struct RowGroupVerification {
  private let file: SegmentFile
  let group: Int
  private(set) var problems: [StoreError] = []
  private(set) var blocks = 0
  private(set) var rows = 0
  /// Stored bytes of the blocks.
  private(set) var bytes = 0
  private(set) var directory: RowGroupDirectory?
  private(set) var firstUser: [UInt8] = []
  private(set) var lastUser: [UInt8] = []

  init(_ file: SegmentFile, group: Int) {
    self.file = file
    self.group = group
  }

  mutating func run() {
    let reference = file.footer.groups[group].directory
    blocks += 1
    bytes += reference.storedLength
    let (file, index) = (file, group)
    guard
      let group = read({ () throws(StoreError) in
        try RowGroup(file: file, index: index, codec: ZstdCodec())
      })
    else { return }
    let directory = group.directory
    self.directory = directory
    rows = directory.rows
    blocks += 3 + directory.events.count + directory.columns.count
    bytes += directory.blocks.reduce(0) { $0 + $1.storedLength }
    let ends = read { () throws(StoreError) in try group.userEnds() }
    checkUsers(group)
    let times = checkTimes(group, ends)
    checkEvents(group, ends, times)
    for column in directory.columns { check(column, of: group) }
  }

  /// The result of `body`, or `nil` after noting what it threw.
  private mutating func read<Result>(_ body: () throws(StoreError) -> Result?) -> Result? {
    do throws(StoreError) {
      return try body()
    } catch {
      problems.append(error)
      return nil
    }
  }

  private mutating func inconsistent(_ reference: BlockReference, _ block: String, _ what: String) {
    problems.append(file.damaged(reference, "row group \(group), \(block)", .inconsistent(what)))
  }

  private mutating func checkUsers(_ group: RowGroup) {
    let ids = read { () throws(StoreError) in
      let ids = try group.userIDs()
      _ = try group.userHashes(of: ids)
      return ids
    }
    guard let ids, ids.count > 0 else { return }
    firstUser = Array(ids[0])
    lastUser = Array(ids[ids.count - 1])
  }

  /// The times of all rows, in order of rows.
  private mutating func checkTimes(_ group: RowGroup, _ ends: [UInt32]?) -> [Int64]? {
    let directory = group.directory
    let times: [Int64]
    do {
      times = try group.withTimes { $0.times(ofRows: 0..<directory.rows) }
    } catch {
      if let error = error as? StoreError { problems.append(error) }
      return nil
    }
    if times.min() != directory.firstTime.microseconds || times.max() != directory.lastTime.microseconds {
      inconsistent(directory.times, "times", "time range")
    }
    guard let ends else { return times }
    var row = 0
    for end in ends {
      for next in (row + 1)..<max(row + 1, Int(end)) where times[next - 1] > times[next] {
        inconsistent(directory.times, "times", "order of times")
        return times
      }
      row = Int(end)
    }
    return times
  }

  private mutating func checkEvents(_ group: RowGroup, _ ends: [UInt32]?, _ times: [Int64]?) {
    let directory = group.directory
    var seen = [Bool](repeating: false, count: directory.rows)
    var isWhole = true
    for event in directory.events {
      guard let rows = read({ () throws(StoreError) in try group.postings(event) }) else {
        isWhole = false
        continue
      }
      let block = "postings of event \(event.code)"
      for row in rows { seen[Int(row)] = true }
      if let ends, Self.users(of: rows, ends) != event.users {
        inconsistent(event.postings, block, "users")
      }
      if let times {
        let range = rows.reduce(into: (first: Int64.max, last: Int64.min)) { range, row in
          range = (min(range.first, times[Int(row)]), max(range.last, times[Int(row)]))
        }
        if range != (event.firstTime.microseconds, event.lastTime.microseconds) {
          inconsistent(event.postings, block, "time range")
        }
      }
    }
    if isWhole, seen.contains(false) {
      inconsistent(file.footer.groups[self.group].directory, "postings", "row count")
    }
  }

  /// Distinct users among ascending rows.
  private static func users(of rows: [UInt32], _ ends: [UInt32]) -> Int {
    var users = 0
    var user = 0
    var last = -1
    for row in rows {
      while user < ends.count, ends[user] <= row { user += 1 }
      if user != last { users += 1 }
      last = user
    }
    return users
  }

  private mutating func check(_ column: RowGroupDirectory.Column, of group: RowGroup) {
    let name = "column \(column.code)"
    guard let chunk = read({ () throws(StoreError) in try group.column(column.code) }) else { return }
    // Codes come up in order: each value is either a known one or the next.
    var next: UInt32 = 1
    for code in chunk.codesByRow where code >= next {
      guard code == next else { return inconsistent(column.chunk, name, "order of values") }
      next += 1
    }
    if Int(next) - 1 != chunk.dictionary.count { inconsistent(column.chunk, name, "value without rows") }
    if chunk.dictionary.hasRepeats { inconsistent(column.chunk, name, "value twice") }
  }
}

extension RowGroupDirectory {
  /// All blocks of the group but the directory itself.
  package var blocks: [BlockReference] {
    [userCounts, userIDs, times] + events.map(\.postings) + columns.map(\.chunk)
  }
}

extension ChunkDictionary {
  /// Whether two entries are the same value.
  fileprivate var hasRepeats: Bool {
    struct Number: Hashable {
      var type: PropertyType
      var payload: UInt64
    }
    var numbers: Set<Number> = []
    for entry in types.indices where types[entry] != .string {
      if !numbers.insert(Number(type: types[entry], payload: payloads[entry])).inserted { return true }
    }
    var known = TextDictionary()
    return texts.bytes.withUnsafeBytes { bytes in
      for index in 0..<texts.count {
        let text = UnsafeRawBufferPointer(rebasing: bytes[texts.range(at: index)])
        if known.number(of: text) != index { return true }
      }
      return false
    }
  }
}

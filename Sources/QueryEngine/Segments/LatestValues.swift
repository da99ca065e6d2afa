import EventModel
import QueryLanguage
import SegmentStore

/// A condition on users: each property stands for the newest value it has had before an instant.
struct LatestValues {
  private indirect enum Node {
    /// By code + 1 of the column's dictionary, the first entry for no value.
    case coded(LatestRows, accepted: [Bool])
    case test(Source, ValueTest)
    /// By row, whether a condition on the event's name holds.
    case names([Bool])
    case compare(Source, Relation, Source)
    case not(Node)
    case all([Node])
    case any([Node])
  }

  private enum Source {
    case column(LatestRows)
    case absent
    case user(TextList)
    case event
    case time
  }

  /// A column and, for each row, the newest row of its user up to it that has a value, plus one.
  private struct LatestRows {
    var chunk: ColumnChunk
    var rows: [UInt32]
  }

  private let root: Node
  private let times: RowTimes
  private let userEnds: [UInt32]
  private let eventNames: [String]

  init(_ filter: BoundFilter, block: RowBlock) throws {
    times = try block.times()
    userEnds = block.userEnds
    var columns: [Int: LatestRows?] = [:]
    root = try Self.node(filter, block, &columns)
    eventNames =
      filter.readsEventName ? try block.events().map { block.eventName($0) } : []
  }

  private static func node(
    _ filter: BoundFilter, _ block: RowBlock, _ columns: inout [Int: LatestRows?]
  ) throws -> Node {
    switch filter {
    case .test(.event, let test):
      return .names(try block.namesHold(test, (0..<UInt32(block.rowCount)).map { $0 }))
    case .test(let field, let test):
      let source = try source(field, block, &columns)
      guard case .column(let latest) = source else { return .test(source, test) }
      let dictionary = latest.chunk.dictionary
      return .coded(
        latest,
        accepted: [test.holds(nil)]
          + (0..<dictionary.count).map { test.holds(dictionary.value(at: $0)) })
    case .compare(let left, let relation, let right):
      return .compare(
        try source(left, block, &columns), relation, try source(right, block, &columns))
    case .not(let inner): return .not(try node(inner, block, &columns))
    case .all(let parts): return .all(try parts.map { try node($0, block, &columns) })
    case .any(let parts): return .any(try parts.map { try node($0, block, &columns) })
    }
  }

  private static func source(
    _ field: BoundFilter.Field, _ block: RowBlock, _ columns: inout [Int: LatestRows?]
  ) throws -> Source {
    switch field {
    case .column(let number):
      if let known = columns[number] { return known.map { .column($0) } ?? .absent }
      let latest = try block.column(number).map { latestRows($0, block) }
      columns[number] = .some(latest)
      return latest.map { .column($0) } ?? .absent
    // A condition cannot name a segment; segments stand beside it.
    case .absent, .segment, .names: return .absent
    case .user: return .user(try block.userIDs())
    case .event: return .event
    case .time: return .time
    }
  }

  private static func latestRows(_ chunk: ColumnChunk, _ block: RowBlock) -> LatestRows {
    var rows = [UInt32](repeating: 0, count: block.rowCount)
    for user in 0..<block.userCount {
      var latest: UInt32 = 0
      for row in block.rows(ofUser: user) {
        if chunk.codesByRow[row] != 0 { latest = UInt32(row) + 1 }
        rows[row] = latest
      }
    }
    return LatestRows(chunk: chunk, rows: rows)
  }

  /// Whether the condition holds for what is known of the user before `instant`; the user has an event before it.
  func holds(ofUser user: Int, before instant: Int64) -> Bool {
    var low = Int(user == 0 ? 0 : userEnds[user - 1])
    var high = Int(userEnds[user])
    // Of the user's events the first at the instant or later; most often there is none.
    if high > low, times[high - 1] < instant { low = high }
    while low < high {
      let middle = (low + high) / 2
      if times[middle] < instant { low = middle + 1 } else { high = middle }
    }
    return holds(root, user: user, row: low - 1)
  }

  private func holds(_ node: Node, user: Int, row: Int) -> Bool {
    switch node {
    case .coded(let latest, let accepted):
      let found = Int(latest.rows[row])
      return accepted[found == 0 ? 0 : Int(latest.chunk.codesByRow[found - 1])]
    case .names(let holds): return holds[row]
    case .test(let source, let test): return test.holds(value(source, user: user, row: row))
    case .compare(let left, let relation, let right):
      return ValueComparison.holds(
        value(left, user: user, row: row), relation, value(right, user: user, row: row))
    case .not(let inner): return !holds(inner, user: user, row: row)
    case .all(let parts): return parts.allSatisfy { holds($0, user: user, row: row) }
    case .any(let parts): return parts.contains { holds($0, user: user, row: row) }
    }
  }

  private func value(_ source: Source, user: Int, row: Int) -> PropertyValue? {
    switch source {
    case .column(let latest):
      let found = Int(latest.rows[row])
      return found == 0 ? nil : latest.chunk.value(ofRow: found - 1)
    case .absent: return nil
    case .user(let ids): return .string(ids.text(at: user))
    case .event: return .string(eventNames[row])
    case .time: return .timestamp(Timestamp(microseconds: times[row]))
    }
  }
}

extension BoundFilter {
  /// Whether the name of an event takes part.
  fileprivate var readsEventName: Bool {
    switch self {
    // What a test of the name needs stands in its node.
    case .test: false
    case .compare(let left, _, let right): left == .event || right == .event
    case .not(let inner): inner.readsEventName
    case .all(let parts), .any(let parts): parts.contains { $0.readsEventName }
    }
  }
}

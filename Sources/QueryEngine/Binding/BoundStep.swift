import EventModel
import QueryLanguage

/// Which event names a step or a stream means.
enum EventSet: Sendable, Equatable {
  case all
  /// Numbers of the catalog, ascending.
  case some([Int])

  func contains(_ event: Int) -> Bool {
    switch self {
    case .all: true
    case .some(let events): events.contains(event)
    }
  }

  func union(_ other: EventSet) -> EventSet {
    switch (self, other) {
    case (.all, _), (_, .all): .all
    case (.some(let left), .some(let right)): .some(Set(left + right).sorted())
    }
  }

  /// Whether no event is in two of `sets`.
  static func areDisjoint(_ sets: [EventSet]) -> Bool {
    var seen: Set<Int> = []
    for set in sets {
      guard case .some(let events) = set else { return sets.count == 1 }
      for event in events where !seen.insert(event).inserted { return false }
    }
    return true
  }

  func intersection(_ other: EventSet) -> EventSet {
    switch (self, other) {
    case (.all, let set), (let set, .all): set
    case (.some(let left), .some(let right)): .some(left.filter(right.contains))
    }
  }
}

/// A step whose names are numbers of the catalog.
struct BoundStep: Sendable {
  /// The step as the language prints it.
  var label: String
  var events: EventSet
  var filter: BoundFilter?

  /// Rows of `block` that satisfy the step and belong to the stream, ascending.
  func rows(in block: RowBlock, stream: BoundStream) throws -> [UInt32] {
    let rows = try events.intersection(stream.events).rows(in: block)
    var selected = rows
    if let filter = stream.filter { selected = try filter.selection(selected, in: block) }
    if let filter { selected = try filter.selection(selected, in: block) }
    return selected
  }
}

extension EventSet {
  /// The rows of the events, ascending.
  func rows(in block: RowBlock) throws -> [UInt32] {
    switch self {
    case .all: return block.allRows()
    case .some(let events):
      if events.count == 1 { return try block.rows(ofEvent: events[0]) }
      var rows: [UInt32] = []
      for event in events { rows += try block.rows(ofEvent: event) }
      rows.sort()
      guard block.labels != nil, !rows.isEmpty else { return rows }
      // A row is among those of each of its labels.
      var kept = 1
      for index in 1..<rows.count where rows[index] != rows[kept - 1] {
        rows[kept] = rows[index]
        kept += 1
      }
      rows.removeSubrange(kept...)
      return rows
    }
  }
}

/// Which events exist for a statement, and how they are cut into units.
struct BoundStream: Sendable {
  /// How units are made of users.
  enum Unit: Sendable, Equatable {
    case user
    /// The source's sessions, or runs without a longer silence than `gap` where `column` is `nil`.
    case session(column: Int?, gap: SessionGap, resetZone: ZoneRules?)
    /// The events that share a value, whoever their users are.
    case property(BoundFilter.Field, name: String)

    var name: String {
      switch self {
      case .user: "user"
      case .session: "session"
      case .property(_, let name): name
      }
    }
  }

  var events: EventSet = .all
  var filter: BoundFilter?
  /// Half-open, µs.
  var range: Range<Int64> = Int64.min..<Int64.max
  var unit: Unit = .user
  var zone: ZoneRules = .utc

  /// Lets only the events of members exist.
  mutating func restrict(to segment: SegmentTest, isMember: Bool = true) {
    let condition = BoundFilter.test(.segment(segment), .compare(.equal, .boolean(isMember)))
    filter = filter.map { .all([condition, $0]) } ?? condition
  }

  var isWhole: Bool { events == .all && filter == nil }

  var isBounded: Bool { range != Int64.min..<Int64.max }

  /// Columns that reading the stream needs.
  var columns: Set<Int> {
    var columns = filter?.columns ?? []
    switch unit {
    case .session(let column?, _, _): columns.insert(column)
    case .session(nil, let gap, _): columns.formUnion(gap.columns)
    case .property(let field, _): columns.formUnion(field.columns)
    case .user: break
    }
    return columns
  }
}

/// What the rows of a table are.
package enum HeapTableKind: String, Sendable, Hashable {
  /// Events of the table's name.
  case events
  case pageviews
  case sessions
  /// One row per user and change: the table of users.
  case users
  /// The identity map.
  case migrations
  /// Nobody knows.
  case unknown

  /// The kind of table `name`; `columns` is empty where they are not known.
  package init(name: String, columns: [String]) {
    switch name {
    case "users": self = .users
    case "user_migrations": self = .migrations
    case "pageviews": self = .pageviews
    case "sessions": self = .sessions
    case "_event_metadata": self = .unknown
    default:
      let needed = ["event_id", "user_id", "time"]
      self = columns.isEmpty || needed.allSatisfy { columns.contains($0) } ? .events : .unknown
    }
  }

  /// Whether the rows become events.
  package var isEvents: Bool { self == .events || self == .pageviews || self == .sessions }

  /// Whether the table's name is one of the labels that its raw events may have; sessions are no raw events.
  package var isLabel: Bool { self == .events || self == .pageviews }
}

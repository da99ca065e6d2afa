public import EventModel

/// The answer to `show events`.
public struct EventListResult: Sendable, Equatable {
  public var events: [EventSummary]
  /// Where events may carry several labels: how many events there are, each counted once.
  public var distinctEvents: Int?

  public init(
    events: [EventSummary],
    distinctEvents: Int? = nil
  ) {
    self.events = events
    self.distinctEvents = distinctEvents
  }
}

/// One event name in numbers.
public struct EventSummary: Sendable, Equatable {
  public var name: String
  public var events: Int
  public var users: Int
  /// Nil for a defined name that never occurred.
  public var first: Timestamp?
  public var last: Timestamp?
  /// For a defined event, the statement that defines it.
  public var definition: String?

  public init(
    name: String,
    events: Int,
    users: Int,
    first: Timestamp?,
    last: Timestamp?,
    definition: String? = nil
  ) {
    self.name = name
    self.events = events
    self.users = users
    self.first = first
    self.last = last
    self.definition = definition
  }
}

public import EventModel

/// The answer to `describe event`.
public struct EventDescription: Sendable, Equatable {
  public var name: String
  public var events: Int
  public var users: Int
  public var first: Timestamp?
  public var last: Timestamp?
  public var properties: [DescribedProperty]
  /// Days without the event between the first and the last are listed with 0.
  public var days: [DayCount]

  public init(
    name: String,
    events: Int,
    users: Int,
    first: Timestamp?,
    last: Timestamp?,
    properties: [DescribedProperty],
    days: [DayCount]
  ) {
    self.name = name
    self.events = events
    self.users = users
    self.first = first
    self.last = last
    self.properties = properties
    self.days = days
  }
}

/// One property of one event.
public struct DescribedProperty: Sendable, Equatable {
  public var name: String
  /// Events that carry it.
  public var present: Int
  /// The share of the event's occurrences that carry it.
  public var share: Double?
  public var types: [TypeCount]
  /// The most frequent values, most frequent first.
  public var top: [ValueCount]

  public init(
    name: String,
    present: Int,
    share: Double?,
    types: [TypeCount],
    top: [ValueCount]
  ) {
    self.name = name
    self.present = present
    self.share = share
    self.types = types
    self.top = top
  }
}

/// How often one value occurs.
public struct ValueCount: Sendable, Equatable {
  public var value: PropertyValue
  public var count: Int

  public init(
    value: PropertyValue,
    count: Int
  ) {
    self.value = value
    self.count = count
  }
}

/// The events of one day of the statement's zone.
public struct DayCount: Sendable, Equatable {
  /// For example `2026-01-05`.
  public var day: String
  public var events: Int

  public init(
    day: String,
    events: Int
  ) {
    self.day = day
    self.events = events
  }
}

/// The answer to `compare snapshots`: how often each event occurs in two snapshots, in all and by day.
public struct SnapshotComparisonResult: Sendable, Equatable {
  /// The numbers of the snapshots.
  public var first: Int
  public var second: Int
  /// By name; events of neither snapshot are missing.
  public var events: [EventComparison]

  public init(first: Int, second: Int, events: [EventComparison]) {
    self.first = first
    self.second = second
    self.events = events
  }

  /// All events.
  public var total: CountPair {
    events.reduce(into: CountPair(first: 0, second: 0)) { sum, event in
      sum.first += event.total.first
      sum.second += event.total.second
    }
  }
}

/// How often something occurs in each of two snapshots.
public struct CountPair: Sendable, Equatable {
  public var first: Int
  public var second: Int

  public init(first: Int, second: Int) {
    self.first = first
    self.second = second
  }

  /// Second minus first.
  public var difference: Int { second - first }
}

/// One event name in two snapshots.
public struct EventComparison: Sendable, Equatable {
  public var event: String
  public var total: CountPair
  /// The days on which it occurs in either, ascending.
  public var days: [DayComparison]

  public init(event: String, total: CountPair, days: [DayComparison]) {
    self.event = event
    self.total = total
    self.days = days
  }
}

/// One event name on one day in two snapshots.
public struct DayComparison: Sendable, Equatable {
  /// `2026-01-05`, in the statement's zone.
  public var day: String
  public var count: CountPair

  public init(day: String, count: CountPair) {
    self.day = day
    self.count = count
  }
}

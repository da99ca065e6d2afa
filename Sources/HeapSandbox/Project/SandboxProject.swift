import EventModel

/// The data that a sandbox serves: events in order of time, with everything spelled out once.
///
/// Built once, read from any number of threads. Arrays that go `by event` run in stored order: by time, events of
/// one instant in the order they were read.
struct SandboxProject: Sendable {
  /// What a user's rows are made of.
  struct User: Sendable {
    /// The id as JSON.
    var id: String
    /// Hash of the id; decides over buckets and accounts.
    var hash: UInt64
    /// The user's properties as JSON: the newest value of each in the data.
    var properties: [String?]
    /// The user's events, in stored order.
    var events: [Int32] = []
  }

  /// First the events as they stay, by event; behind them the first versions of those that are corrected.
  var rows = RowTable()
  /// By event: microseconds.
  var times: [Int64] = []
  /// By event.
  var users: [Int32] = []
  var names: [Int32] = []
  /// By event: from when on it is visible.
  var visibleFrom: [Int64] = []
  /// By event: from when on its row is the one that stays; ``visibleFrom`` where there is no other.
  var finalFrom: [Int64] = []
  /// By event: where ``rows`` has its first version.
  var firstVersions: [Int32: Int32] = [:]

  /// Users in order of their ids; ``users`` gives places in it.
  var people: [User] = []
  /// Event names as JSON; ``names`` gives places in it.
  var eventNames: [String] = []
  var userProperties: [String] = []
  /// Every instant at which something becomes visible, ascending.
  var changes: [Int64] = []
  var segments: [SandboxSegment] = []
  var funnels: [SandboxFunnel] = []

  /// The accounts that users are dealt to by the hash of their ids; about eight users each.
  var accountCount: Int { (people.count + 7) / 8 }

  func account(of user: Int) -> Int { Int(people[user].hash >> 32) % accountCount }

  /// How many changes lie at or before an instant: tells apart what is visible when.
  func epoch(at instant: Int64) -> Int {
    changes.partitioningIndex { $0 > instant }
  }

  /// The events of a range of times.
  func events(from: Int64?, to: Int64?) -> Range<Int> {
    let first = from.map { from in times.partitioningIndex { $0 >= from } } ?? 0
    let end = to.map { to in times.partitioningIndex { $0 >= to } } ?? times.count
    return first..<max(first, end)
  }

  /// The row that stands for an event at an instant, or `nil` while it is not visible.
  func row(of event: Int, at instant: Int64) -> Int32? {
    guard visibleFrom[event] <= instant else { return nil }
    return finalFrom[event] <= instant ? Int32(event) : firstVersions[Int32(event)]
  }
}

extension Array {
  /// The first place whose element meets `condition`, which holds for all from some place on.
  ///
  /// - Complexity: O(log n).
  func partitioningIndex(where condition: (Element) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if condition(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}

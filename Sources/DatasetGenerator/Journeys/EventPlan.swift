/// A recipe made ready to write users in one format.
protocol EventPlan: Sendable {
  var layout: RowLayout { get }

  /// Events that a user has on average, about.
  var expectedEventsPerUser: Double { get }

  /// Appends the first events of a user, at most `limit`, in order of time, and tells how many there were.
  ///
  /// Every user has at least one event. The bytes depend on the plan, the user's number and the seed alone.
  func writeUser(_ user: UInt64, seed: UInt64, limit: Int, into buffer: inout OutputBuffer) -> Int
}

extension Recipe {
  func plan(rows: DatasetFormat.Rows) -> any EventPlan {
    switch kind {
    case .clickstream(let recipe): ClickstreamPlan(recipe, rows: rows)
    case .shop(let recipe): ShopPlan(recipe, rows: rows)
    }
  }
}

/// The last instant that a dataset may hold, in milliseconds: the end of the year 9999.
let latestMillisecond: Int64 = 253_402_300_799_999

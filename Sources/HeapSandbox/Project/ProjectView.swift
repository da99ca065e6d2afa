import EventModel
import Synchronization

/// What a project's objects look like at one instant.
///
/// Everything but events is counted from the events visible then, when it is first asked for, by plain loops over the
/// users; the tests compare these figures with others.
final class ProjectView: Sendable {
  /// A table of other objects than events, with what its rows are chosen by.
  struct Table: Sendable {
    var rows = RowTable()
    /// By row: decides over the bucket.
    var hashes: [UInt64] = []
    /// By row: what `from` and `to` bound; empty where nothing does.
    var times: [Int64] = []
    /// By row: when something last changed about it; empty where that is not told.
    var changes: [Int64] = []
  }

  /// What tables there are.
  enum Content: Hashable, Sendable {
    case users
    case accounts
    case segments
    /// The members of the segment at this place.
    case members(Int)
    /// All members of all segments, or of one.
    case memberships(Int?)
    case funnels
    case analytics
  }

  let project: SandboxProject
  let instant: Int64
  private let tables = Mutex<[Content: Table]>([:])

  init(_ project: SandboxProject, at instant: Int64) {
    self.project = project
    self.instant = instant
  }

  func table(_ content: Content) -> Table {
    tables.withLock { tables in
      if let table = tables[content] { return table }
      let table = make(content)
      tables[content] = table
      return table
    }
  }

  private func make(_ content: Content) -> Table {
    switch content {
    case .users: users()
    case .accounts: accounts()
    case .segments: segments()
    case .members(let segment): members(segment)
    case .memberships(let segment): memberships(segment)
    case .funnels: funnels()
    case .analytics: analytics()
    }
  }

  /// A user's visible events, in stored order.
  func visibleEvents(of user: Int) -> [Int] {
    project.people[user].events.map { Int($0) }.filter { project.visibleFrom[$0] <= instant }
  }

  // MARK: Users and accounts

  /// What is known of a user, or of an account: the time of its first and last visible event, and when it last changed.
  private struct Life {
    var first = Int64.max
    var last = Int64.min
    var change = Int64.min
    var users = 0

    mutating func add(_ other: Life) {
      first = min(first, other.first)
      last = max(last, other.last)
      change = max(change, other.change)
      users += other.users
    }
  }

  private func life(of user: Int) -> Life? {
    let events = visibleEvents(of: user)
    guard let first = events.first, let last = events.last else { return nil }
    return Life(
      first: project.times[first], last: project.times[last],
      change: events.map { project.visibleFrom[$0] }.max() ?? 0, users: 1)
  }

  private func users() -> Table {
    var table = Table()
    for (place, user) in project.people.enumerated() {
      guard let life = life(of: place) else { continue }
      table.rows.append { bytes in
        bytes.append(json: "{\"user_id\":\(user.id),\"identity\":\(identity(of: user))")
        bytes.append(json: ",\"account_id\":\(accountID(project.account(of: place)))")
        append(life, to: &bytes)
        bytes.append(json: ",\"properties\":{")
        var isFirst = true
        for (name, value) in zip(project.userProperties, user.properties) {
          guard let value else { continue }
          bytes.append(json: "\(isFirst ? "" : ",")\(name.asJSON):\(value)")
          isFirst = false
        }
        bytes.append(json: "}}")
      }
      table.hashes.append(user.hash)
      table.times.append(life.last)
      table.changes.append(life.change)
    }
    return table
  }

  private func identity(of user: SandboxProject.User) -> String {
    user.id.hasPrefix("\"") ? user.id.dropLast() + "@example.com\"" : "\"\(user.id)@example.com\""
  }

  private func accountID(_ account: Int) -> String {
    let digits = String(account + 1)
    return "\"a" + String(repeating: "0", count: max(0, 6 - digits.utf8.count)) + digits + "\""
  }

  private func append(_ life: Life, to bytes: inout [UInt8]) {
    bytes.append(json: ",\"joindate\":\"\(Timestamp(microseconds: life.first).iso8601)\"")
    bytes.append(json: ",\"last_modified\":\"\(Timestamp(microseconds: life.last).iso8601)\"")
  }

  private func accounts() -> Table {
    var lives = [Life](repeating: Life(), count: project.accountCount)
    for user in project.people.indices {
      if let life = life(of: user) { lives[project.account(of: user)].add(life) }
    }
    var table = Table()
    for (account, life) in lives.enumerated() where life.users > 0 {
      let id = accountID(account)
      let hash = StableHash.text(id.utf8)
      let tier = ["starter", "team", "enterprise"][Int(hash >> 40) % 3]
      table.rows.append { bytes in
        bytes.append(
          json: "{\"account_id\":\(id),\"name\":\"Account \(account + 1)\",\"users\":\(life.users)")
        append(life, to: &bytes)
        bytes.append(json: ",\"properties\":{\"tier\":\"\(tier)\"}}")
      }
      table.hashes.append(hash)
      table.times.append(life.last)
      table.changes.append(life.change)
    }
    return table
  }
}

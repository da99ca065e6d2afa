import EventModel
import QueryLanguage
import SegmentStore
import SequenceMatcher

/// What one block holds for one segment, read once and asked per user and instant.
///
/// Used by one worker at a time.
final class SegmentReading {
  private indirect enum Node {
    case count(UserRows, Relation, Int, BoundPeriod)
    case reached(PatternReading, BoundPeriod)
    case first(UserRows, BoundPeriod)
    case stopped(UserRows, BoundPeriod)
    case listed([Bool])
    case condition(LatestValues)
    case at(SegmentMoment, Node)
    case not(Node)
    case all([Node])
    case any([Node])
  }

  private let root: Node
  private let instant: Int64
  /// Of each user's first event, µs.
  private let firstTimes: [Int64]
  private var knownMembers: [Bool]?

  init(_ test: SegmentTest, block: RowBlock) throws {
    instant = test.instant
    let times = try block.times()
    firstTimes = (0..<block.userCount).map { times[block.rows(ofUser: $0).lowerBound] }
    root = try Self.node(test.segment, block)
  }

  private static func node(_ segment: BoundSegment, _ block: RowBlock) throws -> Node {
    func rows(_ step: BoundStep) throws -> UserRows {
      try UserRows(step.rows(in: block, stream: BoundStream()), in: block)
    }
    switch segment {
    case .count(let step, let relation, let count, let period):
      return .count(try rows(step), relation, count, period)
    case .reached(let pattern, let period):
      return .reached(try PatternReading(pattern, block: block), period)
    case .first(let step, let period): return .first(try rows(step), period)
    case .stopped(let step, let period): return .stopped(try rows(step), period)
    case .listed(let names):
      let ids = try block.userIDs()
      return .listed((0..<block.userCount).map { names.contains(ExactText(ids.text(at: $0))) })
    case .condition(let filter): return .condition(try LatestValues(filter, block: block))
    case .at(let moment, let inner): return .at(moment, try node(inner, block))
    case .not(let inner): return .not(try node(inner, block))
    case .all(let parts): return .all(try parts.map { try node($0, block) })
    case .any(let parts): return .any(try parts.map { try node($0, block) })
    }
  }

  /// Whether each user is a member at the segment's instant.
  func members() throws -> [Bool] {
    if let knownMembers { return knownMembers }
    let members = try firstTimes.indices.map { try contains($0, at: instant, event: nil) }
    knownMembers = members
    return members
  }

  /// Whether the user is a member at `instant`; what is evaluated at events takes `event`, an event's time.
  func contains(_ user: Int, at instant: Int64, event: Int64?) throws -> Bool {
    // Where there is no event at hand, the instant stands for it; otherwise the event itself has happened.
    try contains(user, root, instant, event.map { $0 == .max ? $0 : $0 + 1 } ?? instant)
  }

  private func contains(_ user: Int, _ node: Node, _ instant: Int64, _ afterEvent: Int64) throws
    -> Bool
  {
    try firstTimes[user] < instant && holds(node, user, instant, afterEvent)
  }

  private func holds(_ node: Node, _ user: Int, _ instant: Int64, _ afterEvent: Int64) throws -> Bool {
    switch node {
    case .count(let rows, let relation, let count, let period):
      return relation.holds(rows.places(of: user, in: period.range(before: instant)).count, count)
    case .reached(let pattern, let period):
      return try pattern.isMember(user, startingIn: period.range(before: instant), before: instant)
    case .first(let rows, let period):
      return rows.firstTime(of: user).map { period.range(before: instant).contains($0) } ?? false
    case .stopped(let rows, let period):
      let range = period.range(before: instant)
      // Nobody has stopped in a period that has not begun.
      return range.lowerBound < instant && rows.places(of: user, in: range).isEmpty
        && !rows.places(of: user, in: Int64.min..<range.lowerBound).isEmpty
    case .listed(let members): return members[user]
    case .condition(let values): return values.holds(ofUser: user, before: instant)
    case .at(.instant(let other), let inner): return try contains(user, inner, other, afterEvent)
    case .at(.event, let inner): return try contains(user, inner, afterEvent, afterEvent)
    case .not(let inner): return try !holds(inner, user, instant, afterEvent)
    case .all(let parts): return try parts.allSatisfy { try holds($0, user, instant, afterEvent) }
    case .any(let parts): return try parts.contains { try holds($0, user, instant, afterEvent) }
    }
  }
}

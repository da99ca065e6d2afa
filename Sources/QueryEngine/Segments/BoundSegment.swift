import EventModel
import QueryLanguage
import SequenceMatcher

/// A segment whose names are numbers of the catalog: a condition on one user at one instant.
///
/// What happens at the instant or later plays no part. A user who has no event before it belongs to nothing, not even
/// to a negation.
indirect enum BoundSegment: Sendable {
  /// How many events satisfy the step in the period.
  case count(BoundStep, Relation, Int, BoundPeriod)
  /// Whether attempts at a pattern that start in the period get far enough.
  case reached(BoundSegmentPattern, BoundPeriod)
  /// Whether the earliest event that satisfies the step lies in the period.
  case first(BoundStep, BoundPeriod)
  /// Whether an event before the period satisfies the step and none in it.
  case stopped(BoundStep, BoundPeriod)
  /// The users listed by id.
  case listed(Set<ExactText>)
  /// A condition on the newest value that each property has had.
  case condition(BoundFilter)
  /// The same user at another instant.
  case at(SegmentMoment, BoundSegment)
  case not(BoundSegment)
  case all([BoundSegment])
  case any([BoundSegment])

  /// Columns that evaluation reads.
  var columns: Set<Int> {
    switch self {
    case .count(let step, _, _, _), .first(let step, _), .stopped(let step, _): step.filter?.columns ?? []
    case .reached(let segment, _): segment.columns
    case .listed: []
    case .condition(let filter): filter.columns
    case .at(_, let inner), .not(let inner): inner.columns
    case .all(let parts), .any(let parts): parts.reduce(into: []) { $0.formUnion($1.columns) }
    }
  }

  /// Whether membership differs from event to event of one user.
  var dependsOnEvent: Bool {
    switch self {
    case .count, .reached, .first, .stopped, .listed, .condition: false
    case .at(.event, _): true
    case .at(.instant, let inner), .not(let inner): inner.dependsOnEvent
    case .all(let parts), .any(let parts): parts.contains { $0.dependsOnEvent }
    }
  }
}

/// When membership is evaluated.
enum SegmentMoment: Sendable, Equatable {
  /// µs; what happens then or later plays no part.
  case instant(Int64)
  /// At each event, itself and those of the same instant included.
  case event
}

/// When a behaviour counts, relative to the instant of evaluation.
enum BoundPeriod: Sendable, Equatable {
  case always
  /// The so many µs before the instant.
  case last(Int64)
  /// Half-open, µs.
  case range(Range<Int64>)

  /// The part of the period that lies before `instant`.
  func range(before instant: Int64) -> Range<Int64> {
    switch self {
    case .always: return Int64.min..<instant
    case .last(let length):
      let (start, overflows) = instant.subtractingReportingOverflow(length)
      return (overflows ? Int64.min : start)..<instant
    case .range(let range): return range.clamped(to: Int64.min..<instant)
    }
  }
}

/// A pattern with the rules it is matched by, and how far and how often a member gets.
struct BoundSegmentPattern: Sendable {
  var pattern: BoundPattern
  /// In mandatory steps.
  var depth: Int
  /// How many attempts of that depth there must be, each after the one before; `nil` for one.
  var times: Times?
  /// The column of sessions that sources declare, and the gap that ends a session where none does, µs.
  var sessionColumn: Int?
  var sessionGap: SessionGap
  /// Where the pattern stands in the text.
  var span: SourceSpan

  struct Times: Sendable {
    var relation: Relation
    var count: Int
  }

  /// Whether the period bounds all events of an attempt, not only its first.
  var boundsEveryEvent: Bool { pattern.choice.scope == .all || pattern.choice.order == .sets }

  /// µs from the first step, where the fast matcher does.
  var plainWindow: Int64? {
    guard case .time(let window) = pattern.rules.window else { return nil }
    return window
  }

  var columns: Set<Int> {
    var columns = pattern.columns
    if pattern.needsSessions { columns.formUnion(sessionColumn.map { [$0] } ?? sessionGap.columns) }
    return columns
  }
}

extension Relation {
  /// Whether a number of occurrences satisfies the bound.
  func holds(_ found: Int, _ count: Int) -> Bool {
    switch self {
    case .equal: found == count
    case .unequal: found != count
    case .less: found < count
    case .lessOrEqual: found <= count
    case .greater: found > count
    case .greaterOrEqual: found >= count
    }
  }
}

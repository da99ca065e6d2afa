import SegmentStore
import SequenceMatcher

/// The events of one block that may fill a pattern's steps, asked how far each user got.
final class PatternReading {
  private let pattern: BoundSegmentPattern
  private let rows: UserRows
  private let events: [CandidateEvent]
  private var matcher: BestAttemptMatcher
  /// The depth found last; events asked about one after the other often see the same candidates.
  private var known: (places: Range<Int>, depth: Int)?

  init(_ pattern: BoundSegmentPattern, block: RowBlock) throws {
    self.pattern = pattern
    let lists = try pattern.steps.map { try $0.rows(in: block, stream: BoundStream()) }
    var steps: [UInt32: UInt64] = [:]
    for (step, list) in lists.enumerated() {
      for row in list { steps[row, default: 0] |= 1 << UInt64(step) }
    }
    let sorted = steps.keys.sorted()
    let rows = try UserRows(sorted, in: block)
    self.rows = rows
    events = sorted.indices.map { place in
      CandidateEvent(time: rows.time(at: place), steps: steps[sorted[place]] ?? 0, position: sorted[place])
    }
    matcher = BestAttemptMatcher(
      rules: AttemptRules(stepCount: pattern.steps.count, window: pattern.window))
  }

  /// The greatest depth of an attempt that starts in `range` and whose events all lie before `instant`.
  func depth(of user: Int, startingIn range: Range<Int64>, before instant: Int64) -> Int {
    let places = rows.places(of: user, in: range.lowerBound..<max(range.lowerBound, instant))
    if let known, known.places == places, matcher.rules.entryRange == range { return known.depth }
    if matcher.rules.entryRange != range {
      matcher = BestAttemptMatcher(
        rules: AttemptRules(stepCount: pattern.steps.count, window: pattern.window, entryRange: range))
    }
    matcher.match(Array(events[places]))
    known = (places, matcher.depth)
    return matcher.depth
  }
}

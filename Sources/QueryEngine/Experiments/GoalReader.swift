import SegmentStore
import SequenceMatcher

/// Computes one goal of the units of a block, in their order.
struct GoalReader {
  /// The steps of a pattern, or the step whose presence counts; empty for measures.
  private var cursors: [StepRowCursor] = []
  /// Finds plain patterns of several steps.
  private var matcher: BestAttemptMatcher?
  /// Finds all other patterns.
  private var pattern: GoalPatternReader?
  /// The value, and the denominator of a ratio.
  private var measures: [MeasureReader] = []
  private var events: [CandidateEvent] = []

  init(_ goal: ExperimentPlan.Goal, block: RowBlock, stream: BoundStream) throws {
    switch goal.value {
    case .pattern(let goal):
      guard goal.pattern.isPlain else {
        pattern = try GoalPatternReader(goal, block: block, stream: stream)
        return
      }
      let steps = goal.pattern.steps
      cursors = try steps.map { StepRowCursor(try $0.rows(in: block, stream: stream)) }
      if steps.count > 1 {
        matcher = BestAttemptMatcher(
          rules: AttemptRules(stepCount: steps.count, ties: goal.pattern.rules.ties))
      }
    case .retention(let step, _, _):
      cursors = [StepRowCursor(try step.rows(in: block, stream: stream))]
    case .measure(let measure), .quantile(_, let measure):
      measures = [try MeasureReader(measure, block: block, stream: stream)]
    case .ratio(let numerator, let denominator):
      measures = [
        try MeasureReader(numerator, block: block, stream: stream),
        try MeasureReader(denominator, block: block, stream: stream),
      ]
    }
  }

  /// Goes to the unit that owns the rows; units must ascend.
  mutating func begin(_ owned: Range<Int>) {
    for index in cursors.indices { cursors[index].begin(owned) }
    for index in measures.indices { measures[index].begin(owned) }
    pattern?.begin(owned)
  }

  /// The unit's value over the events in `span`, and the denominator of a ratio (0 for other goals).
  ///
  /// Throws ``QueryError/invalid(_:)`` where a unit's events make too many combinations for a pattern.
  mutating func value(
    in span: ClosedRange<Int64>, _ times: RowTimes
  ) throws -> (denominator: Double, value: Double) {
    if let isReached = try pattern?.isReached(in: span) { return (0, isReached ? 1 : 0) }
    if let measure = measures.first {
      return (measures.count > 1 ? measures[1].total(in: span, times) : 0, measure.total(in: span, times))
    }
    if matcher == nil { return (0, cursors[0].indices(in: span, times).isEmpty ? 0 : 1) }
    return (0, reachesLastStep(in: span, times) ? 1 : 0)
  }

  private mutating func reachesLastStep(in span: ClosedRange<Int64>, _ times: RowTimes) -> Bool {
    events.removeAll(keepingCapacity: true)
    for step in cursors.indices {
      let indices = cursors[step].indices(in: span, times)
      // Every step is needed.
      if indices.isEmpty { return false }
      for index in indices {
        let row = cursors[step].rows[index]
        events.append(CandidateEvent(time: times[Int(row)], steps: 1 << UInt64(step), position: row))
      }
    }
    matcher?.match(Self.inRowOrder(events))
    return matcher?.depth == cursors.count
  }

  /// Sorts by row and lets an event that satisfies several steps appear once.
  private static func inRowOrder(_ events: [CandidateEvent]) -> [CandidateEvent] {
    var merged: [CandidateEvent] = []
    for event in events.sorted(by: { $0.position < $1.position }) {
      if merged.last?.position == event.position {
        merged[merged.count - 1].steps |= event.steps
      } else {
        merged.append(event)
      }
    }
    return merged
  }
}

/// Finds the attempt that counts under `entry best`: the deepest; among those the one whose last event is earliest;
/// then the latest start; then the latest middle events, from the end backwards.
///
/// One pass over the events keeps, for each depth, the latest start of an attempt that has reached it. A later start
/// dominates an earlier one, because whatever may still follow an earlier start within its window may follow the
/// later one. Events of equal time form a group; under `ties step-order` a group may carry an attempt through several
/// steps at once, each with an event of its own, which is a matching between steps and events of the group.
///
/// Hot. A matcher holds buffers and is used by one thread; it allocates only to grow them.
/// - Complexity: O(events × steps); groups of m equal times in which one event satisfies several steps add
///   O(steps² × min(m, steps²)).
public struct BestAttemptMatcher: Sendable {
  public let rules: AttemptRules

  /// The depth of the counted attempt; 0 when no event can start one.
  public private(set) var depth = 0
  /// For each step up to ``depth``, the index of its event in the array last matched.
  public internal(set) var eventIndices: [Int]

  /// Latest start per depth so far; index 0 is unused. Inline, so that writing costs no uniqueness check.
  private var starts: InlineArray<65, Int64>
  private var endTime: Int64 = 0
  /// The event that reached ``depth`` first, where order within equal times counts.
  private var endIndex: Int?
  private var startTime: Int64 = 0
  private var tieGroup = TieGroup()

  private static let noStart = Int64.min

  public init(rules: AttemptRules) {
    self.rules = rules
    starts = InlineArray(repeating: Self.noStart)
    eventIndices = [Int](repeating: 0, count: rules.stepCount)
  }

  /// Matches one unit's candidate events, which come in stored order; afterwards ``depth`` and ``eventIndices`` say
  /// what counts.
  public mutating func match(_ events: [CandidateEvent]) {
    begin()
    advance(over: events, from: 0)
    finish(events)
  }

  // MARK: In pieces

  /// Forgets the last unit; then ``advance(over:from:)`` takes its events piece by piece.
  public mutating func begin() {
    depth = 0
    for index in 0...rules.stepCount { starts[index] = Self.noStart }
  }

  /// Whether no further event can change what counts.
  public var isComplete: Bool { depth == rules.stepCount }

  /// Takes the events from index `first` on; they must not end in the middle of equal times.
  public mutating func advance(over events: [CandidateEvent], from first: Int) {
    var first = first
    while first < events.count, depth < rules.stepCount {
      let event = events[first]
      let index = first
      let isAlone =
        first + 1 == events.count || events[first + 1].time != event.time || rules.ties == .inputOrder
      if isAlone && event.steps & (event.steps &- 1) == 0 {
        extend(step: event.steps.trailingZeroBitCount, time: event.time)
        first += 1
      } else {
        let end = groupEnd(events, first)
        extend(events, first..<end, time: event.time)
        first = end
      }
      // Depths fill from below, so the deepest is the last with a start.
      let before = depth
      while depth < rules.stepCount, starts[depth + 1] != Self.noStart { depth += 1 }
      if depth > before {
        endTime = event.time
        startTime = starts[depth]
        endIndex = rules.ties == .inputOrder ? index : nil
      }
    }
  }

  /// Picks the events of the counted attempt; `events` are all events taken since ``begin()``.
  public mutating func finish(_ events: [CandidateEvent]) {
    if depth > 0 { chooseEvents(events, last: endIndex, startTime: startTime, endTime: endTime) }
  }

  private func groupEnd(_ events: [CandidateEvent], _ first: Int) -> Int {
    var end = first + 1
    if rules.ties == .inputOrder { return end }
    while end < events.count, events[end].time == events[first].time { end += 1 }
    return end
  }

  /// Lets one event that satisfies one step extend the attempts that wait for it.
  @inline(__always)
  private mutating func extend(step: Int, time: Int64) {
    if step == 0 {
      if rules.entryRange.contains(time) { starts[1] = time }
      return
    }
    let start = starts[step]
    guard start != Self.noStart else { return }
    if let window = rules.window, time &- start > window { return }
    if start > starts[step + 1] { starts[step + 1] = start }
  }

  /// Lets the events of one group extend every attempt that may still use them.
  private mutating func extend(_ events: [CandidateEvent], _ group: Range<Int>, time: Int64) {
    var all: UInt64 = 0
    var overlapping = false
    for index in group {
      let steps = events[index].steps
      overlapping = overlapping || steps & (steps &- 1) != 0
      all |= steps
    }
    if rules.ties == .stepOrder && !overlapping {
      // Each step has events of its own: taking the steps in order carries an attempt through all of them.
      var rest = all
      while rest != 0 {
        extend(step: rest.trailingZeroBitCount, time: time)
        rest &= rest &- 1
      }
      return
    }
    // From the deepest down, so that no start is carried on by a depth that this group itself has reached.
    for from in stride(from: rules.stepCount - 1, through: 0, by: -1) where all & (1 << UInt64(from)) != 0 {
      let start: Int64
      if from == 0 {
        guard rules.entryRange.contains(time) else { continue }
        start = time
      } else {
        start = starts[from]
        guard start != Self.noStart else { continue }
        if let window = rules.window, time - start > window { continue }
      }
      var extent = from + 1
      if rules.ties == .stepOrder && group.count > 1 {
        extent =
          from + tieGroup.consecutiveSteps(events[group], after: from, limit: rules.stepCount - from)
      }
      for reached in (from + 1)..<(extent + 1) { starts[reached] = max(starts[reached], start) }
    }
  }

  /// The latest start of an attempt of `depth` steps made of `events` alone, or `nil` if there is none; forgets the
  /// unit at hand.
  mutating func latestStart(ofDepth depth: Int, in events: [CandidateEvent]) -> Int64? {
    for index in 0...rules.stepCount { starts[index] = Self.noStart }
    var first = 0
    while first < events.count {
      let end = groupEnd(events, first)
      extend(events, first..<end, time: events[first].time)
      first = end
    }
    return starts[depth] == Self.noStart ? nil : starts[depth]
  }
}

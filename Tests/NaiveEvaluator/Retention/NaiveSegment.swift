import EventModel

/// A condition on one user at one instant (§5.7), tried event by event; `where` plays no part in it.
///
/// Only what lies before the instant counts, and a user without an event before it belongs to nothing.
package indirect enum NaiveSegment: Sendable {
  /// When a behaviour counts, seen from the instant of evaluation.
  package enum Period: Sendable {
    case always
    /// The so many microseconds before the instant.
    case last(Int64)
    case range(NaiveRange)

    /// The period as a range; it never reaches beyond the instant.
    func range(before instant: Int64) -> NaiveRange {
      switch self {
      case .always: NaiveRange(to: instant)
      case .last(let length): NaiveRange(from: instant - length, to: instant)
      case .range(let range): range.intersection(NaiveRange(to: instant))
      }
    }
  }

  /// When membership is evaluated.
  package enum Moment: Sendable {
    case instant(Int64)
    /// At each event; the event and its ties have happened.
    case event
  }

  case users(Set<String>)
  /// `did X op n times in the period`.
  case did(NaiveCondition, NaiveOperator, Int, Period)
  /// `first did X in the period`: the user's earliest such event over all history lies in it.
  case firstDid(NaiveCondition, Period)
  /// `stopped X in the period`: did before it, and not in it.
  case stopped(NaiveCondition, Period)
  /// `reached step k of <pattern>`, whose attempt starts in the period; `did <pattern>` reaches the last step.
  case reached(NaiveFunnel, step: Int, Period)
  /// `did <pattern> op n times`: that many whole attempts, each after the one before, start in the period.
  case didTimes(NaiveFunnel, NaiveOperator, Int, Period)
  /// A condition on the newest known value of each field.
  case condition(NaiveFilter)
  case at(Moment, NaiveSegment)
  case and(NaiveSegment, NaiveSegment)
  case or(NaiveSegment, NaiveSegment)
  case not(NaiveSegment)

  /// `did <pattern>` whenever.
  package static func didPattern(_ funnel: NaiveFunnel) -> NaiveSegment {
    .reached(funnel, step: funnel.mandatory.count, .always)
  }

  /// The members among the users of `log` after everything in it has happened.
  package func members(in log: [NaiveEvent]) -> Set<String> {
    let end = (log.map(\.time).max() ?? 0) + 1
    return Set(log.map(\.user)).filter { contains($0, in: log, at: end) }
  }

  /// Whether `user` is a member at `instant`; what is evaluated at events looks at an event of time `event`.
  package func contains(_ user: String, in log: [NaiveEvent], at instant: Int64, event: Int64? = nil) -> Bool
  {
    let order = log.indices.filter { log[$0].user == user }.sorted { (log[$0].time, $0) < (log[$1].time, $1) }
    return isMember(order.map { log[$0] }, instant, event.map { $0 + 1 } ?? instant)
  }

  /// `events` are all of one user's, in stored order.
  private func isMember(_ events: [NaiveEvent], _ instant: Int64, _ afterEvent: Int64) -> Bool {
    events.contains { $0.time < instant } && holds(events, instant, afterEvent)
  }

  private func holds(_ events: [NaiveEvent], _ instant: Int64, _ afterEvent: Int64) -> Bool {
    switch self {
    case .users(let users): return users.contains(events[0].user)
    case .did(let condition, let test, let times, let period):
      let range = period.range(before: instant)
      let count = events.count { range.contains($0.time) && condition.accepts($0) }
      return NaiveComparison.holds(.integer(Int64(count)), test, .integer(Int64(times)))
    case .firstDid(let condition, let period):
      let range = period.range(before: instant)
      return events.first { condition.accepts($0) }.map { range.contains($0.time) } ?? false
    case .stopped(let condition, let period):
      let range = period.range(before: instant)
      guard let from = range.from, from < instant else { return false }
      return events.contains { condition.accepts($0) && $0.time < from }
        && !events.contains { condition.accepts($0) && range.contains($0.time) }
    case .reached(var funnel, let step, let period):
      funnel.stream = NaiveStream(calendar: funnel.stream.calendar)
      funnel.range = period.range(before: instant)
      let attempts = funnel.answer(on: events.filter { $0.time < instant }).attempts
      return attempts.contains { $0.depth >= step }
    case .didTimes(var funnel, let test, let times, let period):
      funnel.stream = NaiveStream(calendar: funnel.stream.calendar)
      funnel.range = period.range(before: instant)
      funnel.entry = .every
      let attempts = funnel.answer(on: events.filter { $0.time < instant }).attempts
      let found = attempts.count { $0.depth == funnel.mandatory.count }
      return NaiveComparison.holds(.integer(Int64(found)), test, .integer(Int64(times)))
    case .condition(let filter):
      let known = events.filter { $0.time < instant }
      guard var newest = known.last else { return false }
      newest.properties = [:]
      for event in known { newest.properties.merge(event.properties) { _, later in later } }
      newest.session = known.compactMap(\.session).last
      newest.source = known.compactMap(\.source).last
      return filter.accepts(newest)
    case .at(.instant(let other), let inner): return inner.isMember(events, other, afterEvent)
    case .at(.event, let inner): return inner.isMember(events, afterEvent, afterEvent)
    case .and(let a, let b):
      return a.holds(events, instant, afterEvent) && b.holds(events, instant, afterEvent)
    case .or(let a, let b):
      return a.holds(events, instant, afterEvent) || b.holds(events, instant, afterEvent)
    case .not(let a): return !a.holds(events, instant, afterEvent)
    }
  }
}

import EventModel

/// A set of users by what they did (§5.7); `where` plays no part in it.
package indirect enum NaiveSegment: Sendable {
  case users(Set<String>)
  /// `did X op n times in range`.
  case did(NaiveCondition, NaiveOperator, Int, NaiveRange)
  /// `first did X in range`: the user's earliest such event over all history lies in the range.
  case firstDid(NaiveCondition, NaiveRange)
  /// `did <pattern>`: an attempt of full depth exists, whose first event lies in the funnel's range.
  case didPattern(NaiveFunnel)
  case and(NaiveSegment, NaiveSegment)
  case or(NaiveSegment, NaiveSegment)
  case not(NaiveSegment)

  /// The members among the users of `log`.
  package func members(in log: [NaiveEvent]) -> Set<String> {
    let everyone = Set(log.map(\.user))
    switch self {
    case .users(let users): return users.intersection(everyone)
    case .did(let condition, let test, let times, let range):
      return everyone.filter { user in
        let count = log.count { $0.user == user && range.contains($0.time) && condition.accepts($0) }
        return NaiveComparison.holds(.integer(Int64(count)), test, .integer(Int64(times)))
      }
    case .firstDid(let condition, let range):
      return everyone.filter { user in
        let times = log.filter { $0.user == user && condition.accepts($0) }.map(\.time)
        return times.min().map { range.contains($0) } ?? false
      }
    case .didPattern(var funnel):
      funnel.stream = NaiveStream(calendar: funnel.stream.calendar)
      let attempts = funnel.answer(on: log).attempts
      return Set(attempts.filter { $0.depth == funnel.mandatory.count }.compactMap(\.unit.user))
    case .and(let a, let b): return a.members(in: log).intersection(b.members(in: log))
    case .or(let a, let b): return a.members(in: log).union(b.members(in: log))
    case .not(let a): return everyone.subtracting(a.members(in: log))
    }
  }
}

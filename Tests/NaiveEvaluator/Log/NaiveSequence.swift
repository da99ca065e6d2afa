package import EventModel

/// Whose events make one sequence (§3.1, §4.3).
package enum NaiveUnit: Sendable {
  case user
  /// (user, session id) if any event of the log has a session id, else split by 30 minutes of silence.
  case session
  /// `per session gap D [reset midnight]`, whatever the source declared.
  case sessionSplit(gap: Int64, resetsAtMidnight: Bool)
  /// Split by the silence that the source of the event before it allows; `usual` where it says nothing.
  case sessionBySource(gaps: [String: Int64], usual: Int64)
  /// `per account` and `per <property>`.
  case property(NaiveField)
}

/// The name of one unit; ordered as listings are.
package struct NaiveUnitKey: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The user for units that belong to one user.
  package var user: String?
  /// The session id, or the value of the property.
  package var value: PropertyValue?
  /// Which session of the user, from 1, when sessions were split by time.
  package var ordinal: Int?

  package init(user: String? = nil, value: PropertyValue? = nil, ordinal: Int? = nil) {
    self.user = user
    self.value = value
    self.ordinal = ordinal
  }

  package var description: String {
    var parts: [String] = []
    if let user { parts.append(user) }
    if let value { parts.append(NaiveText.of(value)) }
    if let ordinal { parts.append("#\(ordinal)") }
    return parts.joined(separator: "/")
  }

  package static func < (left: NaiveUnitKey, right: NaiveUnitKey) -> Bool {
    if left.user != right.user { return (left.user ?? "") < (right.user ?? "") }
    if left.ordinal != right.ordinal { return (left.ordinal ?? 0) < (right.ordinal ?? 0) }
    guard let a = left.value, let b = right.value else { return left.value == nil && right.value != nil }
    return NaiveComparison.precedes(a, b)
  }
}

/// One unit's events of the stream in stored order (§1.2); an event's index in `events` is its position.
package struct NaiveSequence: Sendable {
  package var unit: NaiveUnitKey
  package var events: [NaiveEvent]
  /// The times of `events`, floored by `resolution`; what every rule about time looks at.
  package var times: [Int64]

  package init(unit: NaiveUnitKey, events: [NaiveEvent], times: [Int64]? = nil) {
    self.unit = unit
    self.events = events
    self.times = times ?? events.map(\.time)
  }

  /// The sequence of those events that `isKept` accepts.
  package func filtered(_ isKept: (Int) -> Bool) -> NaiveSequence {
    let kept = events.indices.filter(isKept)
    return NaiveSequence(unit: unit, events: kept.map { events[$0] }, times: kept.map { times[$0] })
  }
}

/// Plain text of values, for labels and keys.
package enum NaiveText {
  package static func of(_ value: PropertyValue) -> String {
    switch value {
    case .string(let text): text
    case .integer(let number): "\(number)"
    case .double(let number): "\(number)"
    case .boolean(let flag): "\(flag)"
    case .timestamp(let time): "\(time.microseconds)"
    }
  }
}

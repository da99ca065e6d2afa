import EventModel

/// Which events exist for a statement, and how they fall into units.
package struct NaiveStream: Sendable {
  /// `where`.
  package var filter: NaiveFilter
  /// `only` and `hide`: globs of event names; an empty `only` keeps all.
  package var only: [String]
  package var hide: [String]
  /// The users considered; `nil` is everyone.
  package var among: Set<String>?
  package var unit: NaiveUnit
  package var calendar: NaiveCalendar

  package init(
    where filter: NaiveFilter = .always, only: [String] = [], hide: [String] = [], among: Set<String>? = nil,
    unit: NaiveUnit = .user, calendar: NaiveCalendar = NaiveCalendar()
  ) {
    self.filter = filter
    self.only = only
    self.hide = hide
    self.among = among
    self.unit = unit
    self.calendar = calendar
  }

  /// The units of `log` in order of their keys, and how many events of the stream had no key.
  ///
  /// Sessions are cut on all the user's events, before `where` (§4.3). `resolution` floors times without changing
  /// the stored order.
  package func sequences(
    of log: [NaiveEvent], resolution: Int64? = nil
  ) -> (sequences: [NaiveSequence], eventsWithoutKey: Int) {
    // Stable: equal times keep their ingestion order.
    let log = log.map { event in
      var event = event
      event.shown = shownNames(of: event)
      return event
    }
    let order = log.indices.sorted { (log[$0].time, $0) < (log[$1].time, $1) }
    let keys = keys(of: log, inOrder: order)
    var members: [NaiveUnitKey: [Int]] = [:]
    var eventsWithoutKey = 0
    for index in order where keeps(log[index]) {
      if let key = keys[index] {
        members[key, default: []].append(index)
      } else {
        eventsWithoutKey += 1
      }
    }
    let sequences = members.sorted { $0.key < $1.key }.map { key, indices in
      NaiveSequence(
        unit: key, events: indices.map { log[$0] },
        times: indices.map { index in
          guard let resolution else { return log[index].time }
          return NaiveCalendar().floor(log[index].time, to: resolution, origin: 0)
        })
    }
    return (sequences, eventsWithoutKey)
  }

  private func keeps(_ event: NaiveEvent) -> Bool {
    if let among, !among.contains(event.user) { return false }
    return !shownNames(of: event).isEmpty && filter.accepts(event)
  }

  private func shownNames(of event: NaiveEvent) -> [String] {
    event.allNames.filter { name in
      (only.isEmpty || only.contains { NaiveGlob.matches($0, name) })
        && !hide.contains { NaiveGlob.matches($0, name) }
    }
  }

  private func keys(of log: [NaiveEvent], inOrder order: [Int]) -> [Int: NaiveUnitKey] {
    var keys: [Int: NaiveUnitKey] = [:]
    switch unit {
    case .user:
      for index in order { keys[index] = NaiveUnitKey(user: log[index].user) }
    case .property(let field):
      for index in order {
        if let value = log[index].value(of: field) { keys[index] = NaiveUnitKey(value: value) }
      }
    case .session:
      if log.contains(where: { $0.session != nil }) {
        for index in order {
          guard let session = log[index].session else { continue }
          keys[index] = NaiveUnitKey(user: log[index].user, value: .string(session))
        }
      } else {
        keys = splitKeys(
          of: log, inOrder: order, gap: { _ in 30 * NaiveCalendar.minute }, resetsAtMidnight: false)
      }
    case .sessionSplit(let gap, let resetsAtMidnight):
      keys = splitKeys(of: log, inOrder: order, gap: { _ in gap }, resetsAtMidnight: resetsAtMidnight)
    case .sessionBySource(let gaps, let usual):
      keys = splitKeys(
        of: log, inOrder: order, gap: { $0.source.flatMap { gaps[$0] } ?? usual }, resetsAtMidnight: false)
    }
    return keys
  }

  private func splitKeys(
    of log: [NaiveEvent], inOrder order: [Int], gap: (NaiveEvent) -> Int64, resetsAtMidnight: Bool
  ) -> [Int: NaiveUnitKey] {
    var keys: [Int: NaiveUnitKey] = [:]
    var last: [String: (event: NaiveEvent, ordinal: Int)] = [:]
    for index in order {
      let event = log[index]
      var ordinal = 1
      if let (before, previous) = last[event.user] {
        let time = before.time
        let isNewDay = resetsAtMidnight && calendar.startOfDay(time) != calendar.startOfDay(event.time)
        ordinal = event.time - time > gap(before) || isNewDay ? previous + 1 : previous
      }
      last[event.user] = (event, ordinal)
      keys[index] = NaiveUnitKey(user: event.user, ordinal: ordinal)
    }
    return keys
  }
}

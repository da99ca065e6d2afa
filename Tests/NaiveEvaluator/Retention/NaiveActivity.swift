/// Lifecycle and stickiness (§5.6) of units that did one thing.
package struct NaiveActivity: Sendable {
  package struct Period: Sendable, Equatable {
    package var start: Int64
    package var new: Int
    package var returning: Int
    package var resurrecting: Int
    package var dormant: Int
    package init(start: Int64, new: Int, returning: Int, resurrecting: Int, dormant: Int) {
      self.start = start
      self.new = new
      self.returning = returning
      self.resurrecting = resurrecting
      self.dormant = dormant
    }
  }

  /// Units active in exactly and in at least `active` periods.
  package struct Stickiness: Sendable, Equatable {
    package var active: Int
    package var exactly: Int
    package var atLeast: Int
    package init(active: Int, exactly: Int, atLeast: Int) {
      self.active = active
      self.exactly = exactly
      self.atLeast = atLeast
    }
  }

  package var condition: NaiveCondition
  package var period: NaiveFunnel.BucketSize
  package var stream = NaiveStream()
  package var range = NaiveRange()

  package init(of condition: NaiveCondition, every period: NaiveFunnel.BucketSize) {
    self.condition = condition
    self.period = period
  }

  /// The periods of the range; without a range from the first to the last event of the stream.
  private func periods(_ sequences: [NaiveSequence]) -> [Int64] {
    let times = sequences.flatMap(\.times)
    guard let from = range.from ?? times.min(), let last = range.to.map({ $0 - 1 }) ?? times.max() else {
      return []
    }
    var periods: [Int64] = []
    var start = stream.calendar.start(of: period, at: from)
    while start <= last {
      periods.append(start)
      start = stream.calendar.start(ofBucketAfter: period, at: start)
    }
    return periods
  }

  private func activeTimes(_ sequence: NaiveSequence) -> [Int64] {
    zip(sequence.events, sequence.times).filter { condition.accepts($0.0) }.map(\.1)
  }

  /// The whole history decides who is new and who was active before the first period.
  package func lifecycle(on log: [NaiveEvent]) -> [Period] {
    let sequences = stream.sequences(of: log).sequences
    return periods(sequences).map { start in
      var row = Period(start: start, new: 0, returning: 0, resurrecting: 0, dormant: 0)
      let previous = stream.calendar.start(of: period, at: start - 1)
      for sequence in sequences {
        let active = activeTimes(sequence).map { stream.calendar.start(of: period, at: $0) }
        let isActive = active.contains(start)
        let wasActive = active.contains(previous)
        if isActive, active.min() == start {
          row.new += 1
        } else if isActive {
          if wasActive { row.returning += 1 } else { row.resurrecting += 1 }
        } else if wasActive {
          row.dormant += 1
        }
      }
      return row
    }
  }

  /// How many units were active in 1, 2, … of the range's periods.
  package func stickiness(on log: [NaiveEvent]) -> (intervals: Int, rows: [Stickiness]) {
    let sequences = stream.sequences(of: log).sequences
    let periods = periods(sequences)
    let counts = sequences.map { sequence in
      Set(
        activeTimes(sequence).filter { range.contains($0) }.map {
          stream.calendar.start(of: period, at: $0)
        }
      ).count
    }
    let rows = periods.indices.map { index in
      Stickiness(
        active: index + 1, exactly: counts.count { $0 == index + 1 },
        atLeast: counts.count { $0 >= index + 1 })
    }
    return (periods.count, rows)
  }
}

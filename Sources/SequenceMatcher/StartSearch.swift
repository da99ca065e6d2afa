/// Finds the attempts from a given start; the choice among starts is made elsewhere.
protocol StartSearch {
  var rules: PatternRules { get }
  var unit: UnitSequence { get }
  /// How many steps count for depth.
  var fullDepth: Int { get }

  mutating func load(_ unit: UnitSequence)
  /// Lets go of the unit.
  mutating func unload()

  /// Whether the event may start an attempt, whatever the range is.
  func mayStart(_ event: Int) -> Bool

  /// The depth that attempts from `start` reach when exclusions are ignored, and the excluded event that strikes them.
  mutating func ignoringExclusions(_ start: Int) throws -> (depth: Int, strike: UnitSequence.Mark?)

  /// Depth and last mandatory event of the best attempt from `start` that keeps clear of exclusions; `nil` if none
  /// does. Attempts whose last mandatory event is later than the event `limit` may be left out.
  mutating func reach(_ start: Int, strike: UnitSequence.Mark?, limit: Int?) throws -> Reach?

  /// The deepest attempt, then the earliest end, then the most optional steps, then the earliest middle.
  mutating func earliest(_ start: Int, strike: UnitSequence.Mark?) throws -> Attempt?

  /// Of the attempts that reach `reach` the one with the most optional steps, then the latest middle from the end.
  mutating func latest(_ start: Int, strike: UnitSequence.Mark?, reach: Reach) throws -> Attempt

  /// The attempt with the optional steps before its start; `admits` says which events these may take.
  mutating func withLeadingSteps(_ attempt: Attempt, admits: (Int) -> Bool) throws -> Attempt
}

/// How far an attempt comes.
struct Reach: Equatable {
  var depth: Int
  /// The index of the last mandatory event.
  var last: Int
}

extension StartSearch {
  mutating func withLeadingSteps(_ attempt: Attempt, admits: (Int) -> Bool) throws -> Attempt { attempt }

  /// The instant up to which a window from `start` reaches, µs; other windows and none reach for ever.
  func windowEnd(_ start: Int) -> Int64 {
    guard case .time(let window) = rules.window else { return .max }
    return PatternRules.Window.end(of: window, from: unit.events[start].time)
  }

  /// Whether an event lies in the window of an attempt from `start`.
  func isInWindow(_ event: Int, from start: Int) -> Bool {
    rules.window.map { $0.reaches(event, from: start, of: unit) } ?? true
  }

  /// Whether the window from `start` has not ended where the data end.
  func isRunning(_ start: Int) -> Bool {
    switch rules.window {
    case nil: false
    case .time: windowEnd(start) >= rules.endOfData
    case .events(let count): Int64(unit.end.position) - Int64(unit.events[start].position) < count
    case .sessions(let count): Int64(unit.end.session) - Int64(unit.sessions[start]) < count
    }
  }
}

extension PatternRules.Window {
  /// The last instant of a window of `length` µs that begins at `time`.
  static func end(of length: Int64, from time: Int64) -> Int64 {
    let (end, overflow) = time.addingReportingOverflow(length)
    return overflow ? .max : end
  }

  /// Whether the event `event` lies in the window that begins at the event `start`.
  func reaches(_ event: Int, from start: Int, of unit: UnitSequence) -> Bool {
    switch self {
    case .time(let length): unit.events[event].time <= Self.end(of: length, from: unit.events[start].time)
    case .events(let count):
      Int64(unit.events[event].position) - Int64(unit.events[start].position) <= count
    case .sessions(let count): abs(Int64(unit.sessions[event]) - Int64(unit.sessions[start])) < count
    }
  }
}

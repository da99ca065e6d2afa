/// What the matcher sees of one unit: events that may fill steps, and marks that may stand in the way.
public struct UnitSequence {
  /// An event that fills no step as such.
  public struct Mark: Sendable, Equatable {
    public var time: Int64
    public var position: UInt32
    /// The number of the session it lies in, where windows count sessions.
    public var session: UInt32

    @inlinable
    public init(time: Int64, position: UInt32, session: UInt32 = 0) {
      self.time = time
      self.position = position
      self.session = session
    }
  }

  /// Tests condition `condition` on the event at `position`; `places` holds, for each step, the position of the event
  /// taken, or ``none``.
  public typealias RelativeTest = (_ condition: Int, _ position: UInt32, _ places: [UInt32]) -> Bool

  /// The position of a step without an event.
  public static let none = UInt32.max

  /// In stored order.
  public var events: [CandidateEvent] = []
  /// By mark class, in stored order.
  public var marks: [[Mark]] = []
  /// By key and index of ``events``; equal numbers agree, 0 agrees with nothing.
  public var keys: [[Int32]] = []
  /// By index of ``events``, the number of its session; empty unless windows count sessions.
  public var sessions: [UInt32] = []
  /// The position and session of the unit's last event, for windows that count them.
  public var end = Mark(time: 0, position: 0)
  public var relativeTest: RelativeTest = { _, _, _ in true }

  public init() {}
}

/// A counted attempt.
public struct Attempt: Sendable, Equatable {
  /// For each step number the index of its event in ``UnitSequence/events``, or −1 where it was skipped or not reached.
  ///
  /// Under `order unordered` number n is the n-th matched event.
  public var places: [Int]
  /// For each step number the step that its event fills; only `order unordered` differs from 0, 1, 2, ….
  public var filled: [Int]
  /// How many mandatory steps are filled.
  public var depth: Int
  /// Whether it is unconverted and a window still runs; `nil` without a window.
  public var isOpen: Bool?
}

/// Matching one unit would take longer than anyone should wait; its events are too many for such a pattern.
public struct TooManyCombinations: Error, Sendable, Equatable {
  public init() {}
}

/// What decides which attempts one unit's sequence makes at a pattern, and which of them count.
///
/// The general form of ``AttemptRules``: every option of a funnel. Steps, mark classes, keys and conditions are
/// numbers that the caller gives out; what they stand for is its business.
public struct PatternRules: Sendable {
  /// How steps follow each other.
  public enum Order: Sendable, Equatable {
    case ordered
    /// Any step may start; as many distinct steps as possible.
    case unordered
    /// Step k is met when steps 1 to k have an event each, whenever that was.
    case sets
  }

  /// Which attempts of a unit count.
  public enum Entry: Sendable, Equatable {
    case best
    case bestEarliest
    case first
    case every
  }

  /// What an excluded event does to the attempt it strikes.
  public enum ExclusionEffect: Sendable, Equatable {
    case endAttempt
    case removeUnit
  }

  /// How far an attempt may reach from its first event.
  public enum Window: Sendable, Equatable {
    /// µs, far edge included.
    case time(Int64)
    /// A difference of positions, far edge included.
    case events(Int64)
    /// How many sessions an attempt may touch; at least 1.
    case sessions(Int64)
  }

  /// How a step follows the one taken before it.
  public struct Arrow: Sendable, Equatable {
    /// Nothing lies between, except what ``PatternRules/blockers`` lets through.
    public var isImmediate = false
    /// µs; the gap is at most, and at least, so long.
    public var within: Int64?
    public var after: Int64?
    /// The difference of positions is at most so large.
    public var withinEvents: Int64?
    /// How many sessions both events may touch; at least 1.
    public var withinSessions: Int64?
    /// Mark classes of which none may lie between.
    public var without: [Int] = []
    /// Keys on which both events must agree.
    public var same: [Int] = []

    public init() {}

    /// Whether an earlier event before the arrow always allows at least what a later one allows.
    var prefersEarlier: Bool {
      !isImmediate && within == nil && withinEvents == nil && withinSessions == nil && without.isEmpty
        && same.isEmpty
    }
  }

  public struct Step: Sendable, Equatable {
    public var isOptional = false
    /// The arrow that leads to the step, whichever step was taken before.
    public var arrow = Arrow()
    /// The number of the first step that asks for the same; for ``reusesEqualSteps``.
    public var equality: Int
    /// A condition on events of earlier steps, tested beside the step's bit.
    public var condition: Int?
    /// With ``condition``: a mark class of which no earlier event may fulfil the condition.
    public var firstAmong: Int?
    /// The steps whose events the conditions met on entering this step read.
    public var reads: [Int] = []

    public init(equality: Int) { self.equality = equality }
  }

  /// A class of events that are no steps but stand in an attempt's way.
  public struct Marks: Sendable, Equatable {
    /// A condition on events of earlier steps that decides whether the mark counts.
    public var condition: Int?
    /// Whether the mark counts where the condition does not hold.
    public var isNegated = false

    public init(condition: Int? = nil, isNegated: Bool = false) {
      self.condition = condition
      self.isNegated = isNegated
    }
  }

  /// Events that strike an attempt between two of its steps, which are counted from 0.
  public struct Exclusion: Sendable, Equatable {
    public var marks: Int
    public var from: Int
    public var to: Int

    public init(marks: Int, from: Int, to: Int) {
      self.marks = marks
      self.from = from
      self.to = to
    }
  }

  public var steps: [Step]
  public var order = Order.ordered
  public var entry = Entry.best
  public var ties = AttemptRules.Ties.stepOrder
  public var window: Window?
  /// µs by which a step may precede the one before it.
  public var tolerance: Int64 = 0
  public var reusesEqualSteps = false
  public var marks: [Marks] = []
  /// For each step the mark class of what may not lie between it and an immediate successor; −1 where it has none.
  public var blockers: [Int]
  public var exclusions: [Exclusion] = []
  public var effect = ExclusionEffect.endAttempt
  /// Candidates looked at in one unit before giving up; by default some seconds.
  public var workLimit = 1 << 26
  /// How much searching, in candidates looked at for each candidate of the unit, comes before steps are placed by a pass
  /// over all of them; changes no result. With 0 the first event that does not fit leads to the pass.
  package var searchBeforePass = 2
  /// µs; attempts whose window reaches it are open.
  public var endOfData = Int64.max

  /// The most steps, copies of repeated ones included: steps are bits of a word.
  public static let maximumSteps = AttemptRules.maximumSteps

  /// A pattern of `stepCount` mandatory steps joined by plain arrows.
  public init(stepCount: Int) {
    precondition(stepCount >= 1 && stepCount <= Self.maximumSteps, "a pattern has 1 to 64 steps")
    steps = (0..<stepCount).map { Step(equality: $0) }
    blockers = [Int](repeating: -1, count: stepCount)
  }

  /// The step whose events start attempts: the first that may not be skipped.
  ///
  /// Optional steps before it are *leading*: they never change which attempts count, but are added to those that do.
  public var entryStep: Int {
    order == .ordered ? steps.firstIndex { !$0.isOptional } ?? 0 : 0
  }

  /// Whether one event may fill both steps.
  func mayShareEvents(_ step: Int, _ other: Int) -> Bool {
    reusesEqualSteps && steps[step].equality == steps[other].equality
  }

  /// The steps whose events start attempts, as bits.
  public var startingSteps: UInt64 { order == .unordered ? .max : 1 << UInt64(entryStep) }

  /// The steps that count for depth.
  public var mandatory: [Int] {
    order == .ordered ? steps.indices.filter { !steps[$0].isOptional } : Array(steps.indices)
  }
}

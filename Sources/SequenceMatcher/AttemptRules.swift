/// The options of a funnel that decide which attempts exist and which one counts.
public struct AttemptRules: Sendable, Equatable {
  /// How events with equal times may follow each other.
  public enum Ties: Sendable, Equatable {
    /// In whichever order helps.
    case stepOrder
    /// In stored order only.
    case inputOrder
    /// Not at all: each step is strictly later than the one before.
    case strictlyLater
  }

  public var stepCount: Int
  /// µs from the first to the last event, far edge included; `nil` for no limit.
  public var window: Int64?
  public var ties: Ties
  /// The first step's event must lie in this half-open range of µs.
  public var entryRange: Range<Int64>

  /// Steps are bits of a word.
  public static let maximumSteps = 64

  public init(
    stepCount: Int, window: Int64? = nil, ties: Ties = .stepOrder,
    entryRange: Range<Int64> = Int64.min..<Int64.max
  ) {
    precondition(stepCount >= 1 && stepCount <= Self.maximumSteps, "a pattern has 1 to 64 steps")
    self.stepCount = stepCount
    self.window = window
    self.ties = ties
    self.entryRange = entryRange
  }
}

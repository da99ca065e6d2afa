/// The difference between two funnels of a `compare` clause; differences are second minus first.
public struct FunnelComparison: Sendable, Equatable {
  public var a: ComparisonSide
  public var b: ComparisonSide
  /// The steps from the second on.
  public var steps: [FunnelComparisonStep]

  public init(
    a: ComparisonSide,
    b: ComparisonSide,
    steps: [FunnelComparisonStep]
  ) {
    self.a = a
    self.b = b
    self.steps = steps
  }
}

/// The difference of the conversion from step 1 at one step.
public struct FunnelComparisonStep: Sendable, Equatable {
  public var step: Int
  public var a: Proportion
  public var b: Proportion
  public var difference: Double?
  public var interval: ConfidenceInterval?
  public var p: Double?
  public var pAdjusted: Double?

  public init(
    step: Int,
    a: Proportion,
    b: Proportion,
    difference: Double?,
    interval: ConfidenceInterval?,
    p: Double?,
    pAdjusted: Double?
  ) {
    self.step = step
    self.a = a
    self.b = b
    self.difference = difference
    self.interval = interval
    self.p = p
    self.pAdjusted = pAdjusted
  }
}

/// A count out of a count; JSON shows `[reached, entered]`.
public struct Proportion: Sendable, Equatable {
  public var reached: Int
  public var entered: Int

  public init(
    reached: Int,
    entered: Int
  ) {
    self.reached = reached
    self.entered = entered
  }
}

/// Whether a treatment keeps within a guardrail's margin.
public struct GuardrailOutcome: Sendable, Equatable {
  public var metric: String
  public var arm: String
  /// The tolerated worsening as a share of control's figure, nil when the guardrail has none.
  public var margin: Double?
  /// The one-sided bound of the relative effect on the bad side.
  public var bound: Double?
  public var status: GuardrailStatus

  public init(
    metric: String,
    arm: String,
    margin: Double?,
    bound: Double?,
    status: GuardrailStatus
  ) {
    self.metric = metric
    self.arm = arm
    self.margin = margin
    self.bound = bound
    self.status = status
  }
}

/// The outcome of a guardrail; inconclusive is not a pass.
public enum GuardrailStatus: String, Sendable, Equatable, CaseIterable {
  case pass
  case fail
  case inconclusive
}

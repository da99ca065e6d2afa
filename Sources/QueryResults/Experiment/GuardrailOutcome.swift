/// Whether a treatment keeps within a guardrail's margin.
public struct GuardrailOutcome: Sendable, Equatable {
  public var metric: String
  public var arm: String
  /// The tolerated worsening, nil when the guardrail has none.
  public var margin: Double?
  /// The one-sided bound of the effect on the bad side, on the scale of the margin.
  public var bound: Double?
  public var status: GuardrailStatus
  /// Whether margin and bound are in the metric's own unit, not shares of control's figure.
  public var isAbsolute: Bool

  public init(
    metric: String,
    arm: String,
    margin: Double?,
    bound: Double?,
    status: GuardrailStatus,
    isAbsolute: Bool = false
  ) {
    self.metric = metric
    self.arm = arm
    self.margin = margin
    self.bound = bound
    self.status = status
    self.isAbsolute = isAbsolute
  }
}

/// The outcome of a guardrail; inconclusive is not a pass.
public enum GuardrailStatus: String, Sendable, Equatable, CaseIterable {
  case pass
  case fail
  case inconclusive
}

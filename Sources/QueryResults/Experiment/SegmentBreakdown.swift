/// One comparison of one metric within segments, and whether the segments differ at all.
public struct SegmentBreakdown: Sendable, Equatable {
  public var metric: String
  public var treatment: String
  public var control: String
  /// The properties whose values, at exposure, make the segments.
  public var keys: [String]
  public var segments: [SegmentEffect]
  /// Cochran's Q over the segments' effects: do they differ?
  public var interaction: OmnibusTest
  /// Adjusted over all metrics and treatments by Holm's method.
  public var interactionPAdjusted: Double?

  public init(
    metric: String, treatment: String, control: String, keys: [String], segments: [SegmentEffect],
    interaction: OmnibusTest, interactionPAdjusted: Double? = nil
  ) {
    self.metric = metric
    self.treatment = treatment
    self.control = control
    self.keys = keys
    self.segments = segments
    self.interaction = interaction
    self.interactionPAdjusted = interactionPAdjusted
  }
}

/// The effect within one segment.
public struct SegmentEffect: Sendable, Equatable {
  /// One per key, nil where the exposure event has no value; empty for all segments beyond the largest.
  public var values: [String?]
  public var controlUnits: Int
  public var treatmentUnits: Int
  public var controlFigure: Double?
  public var treatmentFigure: Double?
  public var effect: Double?
  /// Not adjusted for the number of segments.
  public var interval: ConfidenceInterval?
  /// Why there is no effect, nil when there is one.
  public var reason: String?

  public init(
    values: [String?], controlUnits: Int, treatmentUnits: Int, controlFigure: Double?,
    treatmentFigure: Double?,
    effect: Double? = nil, interval: ConfidenceInterval? = nil, reason: String? = nil
  ) {
    self.values = values
    self.controlUnits = controlUnits
    self.treatmentUnits = treatmentUnits
    self.controlFigure = controlFigure
    self.treatmentFigure = treatmentFigure
    self.effect = effect
    self.interval = interval
    self.reason = reason
  }
}

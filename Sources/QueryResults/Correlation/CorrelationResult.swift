public import EventModel

/// The answer to `correlate`: what separates the units that completed a pattern from the others that entered it.
public struct CorrelationResult: Sendable, Equatable {
  /// The steps between which events were looked at, as written.
  public var fromStep: Int
  public var toStep: Int
  /// Units that reached `fromStep`.
  public var entered: Int
  /// Of those, the ones that reached `toStep`.
  public var converted: Int
  /// The smallest share of entered units that a candidate needs, and the level of the intervals.
  public var support: Double
  public var alpha: Double
  /// Candidates by adjusted p, strongest evidence first.
  public var rows: [CorrelationRow]
  /// Candidates that were tested.
  public var tested: Int
  /// Candidates below the support, which were not tested.
  public var tooRare: Int
  /// Properties with too many distinct values to be tested.
  public var skippedProperties: [String]

  public init(
    fromStep: Int,
    toStep: Int,
    entered: Int,
    converted: Int,
    support: Double,
    alpha: Double,
    rows: [CorrelationRow],
    tested: Int,
    tooRare: Int,
    skippedProperties: [String]
  ) {
    self.fromStep = fromStep
    self.toStep = toStep
    self.entered = entered
    self.converted = converted
    self.support = support
    self.alpha = alpha
    self.rows = rows
    self.tested = tested
    self.tooRare = tooRare
    self.skippedProperties = skippedProperties
  }
}

/// One candidate: an event that happened on the way, or a value that the entering event had.
public struct CorrelationRow: Sendable, Equatable {
  public var kind: CorrelationKind
  /// The event, or the property.
  public var name: String
  /// Nil for events, and for units without a value of the property.
  public var value: PropertyValue?
  /// Units with the candidate among all that converted.
  public var converted: Proportion
  /// The same among the others.
  public var others: Proportion
  /// The share of all entered units with the candidate.
  public var support: Double
  /// The odds of converting with the candidate over those without; nil where a count is zero.
  public var oddsRatio: Double?
  public var interval: ConfidenceInterval?
  public var p: Double?
  public var pAdjusted: Double?
  /// For events: how often they happened per unit that had them, and how long after the first step at first, seconds.
  public var timesConverted: Double?
  public var timesOthers: Double?
  public var meanDelay: Double?

  public init(
    kind: CorrelationKind,
    name: String,
    value: PropertyValue?,
    converted: Proportion,
    others: Proportion,
    support: Double,
    oddsRatio: Double?,
    interval: ConfidenceInterval?,
    p: Double?,
    pAdjusted: Double? = nil,
    timesConverted: Double? = nil,
    timesOthers: Double? = nil,
    meanDelay: Double? = nil
  ) {
    self.kind = kind
    self.name = name
    self.value = value
    self.converted = converted
    self.others = others
    self.support = support
    self.oddsRatio = oddsRatio
    self.interval = interval
    self.p = p
    self.pAdjusted = pAdjusted
    self.timesConverted = timesConverted
    self.timesOthers = timesOthers
    self.meanDelay = meanDelay
  }
}

/// What a candidate is.
public enum CorrelationKind: String, Sendable, Equatable, CaseIterable {
  case event
  case property
}

public import EventModel

/// The answer to a `retention` statement.
public struct RetentionResult: Sendable, Equatable {
  /// In order of time; empty cohorts inside the range are listed.
  public var cohorts: [RetentionCohort]
  /// For each period, the sum of the units over the sum of the denominators.
  public var overall: [RetentionCell?]
  /// Present only with `by`.
  public var groups: [RetentionGroup]?
  /// Present only with `show units`, ordered by unit.
  public var units: [RetentionUnit]?

  public init(
    cohorts: [RetentionCohort],
    overall: [RetentionCell?],
    groups: [RetentionGroup]? = nil,
    units: [RetentionUnit]? = nil
  ) {
    self.cohorts = cohorts
    self.overall = overall
    self.groups = groups
    self.units = units
  }
}

/// The units that started in one calendar bucket.
public struct RetentionCohort: Sendable, Equatable {
  /// The start of the bucket in the statement's zone.
  public var cohort: String
  public var size: Int
  /// One per period from 0; nil where the period is not over for the cohort.
  public var cells: [RetentionCell?]

  public init(
    cohort: String,
    size: Int,
    cells: [RetentionCell?]
  ) {
    self.cohort = cohort
    self.size = size
    self.cells = cells
  }
}

/// Who came back in one period.
public struct RetentionCell: Sendable, Equatable {
  public var period: Int
  public var units: Int
  /// The units whose period lies before the end of the data.
  public var of: Int
  public var rate: Double?
  public var interval: ConfidenceInterval?

  public init(
    period: Int,
    units: Int,
    of: Int,
    rate: Double?,
    interval: ConfidenceInterval?
  ) {
    self.period = period
    self.units = units
    self.of = of
    self.rate = rate
    self.interval = interval
  }
}

/// The retention of one group.
public struct RetentionGroup: Sendable, Equatable {
  public var group: GroupKey
  public var cohorts: [RetentionCohort]
  public var overall: [RetentionCell?]

  public init(
    group: GroupKey,
    cohorts: [RetentionCohort],
    overall: [RetentionCell?]
  ) {
    self.group = group
    self.cohorts = cohorts
    self.overall = overall
  }
}

/// One unit of a cohort, listed by `show units`.
public struct RetentionUnit: Sendable, Equatable {
  public var unit: PropertyValue
  public var cohort: String
  public var start: Timestamp
  /// The periods in which the unit counts as returned, ascending.
  public var periods: [Int]

  public init(
    unit: PropertyValue,
    cohort: String,
    start: Timestamp,
    periods: [Int]
  ) {
    self.unit = unit
    self.cohort = cohort
    self.start = start
    self.periods = periods
  }
}

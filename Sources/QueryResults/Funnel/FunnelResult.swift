/// The answer to a `funnel` statement.
public struct FunnelResult: Sendable, Equatable {
  /// The mandatory steps, with their numbers as written.
  public var steps: [FunnelStep]
  /// Present only with `by`.
  public var groups: [FunnelGroup]?
  /// Present only with `every`; each bucket of the range is listed, empty ones too.
  public var buckets: [FunnelBucket]?
  /// Present only when the pattern has optional steps.
  public var optional: [FunnelOptionalStep]?
  /// Present only with `compare`.
  public var compare: [FunnelComparison]?
  /// Present only with `show units`, ordered by unit.
  public var units: [FunnelUnit]?

  public init(
    steps: [FunnelStep],
    groups: [FunnelGroup]? = nil,
    buckets: [FunnelBucket]? = nil,
    optional: [FunnelOptionalStep]? = nil,
    compare: [FunnelComparison]? = nil,
    units: [FunnelUnit]? = nil
  ) {
    self.steps = steps
    self.groups = groups
    self.buckets = buckets
    self.optional = optional
    self.compare = compare
    self.units = units
  }
}

/// The funnel of one group.
public struct FunnelGroup: Sendable, Equatable {
  public var group: GroupKey
  public var steps: [FunnelStep]
  public var buckets: [FunnelBucket]?

  public init(
    group: GroupKey,
    steps: [FunnelStep],
    buckets: [FunnelBucket]? = nil
  ) {
    self.group = group
    self.steps = steps
    self.buckets = buckets
  }
}

/// The funnel of the entries in one calendar bucket.
public struct FunnelBucket: Sendable, Equatable {
  /// The start of the bucket in the statement's zone: `2026-01-05`, or `2026-01-05T13:00` for hours.
  public var bucket: String
  public var steps: [FunnelStep]

  public init(
    bucket: String,
    steps: [FunnelStep]
  ) {
    self.bucket = bucket
    self.steps = steps
  }
}

/// How often an optional step was passed.
public struct FunnelOptionalStep: Sendable, Equatable {
  public var step: Int
  public var label: String
  public var attempts: Int

  public init(
    step: Int,
    label: String,
    attempts: Int
  ) {
    self.step = step
    self.label = label
    self.attempts = attempts
  }
}

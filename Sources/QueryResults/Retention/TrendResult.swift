/// The answer to a `trend` statement.
public struct TrendResult: Sendable, Equatable {
  public var series: [TrendSeries]

  public init(
    series: [TrendSeries]
  ) {
    self.series = series
  }
}

/// One line of a trend.
public struct TrendSeries: Sendable, Equatable {
  /// What is measured, as written.
  public var label: String
  /// Nil without `by`.
  public var group: GroupKey?
  public var points: [TrendPoint]

  public init(
    label: String,
    group: GroupKey? = nil,
    points: [TrendPoint]
  ) {
    self.label = label
    self.group = group
    self.points = points
  }
}

/// The value of a series in one calendar bucket.
public struct TrendPoint: Sendable, Equatable {
  public var bucket: String
  public var value: Double?

  public init(
    bucket: String,
    value: Double?
  ) {
    self.bucket = bucket
    self.value = value
  }
}

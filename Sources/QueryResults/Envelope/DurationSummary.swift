/// How long something took, over the units for which it happened; all durations in seconds.
public struct DurationSummary: Sendable, Equatable {
  public var count: Int
  public var mean: Double?
  public var median: Double?
  public var p10: Double?
  public var p25: Double?
  public var p75: Double?
  public var p90: Double?
  public var p95: Double?
  public var min: Double?
  public var max: Double?
  /// Present only when bins were asked for.
  public var histogram: [HistogramBin]?

  public init(
    count: Int,
    mean: Double?,
    median: Double?,
    p10: Double?,
    p25: Double?,
    p75: Double?,
    p90: Double?,
    p95: Double?,
    min: Double?,
    max: Double?,
    histogram: [HistogramBin]? = nil
  ) {
    self.count = count
    self.mean = mean
    self.median = median
    self.p10 = p10
    self.p25 = p25
    self.p75 = p75
    self.p90 = p90
    self.p95 = p95
    self.min = min
    self.max = max
    self.histogram = histogram
  }
}

/// One bar of a histogram of durations: `from` is included, `to` only in the last bin.
public struct HistogramBin: Sendable, Equatable {
  public var from: Double
  public var to: Double
  public var units: Int

  public init(
    from: Double,
    to: Double,
    units: Int
  ) {
    self.from = from
    self.to = to
    self.units = units
  }
}

/// One test of whether the experiment may be believed at all.
public struct HealthCheck: Sendable, Equatable {
  /// A stable name, for example `sample-ratio-mismatch` or `multiple-variants`.
  public var check: String
  /// The measured value, nil when there is not enough data.
  public var value: Double?
  /// The value at which the check fails, nil when there is no fixed one.
  public var threshold: Double?
  public var status: HealthStatus
  /// What value and threshold are.
  public var measure: HealthMeasure
  /// What the value is about, for example the metric or segment with the smallest p-value.
  public var detail: String?

  public init(
    check: String,
    value: Double?,
    threshold: Double?,
    status: HealthStatus,
    measure: HealthMeasure,
    detail: String? = nil
  ) {
    self.check = check
    self.value = value
    self.threshold = threshold
    self.status = status
    self.measure = measure
    self.detail = detail
  }
}

/// The outcome of a health check.
public enum HealthStatus: String, Sendable, Equatable, CaseIterable {
  case ok
  case warn
  case fail
  case notEnoughData = "not-enough-data"
}

/// What the value of a health check is.
public enum HealthMeasure: String, Sendable, Equatable, CaseIterable {
  case p
  case share
  case count
}

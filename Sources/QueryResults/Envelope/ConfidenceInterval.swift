/// An interval of uncertainty around an estimate, both ends included.
///
/// An unbounded side is infinite; JSON shows it as `null`.
public struct ConfidenceInterval: Sendable, Equatable {
  public var lower: Double
  public var upper: Double

  public init(
    lower: Double,
    upper: Double
  ) {
    self.lower = lower
    self.upper = upper
  }
}

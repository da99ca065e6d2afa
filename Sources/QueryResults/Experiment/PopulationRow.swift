/// One row of the way from all units to the analysed ones.
///
/// In total: seen − the sum of the not-exposed rows = exposed. For each arm and for the total: exposed − the sum of the
/// excluded rows = analysed.
public struct PopulationRow: Sendable, Equatable {
  public var stage: PopulationStage
  /// Why units were not exposed or excluded; nil for the other stages.
  public var reason: String?
  public var total: Int
  /// In the order of the planned arms; empty where no arm is known yet.
  public var arms: [ArmCount]

  public init(
    stage: PopulationStage,
    reason: String?,
    total: Int,
    arms: [ArmCount]
  ) {
    self.stage = stage
    self.reason = reason
    self.total = total
    self.arms = arms
  }
}

/// A place on the way from all units to the analysed ones.
public enum PopulationStage: String, Sendable, Equatable, CaseIterable {
  /// Units with any event of the stream in the range.
  case seen
  /// Units without an exposure to a recognised variant.
  case notExposed = "not-exposed"
  case exposed
  case excluded
  case analysed
}

/// A number of units in one arm.
public struct ArmCount: Sendable, Equatable {
  public var arm: String
  public var units: Int

  public init(
    arm: String,
    units: Int
  ) {
    self.arm = arm
    self.units = units
  }
}

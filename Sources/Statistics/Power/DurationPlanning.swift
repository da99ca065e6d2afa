/// How long an experiment must still run.
package enum DurationPlanning {
  /// Returns the whole days until both arms have the units they need, zero if they have them.
  ///
  /// - Parameters:
  ///   - controlUnitsNeeded: From a sample-size function, before rounding up.
  ///   - controlUnitsPerDay: New control units per day; the treatment's follow from the planned ratio.
  package static func daysLeft(
    controlUnitsNeeded: Double, controlUnits: Int, controlUnitsPerDay: Double
  ) throws(StatisticsError) -> Int {
    try requireFinite(controlUnitsNeeded)
    try requireFinite(controlUnitsPerDay)
    let missing = controlUnitsNeeded.rounded(.up) - Double(controlUnits)
    if missing <= 0 { return 0 }
    guard controlUnitsPerDay > 0 else { throw .targetUnreachable }
    guard let days = Int(exactly: (missing / controlUnitsPerDay).rounded(.up)) else {
      throw .targetUnreachable
    }
    return days
  }

  /// Returns by which factor the units must grow for the standard error to reach a half-width.
  ///
  /// The answer to "until the interval is ±w": (half-width now / w)².
  package static func growth(from halfWidth: Double, to target: Double) throws(StatisticsError) -> Double {
    try requirePositive(halfWidth)
    try requirePositive(target)
    let ratio = halfWidth / target
    return max(1, ratio * ratio)
  }
}

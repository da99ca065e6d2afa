/// What a worker counts of exposures; integers, so that any order of adding gives the same.
struct ExposureTally: Sendable {
  /// Units with any event of the stream.
  var seen = 0
  /// Units exposed to unrecognised variants only.
  var unknownUnits = 0
  /// Exposure events with a recognised variant.
  var exposures = 0
  /// Exposure events that repeat one of the same unit, variant and instant.
  var duplicates = 0
  /// Units whose exposure lies at a time that no right clock showed.
  var implausibleTimes = 0
  /// Events of the stream that belong to no unit.
  var rowsWithoutKey = 0
  /// Pairs of units of one user, no unit in two of them, and how many of them saw the same variant first.
  var pairs = 0
  var alikePairs = 0
  /// Of every exposed unit's exposure, fate and values.
  var digest = ExperimentDigest()

  mutating func merge(_ other: ExposureTally) {
    seen += other.seen
    unknownUnits += other.unknownUnits
    exposures += other.exposures
    duplicates += other.duplicates
    implausibleTimes += other.implausibleTimes
    rowsWithoutKey += other.rowsWithoutKey
    pairs += other.pairs
    alikePairs += other.alikePairs
    digest.merge(other.digest)
  }
}

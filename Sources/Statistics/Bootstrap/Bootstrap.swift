/// The bootstrap of a comparison of two arms: units are drawn with replacement within each arm.
///
/// Every resample has a generator of its own, seeded by the seed, its number and the arm. The replicates are
/// therefore the same for any number of threads and may be computed in any partition.
package struct Bootstrap: Sendable, Hashable {
  /// How units are drawn.
  package enum Scheme: String, Sendable, Hashable {
    /// n draws with replacement out of n.
    case multinomial
    /// Each unit independently a Poisson(1) number of times: one pass in memory order, for large arms.
    case poisson
  }

  /// What is compared.
  package enum Comparison: String, Sendable, Hashable {
    /// Treatment minus control.
    case difference
    /// (treatment − control)/|control|.
    case relativeLift
  }

  /// The number of resamples.
  package let resamples: Int
  /// What all random draws follow from.
  package let seed: UInt64
  /// How units are drawn.
  package let scheme: Scheme

  /// Plans a bootstrap; two thousand resamples are the least for an interval to be published.
  package init(
    resamples: Int = 2_000, seed: UInt64, scheme: Scheme = .multinomial
  ) throws(StatisticsError) {
    guard resamples >= 2 else { throw .tooFewObservations(count: resamples, needed: 2) }
    self.resamples = resamples
    self.seed = seed
    self.scheme = scheme
  }

  /// Returns the replicates of a range of resamples, nil where one is undefined (a control of zero).
  ///
  /// For callers with a pool of their own; concatenating the ranges in order gives the whole.
  package func replicates(
    _ range: Range<Int>, control: BootstrapSample, treatment: BootstrapSample, comparison: Comparison
  ) -> [Double?] {
    guard control.count > 0, treatment.count > 0 else { return range.map { _ in nil } }
    return range.map { resample in
      var controlGenerator = SeededGenerator(seed: seed, stream: UInt64(truncatingIfNeeded: resample) &* 2)
      var treatmentGenerator = SeededGenerator(
        seed: seed, stream: UInt64(truncatingIfNeeded: resample) &* 2 &+ 1)
      guard let a = control.resampledEstimate(&controlGenerator, scheme: scheme),
        let b = treatment.resampledEstimate(&treatmentGenerator, scheme: scheme)
      else { return nil }
      return Self.compare(a, b, comparison)
    }
  }

  static func compare(_ control: Double, _ treatment: Double, _ comparison: Comparison) -> Double? {
    let difference = treatment - control
    if comparison == .difference { return difference }
    return control == 0 ? nil : difference / abs(control)
  }

  /// Summarises replicates computed elsewhere.
  package func result(
    replicates: [Double?], control: BootstrapSample, treatment: BootstrapSample, comparison: Comparison
  ) throws(StatisticsError) -> BootstrapResult {
    let a = try control.estimate()
    let b = try treatment.estimate()
    guard let estimate = Self.compare(a, b, comparison) else { throw .zeroControlValue }
    return try BootstrapResult(estimate: estimate, replicates: replicates)
  }
}

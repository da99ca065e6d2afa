import QueryResults
import Statistics

/// The difference of two rates, second minus first: Newcombe's interval and the pooled two-proportion test.
struct RateDifference {
  var difference: Double?
  var interval: QueryResults.ConfidenceInterval?
  /// `nil` where nobody or everybody converted on both sides, or a side is empty.
  var p: Double?

  static let alpha = 0.05

  init(_ a: (part: Int, whole: Int), _ b: (part: Int, whole: Int)) {
    guard a.whole > 0, b.whole > 0,
      let control = try? Statistics.Proportion(successes: a.part, trials: a.whole),
      let treatment = try? Statistics.Proportion(successes: b.part, trials: b.whole)
    else { return }
    let difference = ProportionDifference(control: control, treatment: treatment)
    self.difference = difference.effect
    if let bounds = try? difference.newcombe(alpha: Self.alpha) {
      interval = .init(lower: bounds.lower, upper: bounds.upper)
    }
    p = try? difference.pooledTest().pValue.value
  }

  /// Holm's adjustment over all tests of a statement; what could not be tested does not count.
  static func adjusted(_ pValues: [Double?]) -> [Double?] {
    MultiplicityAdjustment.holm.adjust(pValues)
  }
}

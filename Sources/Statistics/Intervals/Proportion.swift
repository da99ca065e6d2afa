/// A count of successes among trials.
package struct Proportion: Sendable, Hashable {
  /// The number of trials that succeeded.
  package let successes: Int
  /// The number of trials, at least one.
  package let trials: Int

  /// Refuses an empty sample and a count outside 0…trials.
  package init(successes: Int, trials: Int) throws(StatisticsError) {
    guard trials > 0 else { throw .noObservations }
    guard successes >= 0, successes <= trials else {
      throw .countOutOfRange(count: Double(successes), total: Double(trials))
    }
    self.successes = successes
    self.trials = trials
  }

  /// The share of successes.
  package var rate: Double { Double(successes) / Double(trials) }
  /// The share of failures, precise when the rate is close to one.
  package var complement: Double { Double(trials - successes) / Double(trials) }
  /// rate × (1 − rate), the variance of one trial with divisor n.
  package var variance: Double { rate * complement }
}

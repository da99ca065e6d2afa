import EventModel
import Statistics

/// What one arm, or one segment of an arm, has of one metric; capped where the metric is.
struct ArmFigures {
  var units: Int
  /// Units with a value other than zero.
  var converters: Int
  /// x is the covariate or the denominator, y the value.
  var moments: BivariateMoments
  var sumX: Double
  var sumY: Double
  /// Units that are not all zeros, where they are kept.
  var samples: [GoalTotals.Sample]
  /// Units with a value other than zero before exposure.
  var priorConverters: Int
  /// The moments before exposure: of the value, or of denominator and numerator of a ratio.
  var before: BivariateMoments
  /// Units that the cap lowered.
  var capped: Int

  /// Without a cap.
  init(_ totals: GoalTotals) {
    let all = totals.all
    units = all.count
    converters = totals.converters
    moments = all
    sumX = totals.sumX.value
    sumY = totals.sumY.value
    samples = totals.samples
    priorConverters = totals.priorConverters
    before = totals.before
    capped = 0
  }

  /// Of sums only, without single units and what was before.
  init(_ moments: BivariateMoments, isRate: Bool) {
    self.init(GoalTotals())
    units = moments.count
    // A share's values are 0 and 1, so that their sum is a number of units.
    converters = isRate ? Int((moments.meanY * Double(moments.count)).rounded()) : 0
    self.moments = moments
    sumX = moments.x.sum
    sumY = moments.y.sum
  }

  /// With values above `limit` lowered to it; the totals must have kept their samples.
  init(_ totals: GoalTotals, limit: Double) {
    self.init(totals)
    var moments = BivariateMoments()
    var sum = NeumaierSum()
    for index in samples.indices {
      if samples[index].y > limit {
        samples[index].y = limit
        capped += 1
      }
      moments.add(x: samples[index].x, y: samples[index].y)
      sum.add(samples[index].y)
    }
    let zeros = units - samples.count
    let lowered = min(0, limit)
    if lowered < 0 { capped += zeros }
    moments.merge(
      BivariateMoments(count: zeros, meanX: 0, meanY: lowered, squaredX: 0, squaredY: 0, product: 0))
    sum.add(lowered * Double(zeros))
    self.moments = moments
    sumY = sum.value
  }

  /// The values of all units, ascending.
  var ascendingValues: [Double] {
    var values = samples.map(\.y)
    values.append(contentsOf: repeatElement(0, count: max(0, units - samples.count)))
    values.sort()
    return values
  }

  /// The arm's figure: rate, mean, ratio or quantile.
  func figure(of goal: ExperimentPlan.Goal) -> Double? {
    guard units > 0 else { return nil }
    switch goal.value {
    case .pattern, .retention: return Double(converters) / Double(units)
    case .measure: return finite(sumY / Double(units))
    case .ratio: return sumX == 0 ? nil : finite(sumY / sumX)
    case .quantile(let order, _): return try? Quantile.linear(ascending: ascendingValues, order)
    }
  }

  private func finite(_ number: Double) -> Double? { number.isFinite ? number : nil }

  /// The figure with its variance.
  func statistic(of goal: ExperimentPlan.Goal) throws(StatisticsError) -> ArmStatistic {
    switch goal.value {
    case .pattern, .retention:
      return try ArmStatistic(try Proportion(successes: converters, trials: units))
    case .measure: return try ArmStatistic(moments.y)
    case .ratio: return try ArmStatistic(ratio: moments)
    case .quantile(let order, _):
      return try QuantileInterval(ascending: ascendingValues, order: order, alpha: 0.05).armStatistic()
    }
  }

  /// The same of what the units did before their exposure.
  func statisticBefore(of goal: ExperimentPlan.Goal) throws(StatisticsError) -> ArmStatistic {
    if goal.isRatio { return try ArmStatistic(ratio: before) }
    // Of counts, which are exact in any order.
    if goal.isRate { return try ArmStatistic(try Proportion(successes: priorConverters, trials: units)) }
    return try ArmStatistic(moments.x)
  }

  /// The units to draw from in a bootstrap.
  func bootstrapSample(of goal: ExperimentPlan.Goal) -> BootstrapSample {
    let zeros = repeatElement(0.0, count: max(0, units - samples.count))
    switch goal.value {
    case .ratio:
      return .ratio(numerators: samples.map(\.y) + zeros, denominators: samples.map(\.x) + zeros)
    case .quantile(let order, _): return .quantile(ascending: ascendingValues, order: order)
    case .pattern, .retention, .measure: return .mean(samples.map(\.y) + zeros)
    }
  }
}

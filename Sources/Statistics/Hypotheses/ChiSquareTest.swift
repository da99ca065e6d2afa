import Glibc

/// Pearson's chi-square tests.
package enum ChiSquareTest {
  /// Tests whether the rows of a table have the same distribution over the columns.
  ///
  /// Rows are arms, columns outcomes; k×2 is the omnibus test of k conversion rates. Not computable when an
  /// expected count is zero.
  package static func independence(_ table: [[Int]]) throws(StatisticsError) -> TestResult {
    try statistic(table, yates: false)
  }

  /// The same for a 2×2 table with Yates's correction: |O − E| is reduced by ½, at most to zero.
  package static func yates(_ table: [[Int]]) throws(StatisticsError) -> TestResult {
    guard table.count == 2, table[0].count == 2 else {
      throw .tooLarge(size: Double(max(table.count, table.first?.count ?? 0)), limit: 2)
    }
    return try statistic(table, yates: true)
  }

  /// Tests whether observed counts fit planned weights: the check for a sample ratio mismatch.
  ///
  /// Expected counts are N·wᵢ/Σw, the degrees of freedom one less than the arms. Not computable without units, and
  /// with a weight of zero.
  package static func sampleRatio(
    observed: [Int], weights: [Double]
  ) throws(StatisticsError) -> TestResult {
    guard observed.count == weights.count else {
      throw .lengthMismatch(first: observed.count, second: weights.count)
    }
    guard observed.count >= 2 else { throw .tooFewGroups(count: observed.count, needed: 2) }
    var weightSum = NeumaierSum()
    for weight in weights {
      try requirePositive(weight)
      weightSum.add(weight)
    }
    var total = 0.0
    for count in observed {
      guard count >= 0 else { throw .negative(Double(count)) }
      total += Double(count)
    }
    guard total > 0 else { throw .noObservations }
    let sumOfWeights = weightSum.value
    try requireFinite(sumOfWeights)
    var statistic = NeumaierSum()
    for (count, weight) in zip(observed, weights) {
      let expected = total * (weight / sumOfWeights)
      guard expected > 0 else { throw .zeroExpectedCount }
      // (O·Σw − N·w) / Σw from one rounding each, so that weights like 1/3 cost nothing.
      let difference = fma(Double(count), sumOfWeights, -(total * weight)) / sumOfWeights
      statistic.add(difference * difference / expected)
    }
    return try result(statistic.value, degreesOfFreedom: Double(observed.count - 1))
  }

  private static func statistic(_ table: [[Int]], yates: Bool) throws(StatisticsError) -> TestResult {
    guard table.count >= 2 else { throw .tooFewGroups(count: table.count, needed: 2) }
    let columns = table[0].count
    guard columns >= 2 else { throw .tooFewGroups(count: columns, needed: 2) }
    var columnSums = [Double](repeating: 0, count: columns)
    var rowSums: [Double] = []
    for row in table {
      guard row.count == columns else { throw .lengthMismatch(first: columns, second: row.count) }
      var rowSum = 0.0
      for (column, count) in row.enumerated() {
        guard count >= 0 else { throw .negative(Double(count)) }
        columnSums[column] += Double(count)
        rowSum += Double(count)
      }
      rowSums.append(rowSum)
    }
    let total = rowSums.reduce(0, +)
    guard total > 0 else { throw .noObservations }
    var statistic = NeumaierSum()
    for (row, rowSum) in zip(table, rowSums) {
      for (count, columnSum) in zip(row, columnSums) {
        let expected = rowSum * columnSum / total
        guard expected > 0 else { throw .zeroExpectedCount }
        var difference = abs(Double(count) - expected)
        if yates { difference -= min(0.5, difference) }
        statistic.add(difference * difference / expected)
      }
    }
    return try result(
      statistic.value, degreesOfFreedom: Double((table.count - 1) * (columns - 1)))
  }

  private static func result(
    _ statistic: Double, degreesOfFreedom: Double
  ) throws(StatisticsError) -> TestResult {
    let tail = try ChiSquare(degreesOfFreedom: degreesOfFreedom).tails(statistic).upper
    return TestResult(statistic: statistic, degreesOfFreedom: degreesOfFreedom, pValue: tail)
  }
}

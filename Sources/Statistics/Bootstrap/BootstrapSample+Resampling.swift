extension BootstrapSample {
  /// Returns the estimate of one resample with replacement, nil where it is undefined (a denominator of zero).
  ///
  /// Sums run in the order of the draws, so a generator in the same state always gives the same bits.
  func resampledEstimate(_ generator: inout SeededGenerator, scheme: Bootstrap.Scheme) -> Double? {
    switch self {
    case .mean(let values):
      switch scheme {
      case .multinomial:
        return Self.drawnSum(values, &generator) / Double(values.count)
      case .poisson:
        let sums = Self.weightedSums(values, nil, &generator)
        return sums.second > 0 ? sums.first / sums.second : nil
      }
    case .ratio(let numerators, let denominators):
      let sums =
        scheme == .multinomial
        ? Self.drawnSums(numerators, denominators, &generator)
        : Self.weightedSums(numerators, denominators, &generator)
      return sums.second != 0 ? sums.first / sums.second : nil
    case .quantile(let values, let order):
      let weights = Self.unitWeights(values.count, &generator, scheme)
      return Self.weightedQuantile(values, weights, order)
    }
  }

  private static func drawnSum(_ values: [Double], _ generator: inout SeededGenerator) -> Double {
    var local = generator
    let sum = values.withUnsafeBufferPointer { values in
      var sum = 0.0
      for _ in 0..<values.count { sum += values[local.index(below: values.count)] }
      return sum
    }
    generator = local
    return sum
  }

  private static func drawnSums(
    _ numerators: [Double], _ denominators: [Double], _ generator: inout SeededGenerator
  ) -> (first: Double, second: Double) {
    var local = generator
    var first = 0.0
    var second = 0.0
    numerators.withUnsafeBufferPointer { numerators in
      denominators.withUnsafeBufferPointer { denominators in
        for _ in 0..<numerators.count {
          let index = local.index(below: numerators.count)
          first += numerators[index]
          second += denominators[index]
        }
      }
    }
    generator = local
    return (first, second)
  }

  /// Σ w·value and Σ w·denominator, the latter Σ w without denominators.
  private static func weightedSums(
    _ values: [Double], _ denominators: [Double]?, _ generator: inout SeededGenerator
  ) -> (first: Double, second: Double) {
    var local = generator
    var first = 0.0
    var second = 0.0
    values.withUnsafeBufferPointer { values in
      if let denominators {
        denominators.withUnsafeBufferPointer { denominators in
          PoissonWeights.shared.forEach(values.count, &local) { unit, weight in
            first += Double(weight) * values[unit]
            second += Double(weight) * denominators[unit]
          }
        }
      } else {
        PoissonWeights.shared.forEach(values.count, &local) { unit, weight in
          first += Double(weight) * values[unit]
          second += Double(weight)
        }
      }
    }
    generator = local
    return (first, second)
  }

  private static func unitWeights(
    _ count: Int, _ generator: inout SeededGenerator, _ scheme: Bootstrap.Scheme
  ) -> [UInt32] {
    var local = generator
    let weights = [UInt32](unsafeUninitializedCapacity: count) { buffer, initialized in
      buffer.initialize(repeating: 0)
      switch scheme {
      case .multinomial: for _ in 0..<count { buffer[local.index(below: count)] &+= 1 }
      case .poisson:
        PoissonWeights.shared.forEach(count, &local) { buffer[$0] = UInt32(truncatingIfNeeded: $1) }
      }
      initialized = count
    }
    generator = local
    return weights
  }

  /// The type 7 quantile of the sample in which each value occurs as often as its weight says.
  private static func weightedQuantile(_ values: [Double], _ weights: [UInt32], _ order: Double) -> Double? {
    var total = 0
    for weight in weights { total &+= Int(weight) }
    guard total > 0 else { return nil }
    let rank = order * Double(total - 1)
    let below = min(Int(rank), total - 1)
    let share = rank - Double(below)
    var passed = 0
    var lower: Double?
    for (value, weight) in zip(values, weights) where weight > 0 {
      passed &+= Int(weight)
      if let lower { return lower + (value - lower) * share }
      if passed > below {
        // The next order statistic is either this value again or the following one.
        if share == 0 || passed > below + 1 { return value }
        lower = value
      }
    }
    return lower
  }
}

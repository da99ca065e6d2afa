/// How long it takes until something happens.
enum WaitDistribution: Hashable, Sendable {
  /// Milliseconds on average.
  case exponential(mean: Double)
  /// Half of the waits are shorter than `median` milliseconds; `sigma` is the deviation of the logarithm.
  case logNormal(median: Double, sigma: Double)

  /// No wait is longer: 10,000 days in milliseconds.
  private static let longest = 864_000_000_000.0

  /// A wait in whole milliseconds; 0 is possible.
  @inline(__always)
  func draw(_ random: inout RandomStream) -> Int64 {
    let wait: Double
    switch self {
    case .exponential(let mean): wait = mean * random.nextExponential()
    case .logNormal(let median, let sigma):
      wait = median * PortableMath.exponential(sigma * random.nextNormal())
    }
    return Int64(min(wait, WaitDistribution.longest))
  }
}

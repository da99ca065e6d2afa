import Glibc
import Statistics

/// Random values of known distributions, from one stream of a seed.
struct Draws {
  private var generator: SeededGenerator

  init(seed: UInt64, stream: UInt64) { generator = SeededGenerator(seed: seed, stream: stream) }

  /// Between 0 and 1, both excluded.
  mutating func uniform() -> Double { (Double(generator.next() >> 12) + 0.5) * 0x1p-52 }

  mutating func normal() -> Double { StandardNormal.quantile(lowerTail: uniform()) }

  /// How many of `count` units convert.
  mutating func converters(_ count: Int, rate: Double) -> Int {
    var converters = 0
    for _ in 0..<count where uniform() < rate { converters += 1 }
    return converters
  }

  /// Money as shops see it: most units spend nothing, the rest log-normally.
  mutating func spend(buyers: Double = 0.2) -> Double { uniform() < buyers ? exp(normal()) : 0 }

  /// The mean of ``spend(buyers:)``.
  static func meanSpend(buyers: Double = 0.2) -> Double { buyers * exp(0.5) }
}

import Glibc

/// Poisson(1) draws from 32 random bits each, by the inverse of the cumulative distribution.
///
/// The probabilities are right to 2⁻³², and no draw exceeds 12.
struct PoissonWeights: Sendable {
  /// ⌊P(X ≤ k)·2³²⌉, the last one 2³².
  private let thresholds: [UInt64]
  /// The smallest draw possible for each value of the top eight bits.
  private let firstGuess: [UInt8]

  static let shared = PoissonWeights()

  private init() {
    var thresholds: [UInt64] = []
    var mass = exp(-1.0)
    var cumulative = mass
    for k in 0..<12 {
      thresholds.append(UInt64((cumulative * 0x1p32).rounded()))
      mass /= Double(k + 1)
      cumulative += mass
    }
    thresholds.append(1 << 32)
    self.thresholds = thresholds
    firstGuess = (0..<256).map { top in
      let bits = UInt64(top) << 24
      return UInt8(thresholds.firstIndex { bits < $0 } ?? 12)
    }
  }

  /// Calls `body` with each of `count` units and its weight, in order; two weights are cut from one draw.
  @inline(__always)
  func forEach(
    _ count: Int, _ generator: inout SeededGenerator, _ body: (_ unit: Int, _ weight: Int) -> Void
  ) {
    thresholds.withUnsafeBufferPointer { thresholds in
      firstGuess.withUnsafeBufferPointer { firstGuess in
        var bits: UInt64 = 0
        for unit in 0..<count {
          bits = unit & 1 == 0 ? generator.next() : bits &<< 32
          let value = bits &>> 32
          var weight = Int(firstGuess[Int(value &>> 24)])
          while value >= thresholds[weight] { weight &+= 1 }
          body(unit, weight)
        }
      }
    }
  }
}

/// A discrete distribution that is drawn from in constant time (A. J. Walker 1977, set up after M. D. Vose
/// 1991).
struct AliasTable: Sendable {
  private struct Slot: Sendable {
    /// Below this 32-bit number the slot stands for itself, else for its alias.
    var threshold: UInt32
    var alias: UInt32
  }

  private let slots: [Slot]

  /// The distribution in which index `i` comes with probability `weights[i]` ÷ their sum.
  ///
  /// Weights must be finite and not negative, not all zero, and fewer than 2³².
  init(weights: [Double]) {
    let mean = weights.reduce(0, +) / Double(weights.count)
    var shares = weights.map { $0 / mean }
    var slots = weights.indices.map { Slot(threshold: .max, alias: UInt32($0)) }
    var small: [Int] = []
    var large: [Int] = []
    for index in shares.indices {
      if shares[index] < 1 { small.append(index) } else { large.append(index) }
    }
    while let poor = small.popLast(), let rich = large.last {
      slots[poor] = Slot(threshold: UInt32(shares[poor] * 0x1p32), alias: UInt32(rich))
      shares[rich] -= 1 - shares[poor]
      if shares[rich] < 1 {
        large.removeLast()
        small.append(rich)
      }
    }
    self.slots = slots
  }

  /// The distribution over 0 ..< `count` in which index `i` has weight (i + 1)^−`exponent`.
  init(zipf exponent: Double, count: Int) {
    self.init(
      weights: (1...max(1, count)).map {
        PortableMath.exponential(-exponent * PortableMath.logarithm(Double($0)))
      })
  }

  var count: Int { slots.count }

  @inline(__always)
  func draw(_ random: inout RandomStream) -> Int {
    let number = random.next()
    let index = Int(((number >> 32) &* UInt64(slots.count)) >> 32)
    let slot = slots[index]
    return UInt32(truncatingIfNeeded: number) < slot.threshold ? index : Int(slot.alias)
  }
}

import Glibc

/// The distribution of a test statistic that has not yet crossed a bound, carried from look to look.
///
/// Works on the score scale B(t) = z·√t, a Brownian motion with a drift; the density on the continuation region is
/// held at Gauss–Legendre nodes.
struct BoundaryCrossing {
  private let drift: Double
  private let twoSided: Bool
  private var time = 0.0
  /// The nodes of the continuation region with density × quadrature weight; nil before the first look.
  private var nodes: [(position: Double, mass: Double)]?

  init(drift: Double, twoSided: Bool) {
    self.drift = drift
    self.twoSided = twoSided
  }

  /// Returns the probability of being beyond ±bound (or above bound) at a time without having crossed before.
  func crossingProbability(at next: Double, bound: Double) -> Double {
    if bound == .infinity { return 0 }
    let deviation = (next - time).squareRoot()
    let shift = drift * (next - time)
    let limit = bound * next.squareRoot()
    func beyond(_ position: Double) -> Double {
      let above = StandardNormal.upperTail((limit - position - shift) / deviation)
      return twoSided
        ? above + StandardNormal.lowerTail((-limit - position - shift) / deviation) : above
    }
    guard let nodes else { return beyond(0) }
    var sum = NeumaierSum()
    for node in nodes { sum.add(node.mass * beyond(node.position)) }
    return sum.value
  }

  /// Returns the bound at which the crossing probability is the given one.
  func bound(at next: Double, crossing target: Double) -> Double {
    let logTarget = log(target)
    if nodes == nil {
      return StandardNormal.quantile(upperTail: twoSided ? target / 2 : target)
    }
    var low = twoSided ? 0.0 : -10.0
    var high = 40.0
    var lowValue = log(crossingProbability(at: next, bound: low)) - logTarget
    if lowValue <= 0 { return low }
    var bound = StandardNormal.quantile(upperTail: min(0.5, twoSided ? target / 2 : target))
    // Secant steps on the logarithm inside a bracket; the crossing probability falls with the bound.
    for _ in 0..<100 {
      let value = log(crossingProbability(at: next, bound: bound)) - logTarget
      if abs(value) < 1e-14 { return bound }
      if value > 0 {
        low = bound
        lowValue = value
      } else {
        high = bound
      }
      let nearby = bound * (1 + 1e-6) + 1e-9
      let slope =
        (log(crossingProbability(at: next, bound: nearby)) - logTarget - value) / (nearby - bound)
      var step = bound - value / slope
      if !(step > low && step < high) { step = (low + high) / 2 }
      if abs(step - bound) < 1e-15 * max(1, bound) { return step }
      bound = step
    }
    return lowValue > 0 ? bound : low
  }

  /// The largest number of nodes; looks so close together that they would need more are refused by the design.
  static let nodeLimit = 4_000

  /// Enough nodes to resolve one step of the motion on a stretch of this width.
  private static func nodeCount(width: Double, deviation: Double) -> Int {
    Int(min(Double(nodeLimit), 48 + 4 * width / deviation))
  }

  /// Whether the step between two looks can be resolved.
  static func canResolve(from time: Double, to next: Double) -> Bool {
    48 + 4 * 18 * (next / (next - time)).squareRoot() <= Double(nodeLimit)
  }

  /// Moves on to the next look, leaving out what has crossed.
  mutating func advance(to next: Double, bound: Double) {
    let deviation = (next - time).squareRoot()
    let shift = drift * (next - time)
    let root = next.squareRoot()
    // Beyond nine standard deviations there is no mass that could matter.
    let centre = drift * next
    let upper = min(bound * root, centre + 9 * root)
    let lower = twoSided ? max(-bound * root, centre - 9 * root) : centre - 9 * root
    time = next
    guard upper > lower else {
      nodes = []
      return
    }
    let count = Self.nodeCount(width: upper - lower, deviation: deviation)
    let rule = GaussLegendre.rule(count)
    let half = (upper - lower) / 2
    let middle = (upper + lower) / 2
    let previous = nodes ?? [(0, 1)]
    // Both sets of nodes ascend, so the part of the previous look within nine deviations is a moving window.
    var first = 0
    nodes = rule.map { point in
      let position = middle + half * point.position
      while first < previous.count, previous[first].position + shift < position - 9 * deviation { first += 1 }
      var density = NeumaierSum()
      var index = first
      while index < previous.count, previous[index].position + shift <= position + 9 * deviation {
        let distance = (position - previous[index].position - shift) / deviation
        density.add(previous[index].mass * StandardNormal.density(distance))
        index += 1
      }
      return (position, half * point.weight * density.value / deviation)
    }
  }
}

import Glibc

/// The tanh-sinh rule of quadrature with a fixed table of nodes: the same points on every run, no adaptivity.
///
/// About 1e-15 for the log-concave tails it is used for, with the same hundred evaluations at any size of the
/// parameters, where continued fractions need a number of terms that grows with their root.
enum TanhSinhRule {
  private struct Node {
    let position: Double
    let weight: Double
  }

  private static let nodes = table(halfCount: 66, step: 1.0 / 16)
  /// Twice as dense, for integrands with a summit inside the interval.
  private static let denseNodes = table(halfCount: 132, step: 1.0 / 32)

  private static func table(halfCount: Int, step: Double) -> [Node] {
    (-halfCount...halfCount).map { index in
      let t = Double(index) * step
      let position = 1 / (1 + exp(-Double.pi * sinh(t)))
      let complement = 1 / (1 + exp(Double.pi * sinh(t)))
      return Node(position: position, weight: step * Double.pi * cosh(t) * position * complement)
    }
  }

  /// Returns the integral of a function over a finite interval; singularities at the ends are allowed.
  static func integral(from lower: Double, to upper: Double, _ function: (Double) -> Double) -> Double {
    guard upper > lower else { return 0 }
    var sum = 0.0
    for node in denseNodes {
      let x = lower + (upper - lower) * node.position
      if x <= lower || x >= upper { continue }
      sum += node.weight * function(x)
    }
    return sum * (upper - lower)
  }

  /// Returns the integral of exp(exponent(s)) over s in (0, limit), for an exponent that starts near zero and falls.
  ///
  /// `scale` is a first guess of where the exponent has fallen to −46; any positive number will do.
  static func tail(scale: Double, limit: Double, exponent: (Double) -> Double) -> Double {
    var end = min(limit, scale)
    var steps = 0
    while end < limit, exponent(end) > -42, steps < 200 {
      end = min(limit, end * 1.5)
      steps += 1
    }
    while exponent(end) < -90, steps < 400 {
      end *= 0.7
      steps += 1
    }
    var sum = 0.0
    for node in nodes {
      let s = end * node.position
      if s <= 0 || s >= limit { continue }
      sum += node.weight * exp(exponent(s))
    }
    return sum * end
  }

  /// Returns where −slope·s − curvature·s²/2 reaches −46, the usual first guess.
  static func scale(slope: Double, curvature: Double) -> Double {
    let discriminant = slope * slope + 92 * max(curvature, 1e-300)
    let root = discriminant.squareRoot()
    // The form without cancellation for a positive slope; a negative one only widens the range.
    return slope >= 0 ? 92 / (slope + root) : (root - slope) / max(curvature, 1e-300)
  }
}

import Glibc

/// Gauss–Legendre quadrature on [−1, 1].
enum GaussLegendre {
  struct Point {
    let position: Double
    let weight: Double
  }

  /// Returns the rule with `count` points, by Newton's method on the Legendre polynomial.
  static func rule(_ count: Int) -> [Point] {
    let n = Double(count)
    return (0..<count).map { index in
      var x = -cos(Double.pi * (Double(index) + 0.75) / (n + 0.5))
      var slope = 1.0
      for _ in 0..<100 {
        var current = 1.0
        var previous = 0.0
        for degree in 0..<count {
          let d = Double(degree)
          let next = ((2 * d + 1) * x * current - d * previous) / (d + 1)
          previous = current
          current = next
        }
        slope = n * (x * current - previous) / (x * x - 1)
        let step = current / slope
        x -= step
        if abs(step) < 1e-15 { break }
      }
      return Point(position: x, weight: 2 / ((1 - x * x) * slope * slope))
    }
  }
}

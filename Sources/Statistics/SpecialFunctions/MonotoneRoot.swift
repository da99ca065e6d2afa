import Glibc

/// Newton's method kept inside a bracket, for the inverses of distribution functions.
enum MonotoneRoot {
  /// A function value and its derivative.
  struct Point {
    let value: Double
    let slope: Double
  }

  /// Returns v with f(v) = 0 for an increasing f; the search starts at `start` and stays in [lowest, highest].
  ///
  /// Tails are solved on the logarithmic scale, where they are concave and Newton's steps do not overshoot far. If
  /// the target lies outside the range the nearer end is returned.
  static func solve(
    start: Double, lowest: Double = -745, highest: Double = 745, function: (Double) -> Point
  ) -> Double {
    var lower = lowest
    var upper = highest
    var v = min(max(start, lowest), highest)
    for _ in 0..<300 {
      let point = function(v)
      if point.value == 0 { return v }
      if point.value < 0 { lower = v } else { upper = v }
      var next = v - point.value / point.slope
      // A slope of zero or a step beyond the bracket falls back on halving.
      if !(next > lower && next < upper) { next = lower + (upper - lower) / 2 }
      let change = abs(next - v)
      if change <= 4e-16 * max(1, abs(v)) || upper - lower <= 4e-16 * max(1, abs(v)) { return next }
      v = next
    }
    return v
  }
}

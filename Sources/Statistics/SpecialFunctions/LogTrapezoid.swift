import Glibc

/// The trapezoidal rule over the whole line for positive integrands with one summit, on the logarithmic scale.
///
/// For analytic functions that die off at both ends it converges geometrically in the step.
enum LogTrapezoid {
  /// Returns log ∫ exp(f(v)) dv for an f with one summit.
  ///
  /// At most two million points on either side; the callers choose steps for which a few hundred do.
  static func value(start: Double, step: Double, exponent: (Double) -> Double) -> Double {
    // Climb to the summit on the grid; the grid itself stays anchored at `start`.
    var index = 0.0
    var peak = exponent(start)
    for direction in [1.0, -1.0] {
      var moved = 0
      while moved < 2_000_000 {
        let next = exponent(start + (index + direction) * step)
        guard next > peak else { break }
        peak = next
        index += direction
        moved += 1
      }
    }
    if peak == -.infinity { return peak }
    var sum = NeumaierSum()
    sum.add(1)
    for direction in [1.0, -1.0] {
      var offset = direction
      while abs(offset) < 2_000_000 {
        let term = exp(exponent(start + (index + offset) * step) - peak)
        sum.add(term)
        if term < 1e-18 * sum.value { break }
        offset += direction
      }
    }
    return peak + log(sum.value * step)
  }
}

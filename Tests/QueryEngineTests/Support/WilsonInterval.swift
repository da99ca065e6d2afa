import Glibc
import QueryResults

/// The 95 % Wilson interval straight from its textbook formula.
enum WilsonInterval {
  static func bounds(_ part: Int, _ whole: Int) -> ConfidenceInterval? {
    guard whole > 0 else { return nil }
    let (n, z) = (Double(whole), 1.959963984540054)
    let share = Double(part) / n
    let centre = share + z * z / (2 * n)
    let reach = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    let scale = 1 + z * z / n
    return ConfidenceInterval(
      lower: part == 0 ? 0 : (centre - reach) / scale, upper: part == whole ? 1 : (centre + reach) / scale)
  }
}

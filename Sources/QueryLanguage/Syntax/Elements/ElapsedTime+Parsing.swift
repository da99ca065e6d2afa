import EventModel

extension ElapsedTime {
  /// The longest length a statement may name: ten thousand leap years, far beyond the range of times.
  static let longest = ElapsedTime(microseconds: 10_000 * 366 * 86_400_000_000)

  /// A decimal number of units; nil when it is no whole number of microseconds or too large.
  init?(_ number: String, unit: Int64) {
    let parts = number.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard let whole = parts.first.flatMap({ Int64($0) }) else { return nil }
    let (product, overflow) = whole.multipliedReportingOverflow(by: unit)
    guard !overflow else { return nil }
    var fraction: Int64 = 0
    if parts.count == 2 {
      var remaining = unit
      for digit in parts[1].utf8 {
        let value = Int64(digit) - 48
        guard remaining % 10 == 0 || value == 0 else { return nil }
        remaining /= 10
        fraction += value * remaining
      }
    }
    let (sum, carries) = product.addingReportingOverflow(fraction)
    guard !carries else { return nil }
    self.init(microseconds: sum)
  }
}

/// Numbers as people read them.
///
/// Rounding is for display only and half away from zero; JSON and CSV carry the full precision. The sign is the ASCII
/// hyphen, so that a copied number is still a number.
package enum NumberText {
  /// What stands where there is no number.
  static let missing = "–"

  /// `1,234,567`.
  package static func grouped(_ number: Int) -> String {
    let digits = String(number.magnitude)
    return (number < 0 ? "-" : "") + groupThousands(digits)
  }

  /// `1,234.50` with the given number of digits after the point.
  static func fixed(_ number: Double, digits: Int) -> String {
    if number.isNaN { return missing }
    if number.isInfinite { return number < 0 ? "-∞" : "∞" }
    var factor: UInt64 = 1
    for _ in 0..<digits { factor *= 10 }
    let scaled = (number.magnitude * Double(factor)).rounded()
    guard scaled < 9e15 else { return number.description }
    let whole = UInt64(scaled)
    var text = groupThousands(String(whole / factor))
    if digits > 0 {
      let fraction = String(whole % factor)
      text += "." + String(repeating: "0", count: digits - fraction.count) + fraction
    }
    return (number < 0 && whole != 0 ? "-" : "") + text
  }

  /// A number of unknown size with four or more significant digits: `12`, `3.142`, `0.00123`, `1,234.5`.
  package static func general(_ number: Double) -> String {
    guard number.isFinite else { return fixed(number, digits: 0) }
    if let whole = Int(exactly: number), whole.magnitude < 1_000_000_000_000_000 { return grouped(whole) }
    let size = number.magnitude
    if size < 1e-4 || size >= 1e15 { return number.description }
    let digits = size >= 1000 ? 1 : size >= 100 ? 2 : size >= 1 ? 3 : size >= 0.1 ? 4 : size >= 0.01 ? 5 : 6
    var text = fixed(number, digits: digits)
    while text.hasSuffix("0") { text.removeLast() }
    if text.hasSuffix(".") { text.removeLast() }
    return text
  }

  /// `12.9 %`; more digits near 0 and 1, so that nothing looks like none and nearly all never like all.
  package static func percent(_ share: Double?) -> String {
    guard let share, share.isFinite else { return missing }
    let digits = percentDigits(share)
    let smallest = 0.01 * pow10(-digits)
    if share > 0, share < smallest / 2 { return "<" + fixed(smallest * 100, digits: digits) + " %" }
    if share < 1, 1 - share < smallest / 2 { return ">" + fixed(100 - smallest * 100, digits: digits) + " %" }
    return fixed(share * 100, digits: digits) + " %"
  }

  /// The bounds of a share in the precision of the share they belong to: `[12.2, 13.6]`.
  static func percentInterval(lower: Double, upper: Double, around share: Double?) -> String {
    // A share of none or all has an interval that only its own precision shows.
    let digits =
      switch share {
      case 0: percentDigits(upper)
      case 1: percentDigits(lower)
      case let share?: percentDigits(share)
      case nil: percentDigits(lower)
      }
    return "[" + fixed(lower * 100, digits: digits) + ", " + fixed(upper * 100, digits: digits) + "]"
  }

  /// `+8.3 %`, for relative changes.
  static func signedPercent(_ change: Double?) -> String {
    guard let change, change.isFinite else { return missing }
    return signed(change * 100, digits: 1) + " %"
  }

  /// With the sign spelled out unless the rounded number is zero.
  static func signed(_ number: Double, digits: Int) -> String {
    let text = fixed(number, digits: digits)
    return number > 0 && text.contains(where: { "123456789∞".contains($0) }) ? "+" + text : text
  }

  /// A probability with four digits, never a bare zero: `0.0412`, `<0.0001`.
  static func probability(_ p: Double?) -> String {
    guard let p, p.isFinite else { return missing }
    return p < 0.000_05 ? "<0.0001" : fixed(p, digits: 4)
  }

  /// `12.3 MB`, in powers of 1000.
  package static func bytes(_ count: Int) -> String {
    guard count >= 1000 else { return "\(count) B" }
    var size = Double(count)
    var unit = "B"
    for larger in ["kB", "MB", "GB", "TB", "PB", "EB"] where size >= 999.95 {
      size /= 1000
      unit = larger
    }
    return fixed(size, digits: 1) + " " + unit
  }

  /// The digits after the point that show a number of this spread with two or three significant digits.
  static func digits(spread: Double) -> Int {
    var digits = 0
    var scaled = spread.magnitude
    while digits < 6, scaled < 30, scaled > 0 {
      scaled *= 10
      digits += 1
    }
    return digits
  }

  private static func percentDigits(_ share: Double) -> Int {
    let distance = share < 0.5 ? share.magnitude : (1 - share).magnitude
    if distance == 0 || distance >= 0.01 { return 1 }
    return distance >= 0.001 ? 2 : distance >= 0.0001 ? 3 : 4
  }

  private static func pow10(_ exponent: Int) -> Double {
    var power = 1.0
    for _ in 0..<exponent.magnitude { power *= 10 }
    return exponent < 0 ? 1 / power : power
  }

  private static func groupThousands(_ digits: String) -> String {
    guard digits.count > 3 else { return digits }
    var text = ""
    for (place, digit) in digits.enumerated() {
      if place > 0, (digits.count - place) % 3 == 0 { text += "," }
      text.append(digit)
    }
    return text
  }
}

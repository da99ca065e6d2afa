import QueryResults

/// The numbers of a verdict's sentence.
enum EffectSentence {
  /// A share's effect in percentage points, any other with its share of control.
  static func effect(_ metric: ExperimentMetric, _ comparison: ArmComparison) -> String {
    guard let effect = comparison.absoluteEffect else { return "?" }
    var text = amount(metric, effect)
    if isShare(metric) { return "\(text) percentage points" }
    if let relative = comparison.relativeEffect { text += " (\(signed(rounded(relative * 100, 4))) %)" }
    return text
  }

  static func interval(_ metric: ExperimentMetric, _ interval: ConfidenceInterval) -> String {
    if interval.lower == -.infinity { return "up to \(amount(metric, interval.upper))" }
    if interval.upper == .infinity { return "from \(amount(metric, interval.lower))" }
    return "\(amount(metric, interval.lower)) to \(amount(metric, interval.upper))"
  }

  static func amount(_ metric: ExperimentMetric, _ value: Double) -> String {
    amount(value, isShare: isShare(metric))
  }

  /// The same where only the kind of the metric is at hand.
  static func amount(_ value: Double, isShare: Bool) -> String {
    isShare ? signed((value * 10_000).rounded() / 100) : signed(rounded(value, 4))
  }

  /// The size of an effect in either direction.
  static func size(_ metric: ExperimentMetric, _ value: Double) -> String {
    let text = amount(metric, abs(value))
    return (text.hasPrefix("+") ? String(text.dropFirst()) : text)
      + (isShare(metric) ? " percentage points" : "")
  }

  static func percent(_ share: Double) -> String { trimmed((share * 1_000).rounded() / 10) }

  /// Three significant digits.
  static func probability(_ p: Double) -> String {
    guard p > 0 else { return "below 1e-300" }
    guard p < 1e-4 else { return trimmed(rounded(p, 3)) }
    var (digits, exponent) = (p, 0)
    while digits < 1 {
      digits *= 10
      exponent += 1
    }
    digits = (digits * 100).rounded() / 100
    return digits < 10 ? "\(trimmed(digits))e-\(exponent)" : "1e-\(exponent - 1)"
  }

  private static func isShare(_ metric: ExperimentMetric) -> Bool {
    if case .rate? = metric.arms.first?.measure { true } else { false }
  }

  private static func signed(_ number: Double) -> String { (number > 0 ? "+" : "") + trimmed(number) }

  private static func trimmed(_ number: Double) -> String {
    let text = String(number == 0 ? 0 : number)
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  /// To so many significant digits.
  private static func rounded(_ number: Double, _ digits: Int) -> Double {
    guard number != 0, number.isFinite else { return number }
    var magnitude = abs(number)
    var places = digits
    while magnitude >= 1, places > -300 {
      magnitude /= 10
      places -= 1
    }
    while magnitude < 0.1, places < 300 {
      magnitude *= 10
      places += 1
    }
    var scale = 1.0
    for _ in 0..<abs(places) { scale *= 10 }
    return places >= 0 ? (number * scale).rounded() / scale : (number / scale).rounded() * scale
  }
}

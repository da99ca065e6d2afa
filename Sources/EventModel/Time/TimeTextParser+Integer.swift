extension TimeTextParser {
  /// Reads a whole number as a count since 1970-01-01T00:00:00Z, in the unit of the format or, where that is
  /// automatic, by magnitude as for texts.
  public func parse(_ number: Int64) -> TimeTextOutcome {
    let (microseconds, overflow): (Int64, Bool) =
      switch format {
      case .seconds: number.multipliedReportingOverflow(by: 1_000_000)
      case .milliseconds: number.multipliedReportingOverflow(by: 1_000)
      case .microseconds: (number, false)
      case .nanoseconds: (Self.flooredThousandth(of: number), false)
      case .automatic, .iso8601, .pattern:
        switch number.magnitude {
        case 0..<100_000_000_000: (number &* 1_000_000, false)
        case 0..<100_000_000_000_000: (number &* 1_000, false)
        case 0..<100_000_000_000_000_000: (number, false)
        default: (Self.flooredThousandth(of: number), false)
        }
      }
    return overflow ? .outOfRange : TimeTextOutcome(microseconds: microseconds)
  }

  private static func flooredThousandth(of number: Int64) -> Int64 {
    number / 1_000 - (number % 1_000 < 0 ? 1 : 0)
  }
}

import HeapSandbox

/// An option that makes no sense.
enum OptionFault: Error, Hashable {
  case unreadable(option: String, value: String, expected: String)
  case missing(String)
  case conflict(String, String)
}

/// Reads the values of options that the argument parser has no type for.
enum OptionText {
  private static let units: [(name: String, milliseconds: Int)] = [
    ("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000),
  ]

  /// `300ms`, `30s`, `5m`, `2h`, `3d`; with a minus in front where that is allowed.
  static func duration(_ text: String, option: String, allowsMinus: Bool = false) throws(OptionFault)
    -> Duration
  {
    let isNegative = allowsMinus && text.hasPrefix("-")
    let digits = text.dropFirst(isNegative ? 1 : 0)
    // Years of milliseconds fit; anything longer is no length of time that anyone waits.
    for unit in units where digits.hasSuffix(unit.name) {
      if let count = UInt32(digits.dropLast(unit.name.count)) {
        return .milliseconds((isNegative ? -1 : 1) * Int(count) * unit.milliseconds)
      }
    }
    throw .unreadable(option: option, value: text, expected: "30s")
  }

  /// `60/30s`.
  static func rate(_ text: String, option: String) throws(OptionFault) -> SandboxRateLimit {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let requests = Int(parts[0]),
      let window = try? duration(String(parts[1]), option: option)
    else { throw .unreadable(option: option, value: text, expected: "60/30s") }
    return SandboxRateLimit(requests: requests, window: window)
  }
}

import Connectors
import EventModel

/// Reads the values of options that are more than a number or a word.
enum OptionText {
  /// A size in bytes: `512MB`, `1.5GB`, `64MiB`, `1000000`.
  static func byteSize(_ text: String, option: String, least: Int) throws(CommandError) -> Int {
    let units: [(suffix: String, bytes: Double)] = [
      ("kib", 1_024), ("mib", 1_048_576), ("gib", 1_073_741_824), ("kb", 1e3), ("mb", 1e6), ("gb", 1e9),
      ("k", 1e3),
      ("m", 1e6), ("g", 1e9), ("b", 1), ("", 1),
    ]
    let word = text.lowercased()
    let fault = CommandError.invalidValue(option: option, value: text, expectation: .byteSize(least: least))
    guard let unit = units.first(where: { word.hasSuffix($0.suffix) }),
      let number = Double(trimmingSpaces(word.dropLast(unit.suffix.count))),
      let bytes = Int(exactly: (number * unit.bytes).rounded()), bytes >= least
    else { throw fault }
    return bytes
  }

  /// A share of rows: `0.1%`, or `0`.
  static func share(_ text: String, option: String) throws(CommandError) -> Double {
    let fault = CommandError.invalidValue(option: option, value: text, expectation: .share)
    if text == "0" { return 0 }
    guard text.hasSuffix("%"), let percent = Double(trimmingSpaces(text.dropLast())), 0...100 ~= percent
    else {
      throw fault
    }
    return percent / 100
  }

  /// A count: `200000`, `200_000`.
  static func count(_ text: String, option: String) throws(CommandError) -> Int {
    let digits = text.filter { $0 != "_" }
    guard let first = text.first, first.isNumber, let count = Int(digits) else {
      throw .invalidValue(option: option, value: text, expectation: .count)
    }
    return count
  }

  /// A length of time in µs: `30d`, `12h`, `8w`.
  static func duration(_ text: String, option: String) throws(CommandError) -> Int64 {
    let units: [(suffix: Character, seconds: Int64)] = [
      ("s", 1), ("m", 60), ("h", 3_600), ("d", 86_400), ("w", 604_800),
    ]
    guard let unit = units.first(where: { $0.suffix == text.last }), let first = text.first, first.isNumber,
      let number = Int32(text.dropLast())
    else { throw .invalidValue(option: option, value: text, expectation: .duration) }
    return Int64(number) * unit.seconds * 1_000_000
  }

  /// A date, which means its midnight UTC, or an instant of ISO 8601.
  static func instant(_ text: String, option: String) throws(CommandError) -> Timestamp {
    guard case .time(let time) = TimeTextParser(format: .iso8601).parse(text) else {
      throw .invalidValue(option: option, value: text, expectation: .instant)
    }
    return time
  }

  static func delimiter(_ text: String, option: String) throws(CommandError) -> CSVDelimiter {
    guard let delimiter = CSVDelimiter(parsing: text) else {
      throw .invalidValue(option: option, value: text, expectation: .delimiter)
    }
    return delimiter
  }

  static func zone(_ text: String, option: String) throws(CommandError) -> ZoneRules {
    guard let zone = ZoneRules(identifier: text) else {
      throw .invalidValue(option: option, value: text, expectation: .timeZone)
    }
    return zone
  }

  private static func trimmingSpaces(_ text: some StringProtocol) -> String {
    String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}

/// A format of times in the manner of `strptime`: `%d/%m/%Y %H:%M`.
///
/// Directives: `%Y` year, four digits · `%y` year of the century, 69–99 are 19xx · `%m` month · `%d` day ·
/// `%H` hour · `%I` hour of twelve, with `%p` AM or PM · `%M` minute · `%S` second (60 is the next minute's
/// first) · `%f` fraction, any number of digits · `%z` `Z` or an offset · `%b`, `%B` English month, short or
/// in full · `%F` is `%Y-%m-%d`, `%T` is `%H:%M:%S` · `%%` a percent sign. A space stands for any number of
/// spaces, at least one; every other character for itself. Numbers may lack their leading zero.
public struct TimePattern: Hashable, Sendable {
  /// Why a text is no pattern.
  public enum Fault: Error, Hashable, Sendable {
    /// Neither the name of a format nor a pattern: there is no `%` in it.
    case unknownFormat(String)
    /// `%` and a letter that means nothing, or a `%` at the end (`directive` is then empty); `offset` counts
    /// bytes.
    case unknownDirective(String, offset: Int)
    /// The pattern states one thing twice.
    case repeatedDirective(String, offset: Int)
    /// Without these directives the pattern makes no time.
    case missingDirective(String)
  }

  enum Element: Hashable, Sendable {
    case literal(UInt8)
    case spaces
    case year, shortYear, month, monthName, day, hour, hourOfTwelve, halfDay, minute, second, fraction, zone
  }

  /// The pattern as written.
  public let text: String
  let elements: [Element]

  public init(parsing text: String) throws(Fault) {
    guard text.utf8.contains(UInt8(ascii: "%")) else { throw .unknownFormat(text) }
    var elements: [Element] = []
    var seen: Set<Element> = []
    let bytes = Array(text.utf8)
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      if byte == UInt8(ascii: "%") {
        let letter = index + 1 < bytes.count ? bytes[index + 1] : nil
        let name = letter.map { String(decoding: [$0], as: UTF8.self) } ?? ""
        guard let letter, let meant = TimePattern.elements(of: letter) else {
          throw .unknownDirective(name, offset: index)
        }
        for element in meant {
          if case .literal = element {
            elements.append(element)
            continue
          }
          guard seen.insert(TimePattern.quantity(of: element)).inserted else {
            throw .repeatedDirective(name, offset: index)
          }
          elements.append(element)
        }
        index += 2
      } else {
        if byte != 32 {
          elements.append(.literal(byte))
        } else if elements.last != .spaces {
          elements.append(.spaces)
        }
        index += 1
      }
    }
    for (element, name) in [(Element.year, "%Y"), (.month, "%m"), (.day, "%d")] where !seen.contains(element)
    {
      throw .missingDirective(name)
    }
    if elements.contains(.hourOfTwelve) != elements.contains(.halfDay) {
      throw .missingDirective(elements.contains(.halfDay) ? "%I" : "%p")
    }
    self.text = text
    self.elements = elements
  }

  private static func elements(of letter: UInt8) -> [Element]? {
    switch Unicode.Scalar(letter) {
    case "Y": [.year]
    case "y": [.shortYear]
    case "m": [.month]
    case "b", "B": [.monthName]
    case "d": [.day]
    case "H": [.hour]
    case "I": [.hourOfTwelve]
    case "p": [.halfDay]
    case "M": [.minute]
    case "S": [.second]
    case "f": [.fraction]
    case "z": [.zone]
    case "F": [.year, .literal(UInt8(ascii: "-")), .month, .literal(UInt8(ascii: "-")), .day]
    case "T": [.hour, .literal(UInt8(ascii: ":")), .minute, .literal(UInt8(ascii: ":")), .second]
    case "%": [.literal(UInt8(ascii: "%"))]
    default: nil
    }
  }

  /// The element that stands for everything that states the same part of a time.
  private static func quantity(of element: Element) -> Element {
    switch element {
    case .shortYear: .year
    case .monthName: .month
    case .hourOfTwelve: .hour
    default: element
    }
  }
}

/// Measures, cleans and shortens text for terminals.
///
/// Width is an approximation that fits common terminals: two columns for East Asian wide characters and emoji, none
/// for combining marks. It is counted per user-perceived character.
package enum DisplayText {
  /// The columns the text takes.
  package static func width(_ text: String) -> Int {
    if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.utf8.count }
    return text.reduce(0) { $0 + width(of: $1) }
  }

  /// The text without anything that would move the cursor, change colours or reorder its neighbours.
  ///
  /// Control characters become their pictures (`␛`), other invisible controls `�`.
  package static func clean(_ text: String) -> String {
    let isPlain = text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F }
    if isPlain { return text }
    var cleaned = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0...0x1F: cleaned.append(Unicode.Scalar(0x2400 + scalar.value) ?? "\u{FFFD}")
      case 0x7F: cleaned.append("\u{2421}")
      case 0x80...0x9F, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF, 0xE0000...0xE007F:
        cleaned.append("\u{FFFD}")
      default: cleaned.append(scalar)
      }
    }
    return String(cleaned)
  }

  /// The text, shortened by an ellipsis in its middle if it is wider than `limit`.
  static func shortened(_ text: String, to limit: Int) -> String {
    guard width(text) > limit else { return text }
    guard limit > 1 else { return limit == 1 ? "…" : "" }
    let characters = Array(text)
    let headWidth = limit / 2
    let tailWidth = limit - 1 - headWidth
    return prefix(of: characters, width: headWidth) + "…" + suffix(of: characters, width: tailWidth)
  }

  /// The lines of the text, broken at spaces where it is wider than `limit`; later lines are indented.
  ///
  /// Words wider than a line are broken anywhere.
  static func wrapped(_ text: String, to limit: Int, indent: Int = 0) -> [String] {
    var lines: [String] = []
    var line = ""
    var isFresh = true
    for word in text.split(separator: " ", omittingEmptySubsequences: true) {
      if !isFresh, width(line) + 1 + width(String(word)) <= limit {
        line += " " + word
        continue
      }
      if !isFresh {
        lines.append(line)
        line = String(repeating: " ", count: indent)
      }
      var rest = Array(word)
      while width(line) + width(String(rest)) > limit {
        let head = prefix(of: rest, width: max(2, limit - width(line)))
        if head.isEmpty { break }
        lines.append(line + head)
        line = String(repeating: " ", count: indent)
        rest.removeFirst(head.count)
      }
      line += String(rest)
      isFresh = false
    }
    if !isFresh { lines.append(line) }
    return lines
  }

  /// The items with `separator` between them, broken between items where that is enough.
  static func broken(_ items: [String], separator: String, to limit: Int, indent: Int) -> [String] {
    var lines: [String] = []
    for item in items {
      if let line = lines.last, width(line) + width(separator) + width(item) <= limit {
        lines[lines.count - 1] += separator + item
      } else if lines.isEmpty {
        lines += wrapped(item, to: limit, indent: indent)
      } else {
        let margin = String(repeating: " ", count: indent)
        lines += wrapped(item, to: limit - indent, indent: indent).map { margin + $0 }
      }
    }
    return lines
  }

  /// The items on as many lines as needed; all but the last end in `ending`, and what is wider than a line is
  /// shortened.
  static func broken(_ items: [String], endedBy ending: String, to limit: Int) -> [String] {
    var lines: [String] = []
    for (place, item) in items.enumerated() {
      let isLast = place == items.count - 1
      let piece = shortened(item, to: isLast ? limit : limit - width(ending)) + (isLast ? "" : ending)
      if let line = lines.last, width(line) + 1 + width(piece) <= limit {
        lines[lines.count - 1] += " " + piece
      } else {
        lines.append(piece)
      }
    }
    return lines
  }

  static func padded(_ text: String, to width: Int, alignment: Alignment) -> String {
    let space = String(repeating: " ", count: max(0, width - self.width(text)))
    return alignment == .left ? text + space : space + text
  }

  private static func width(of character: Character) -> Int {
    var widest = 0
    for scalar in character.unicodeScalars {
      if scalar.value == 0xFE0F { return 2 }
      widest = max(widest, width(of: scalar))
    }
    return widest
  }

  private static func width(of scalar: Unicode.Scalar) -> Int {
    if scalar.value < 0x300 { return scalar.value == 0xAD ? 0 : 1 }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return 0
    default: break
    }
    if scalar.properties.isEmojiPresentation { return 2 }
    return wideRanges.contains { $0.contains(scalar.value) } ? 2 : 1
  }

  /// The blocks of Unicode's East Asian Width W and F, rounded to block borders.
  private static let wideRanges: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
    0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6,
    0x17000...0x18CFF, 0x1B000...0x1B2FF, 0x20000...0x3FFFD,
  ]

  private static func prefix(of characters: [Character], width limit: Int) -> String {
    var taken = 0
    var text = ""
    for character in characters {
      taken += width(of: character)
      if taken > limit { break }
      text.append(character)
    }
    return text
  }

  private static func suffix(of characters: [Character], width limit: Int) -> String {
    var taken = 0
    var kept: [Character] = []
    for character in characters.reversed() {
      taken += width(of: character)
      if taken > limit { break }
      kept.append(character)
    }
    return String(kept.reversed())
  }
}

/// The side of a column its cells lean to.
enum Alignment: Sendable {
  case left
  case right
}

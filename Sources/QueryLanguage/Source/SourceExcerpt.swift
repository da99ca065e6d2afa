/// The line of a text a span begins on, with carets under the span.
public struct SourceExcerpt: Equatable, Sendable {
  /// The line counted from 1.
  public var lineNumber: Int
  /// The line without its end; a long one is cut around the span and `…` marks the cuts.
  public var line: String
  /// Terminal cells before the carets; wide letters take two.
  public var caretColumn: Int
  /// How many cells are marked; at least one.
  public var caretLength: Int

  /// - Parameters:
  ///   - text: the whole text the span was read from; a span outside it marks the nearest place inside.
  ///   - width: the most characters of the line that are shown.
  public init(of span: SourceSpan, in text: String, width: Int = 100) {
    let bytes = Array(text.utf8)
    let start = min(max(0, span.start.offset), bytes.count)
    let end = min(max(start, span.end.offset), bytes.count)
    let newline = UInt8(ascii: "\n")
    let lineStart = bytes[..<start].lastIndex(of: newline).map { $0 + 1 } ?? 0
    let lineEnd = bytes[start...].firstIndex(of: newline) ?? bytes.count
    let before = SourceExcerpt.characters(bytes[lineStart..<start])
    let marked = SourceExcerpt.characters(bytes[start..<min(end, lineEnd)])
    let after = SourceExcerpt.characters(bytes[min(end, lineEnd)..<lineEnd])
    lineNumber = bytes[..<start].reduce(1) { $1 == newline ? $0 + 1 : $0 }

    let shownWidth = max(20, width)
    let shownMark = marked.prefix(shownWidth)
    // The span keeps its place when the line fits; otherwise two thirds of the room go to what stands before it.
    let room = shownWidth - shownMark.count
    let behind = min(after.count, max(room - before.count, room / 3))
    let ahead = min(before.count, room - behind)
    var shown = ""
    if ahead < before.count { shown += "…" }
    shown += String(before.suffix(ahead))
    caretColumn = SourceExcerpt.cells(before.suffix(ahead)) + (ahead < before.count ? 1 : 0)
    shown += String(shownMark)
    shown += String(after.prefix(behind))
    if behind < after.count || shownMark.count < marked.count { shown += "…" }
    line = shown
    caretLength = max(1, SourceExcerpt.cells(shownMark))
  }

  /// The width of a text on a terminal.
  private static func cells(_ characters: ArraySlice<Character>) -> Int {
    characters.reduce(0) { sum, character in
      let first = character.unicodeScalars.first?.value ?? 0
      return sum + (wideLetters.contains { $0.contains(first) } ? 2 : 1)
    }
  }

  /// East Asian letters and pictures, which terminals draw two cells wide.
  private static let wideLetters: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
    0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD,
  ]

  /// The text as shown: control characters would move the carets, so blanks stand in for them.
  private static func characters(_ bytes: ArraySlice<UInt8>) -> [Character] {
    String(decoding: bytes, as: UTF8.self).map { character in
      character.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F } ? " " : character
    }
  }
}

extension SourceExcerpt: CustomStringConvertible {
  /// Two lines: the text behind its line number, and the carets.
  public var description: String {
    let number = "\(lineNumber)"
    let margin = String(repeating: " ", count: number.utf8.count)
    let carets = String(repeating: "^", count: caretLength)
    return "\(number) | \(line)\n\(margin) | \(String(repeating: " ", count: caretColumn))\(carets)"
  }
}

/// The line of a text a span begins on, with carets under the span.
public struct SourceExcerpt: Equatable, Sendable {
  /// The line counted from 1.
  public var lineNumber: Int
  /// The line without its end; a long one is cut around the span and `…` marks the cuts.
  public var line: String
  /// Characters of ``line`` before the carets.
  public var caretColumn: Int
  /// How many characters are marked; at least one.
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
    caretColumn = ahead + (ahead < before.count ? 1 : 0)
    shown += String(shownMark)
    shown += String(after.prefix(behind))
    if behind < after.count || shownMark.count < marked.count { shown += "…" }
    line = shown
    caretLength = max(1, shownMark.count)
  }

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

import Testing

@testable import QueryLanguage

@Suite struct `Hostile text` {
  /// Checks what must hold for every text whatsoever; returns a complaint or nil.
  private func complaint(about text: String, blankLineSeparates: Bool = true) -> String? {
    let script = Parser.parse(text, blankLineSeparates: blankLineSeparates)
    let bytes = Array(text.utf8)
    for diagnostic in script.diagnostics.prefix(bytes.count > 2_000 ? 10 : 1_000) {
      for place in [diagnostic.span.start, diagnostic.span.end] {
        guard (0...bytes.count).contains(place.offset) else { return "offset \(place.offset) outside" }
        let line = bytes[..<place.offset].reduce(1) { $1 == 10 ? $0 + 1 : $0 }
        guard line == place.line, place.column >= 1 else { return "line \(place.line), is \(line)" }
      }
      guard diagnostic.span.start <= diagnostic.span.end else { return "span runs backwards" }
      guard !diagnostic.message.isEmpty, !diagnostic.message.contains("\n") else { return "no message" }
      if let hint = diagnostic.hint, hint.isEmpty || hint.contains("\n") { return "hint \(hint)" }
      let excerpt = SourceExcerpt(of: diagnostic.span, in: text)
      guard excerpt.caretLength >= 1, excerpt.caretColumn <= 2 * excerpt.line.count, excerpt.line.count <= 104
      else {
        return "excerpt \(excerpt)"
      }
    }
    for entry in script.entries {
      guard (entry.statement == nil) == !entry.diagnostics.isEmpty else {
        return "no statement and no reason"
      }
      guard let statement = entry.statement else { continue }
      let printed = statement.description
      guard Parser.parse(printed).statements == [statement] else { return "prints as \(printed)" }
    }
    return nil
  }

  @Test(arguments: 0..<8)
  func `mutated statements never trap, and mistakes lie in the text`(_ part: Int) {
    for number in 0..<1500 {
      let seed = UInt64(part * 1_000_000 + number)
      var random = SeededGenerator(seed: seed)
      let text = mutated(&random)
      if let complaint = complaint(about: text, blankLineSeparates: number % 2 == 0) {
        Issue.record("seed \(seed): \(complaint)\n\(text)")
        return
      }
    }
  }

  private func mutated(_ random: inout SeededGenerator) -> String {
    var bytes = Array((StatementCorpus.valid.randomElement(using: &random) ?? "").utf8)
    if Int.random(in: 0..<4, using: &random) == 0 {
      let other = Array((StatementCorpus.valid.randomElement(using: &random) ?? "").utf8)
      bytes = Array(bytes.prefix(Int.random(in: 0...bytes.count, using: &random)))
      bytes += other.suffix(Int.random(in: 0...other.count, using: &random))
    }
    for _ in 0..<Int.random(in: 1...4, using: &random) where !bytes.isEmpty {
      let place = Int.random(in: 0..<bytes.count, using: &random)
      switch Int.random(in: 0...6, using: &random) {
      case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
      case 1: bytes[place] ^= 1 << UInt8.random(in: 0...7, using: &random)
      case 2: bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 1...8, using: &random)))
      case 3: bytes.removeLast(bytes.count - place)
      case 4: bytes.insert(contentsOf: Array((signs.randomElement(using: &random) ?? "").utf8), at: place)
      default:
        var words = String(decoding: bytes, as: UTF8.self).split(separator: " ").map(String.init)
        if Bool.random(using: &random) {
          words.shuffle(using: &random)
        } else if words.count > 1 {
          words.swapAt(
            Int.random(in: 0..<words.count, using: &random), Int.random(in: 0..<words.count, using: &random))
        }
        bytes = Array(words.joined(separator: " ").utf8)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private let signs = [
    "->", "=>", "-[", "]", "[", "(", ")", "{", "}", "\"", "'", "\\", ";", "\n\n", "--",
    "99999999999999999999",
    "1e999", "9999999999w", "2026-02-30", "→", "ä", "\u{0}", "{2,1}", "!", "?", ":", ".", "first ever(",
    "not ",
    "{1000001}", "top 0", "brackets 1000000000, 1000000000", " as of ", "'i", "%",
  ]

  @Test(arguments: 0..<4)
  func `random words in random order never trap`(_ part: Int) {
    let words =
      Keywords.all.sorted() + signs + ["a", "b", "5", "7d", "'x'", "\"y\"", "2026-01-01", ",", "=", "<", "|"]
    for number in 0..<1500 {
      let seed = UInt64(part * 1_000_000 + number)
      var random = SeededGenerator(seed: seed)
      var text = Keywords.statements.randomElement(using: &random) ?? ""
      for _ in 0..<Int.random(in: 0...30, using: &random) {
        text += " \(words.randomElement(using: &random) ?? "")"
      }
      if let complaint = complaint(about: text) {
        Issue.record("seed \(seed): \(complaint)\n\(text)")
        return
      }
    }
  }

  @Test(arguments: [
    String(repeating: "(", count: 20_000), "funnel a where " + String(repeating: "(", count: 20_000),
    "funnel a where " + String(repeating: "not ", count: 20_000) + "x = 1",
    "segment x = " + String(repeating: "not (", count: 10_000),
    "funnel a among " + String(repeating: "(", count: 10_000) + "did b"
      + String(repeating: ")", count: 10_000),
    "funnel " + String(repeating: "a[ -> ", count: 5_000),
    "funnel " + String(repeating: "a -[ ", count: 5_000),
    "funnel a " + String(repeating: "within ", count: 5_000), String(repeating: "explain ", count: 5_000),
    String(repeating: "x;", count: 10_000), String(repeating: "€", count: 10_000),
    String(repeating: "\"", count: 10_001), String(repeating: "1", count: 20_000),
    "funnel " + String(repeating: "a -> ", count: 8_000) + "b", String(repeating: "\n", count: 20_000),
    "funnel a where x in (" + String(repeating: "1,", count: 8_000) + "1)",
    "funnel a where " + String(repeating: "x = 1 or ", count: 20_000) + "x = 1",
    "funnel " + String(repeating: "abc", count: 10_000),
    "retention a -> b brackets 1000000000, 1000000000, 5",
  ])
  func `long and deep texts end in a tree or a mistake`(_ text: String) {
    #expect(complaint(about: text) == nil)
  }

  @Test func `nesting up to the limit is read, one more is refused`() {
    func text(_ depth: Int) -> String {
      "funnel a where " + String(repeating: "(", count: depth) + "x = 1"
        + String(repeating: ")", count: depth)
    }
    #expect(Parser.parse(text(Parser.Limits.nesting - 1)).diagnostics.isEmpty)
    #expect(Parser.parse(text(Parser.Limits.nesting)).diagnostics.map(\.code) == [.nestingTooDeep])
  }

  @Test func `a text over the size limit is refused as a whole`() {
    let long = Parser.parse(String(repeating: " ", count: Parser.Limits.textBytes + 1))
    #expect(long.diagnostics.map(\.code) == [.textTooLong])
    #expect(Parser.parse(String(repeating: " ", count: Parser.Limits.textBytes)).diagnostics.isEmpty)
  }

  @Test func `after too many mistakes the rest is not read, and that is said`() {
    let script = Parser.parse(String(repeating: "nonsense;", count: 500))
    #expect(script.entries.count == Parser.Limits.diagnostics + 1)
    #expect(script.generalDiagnostics.map(\.code) == [.tooManyErrors])
  }
}

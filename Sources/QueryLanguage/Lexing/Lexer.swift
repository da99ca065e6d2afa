/// Cuts a text into tokens; never fails, mistakes become ``Token/Kind/invalid`` tokens and diagnostics.
struct Lexer {
  private(set) var bytes: [UInt8]
  private(set) var position = SourcePosition.start
  private(set) var tokens: [Token] = []
  private(set) var diagnostics: [Diagnostic] = []
  private let blankLineSeparates: Bool

  init(_ text: String, blankLineSeparates: Bool) {
    bytes = Array(text.utf8)
    self.blankLineSeparates = blankLineSeparates
  }

  /// All tokens of the text, an `end` last.
  mutating func run() {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
      advance(3)
      position.column = 1
    }
    while true {
      skipSpace()
      guard let byte = peek() else { break }
      readToken(byte)
    }
    tokens.append(Token(kind: .end, span: SourceSpan(start: position, end: position)))
  }

  // The cursor.

  func peek(_ distance: Int = 0) -> UInt8? {
    let offset = position.offset + distance
    return offset < bytes.count ? bytes[offset] : nil
  }

  mutating func advance(_ count: Int = 1) {
    for _ in 0..<count where position.offset < bytes.count {
      let byte = bytes[position.offset]
      position.offset += 1
      if byte == UInt8(ascii: "\n") {
        position.line += 1
        position.column = 1
      } else if byte & 0xC0 != 0x80 {
        position.column += 1
      }
    }
  }

  mutating func advance(while condition: (UInt8) -> Bool) {
    while let byte = peek(), condition(byte) { advance() }
  }

  func text(from start: SourcePosition, to end: SourcePosition) -> String {
    String(decoding: bytes[start.offset..<end.offset], as: UTF8.self)
  }

  mutating func append(_ kind: Token.Kind, from start: SourcePosition) {
    tokens.append(Token(kind: kind, span: SourceSpan(start: start, end: position)))
  }

  /// Reports the text since `start` and leaves an invalid token, or the one given, in its place.
  mutating func report(
    _ code: Diagnostic.Code, from start: SourcePosition, suggestions: [String] = [],
    token: Token.Kind = .invalid
  ) {
    let span = SourceSpan(start: start, end: position)
    tokens.append(Token(kind: token, span: span))
    // The parser stops at the entry that passes the limit, so that those after it need no report.
    guard diagnostics.count <= Parser.Limits.diagnostics else { return }
    var diagnostic = Diagnostic(
      code, at: span, found: .text(Diagnostic.shortened(text(from: start, to: position))))
    diagnostic.suggestions = suggestions
    diagnostics.append(diagnostic)
  }

  // White space, comments, blank lines.

  private mutating func skipSpace() {
    var lineIsBlank = false
    while let byte = peek() {
      switch byte {
      case UInt8(ascii: "\n"):
        let start = position
        advance()
        if lineIsBlank, blankLineSeparates { append(.separator, from: start) }
        lineIsBlank = true
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"):
        advance()
      case 0xC2 where peek(1) == 0xA0:
        advance(2)
      case UInt8(ascii: "-") where peek(1) == UInt8(ascii: "-"):
        advance { $0 != UInt8(ascii: "\n") }
        lineIsBlank = false
      default:
        return
      }
    }
  }

  // Tokens.

  private mutating func readToken(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "'"): readQuoted(byte)
    case UInt8(ascii: "0")...UInt8(ascii: "9"): readNumber()
    case UInt8(ascii: "-") where peek(1).map(Lexer.isDigit) == true: readNumber()
    case UInt8(ascii: ";"):
      let start = position
      advance()
      append(.separator, from: start)
    case _ where Lexer.isWordStart(byte): readWord()
    case 0x80...: readForeign()
    default: readSymbol()
    }
  }

  private mutating func readWord() {
    let start = position
    while let byte = peek() {
      if Lexer.isWordPart(byte) {
        advance()
      } else if byte == UInt8(ascii: "-"), let next = peek(1), Lexer.isLetter(next) {
        advance(2)
      } else {
        break
      }
    }
    if let byte = peek(), byte >= 0x80, !(byte == 0xC2 && peek(1) == 0xA0), !startsForeignSymbol() {
      readUnquotedName(from: start)
    } else {
      append(.word(text(from: start, to: position)), from: start)
    }
  }

  /// A bare name with letters the language does not know: reported, then taken as if it were quoted.
  private mutating func readUnquotedName(from start: SourcePosition) {
    while let byte = peek(), Lexer.isWordPart(byte) || byte >= 0x80, !startsForeignSymbol() {
      if byte == 0xC2, peek(1) == 0xA0 { break }
      advance()
    }
    let name = text(from: start, to: position)
    report(.unquotedName, from: start, suggestions: [Printer.quotedName(name)], token: .name(name))
  }

  private mutating func readQuoted(_ quote: UInt8) {
    let start = position
    advance()
    let contentStart = position
    while let byte = peek(), byte != quote, byte != UInt8(ascii: "\n") {
      // A backslash takes the next character with it, but never the line's end.
      if byte == UInt8(ascii: "\\"), let next = peek(1), next != UInt8(ascii: "\n") { advance() }
      advance()
    }
    let content = text(from: contentStart, to: position)
    guard peek() == quote else {
      report(.unterminatedQuote, from: start)
      return
    }
    advance()
    guard quote == UInt8(ascii: "'") else {
      append(.name(content), from: start)
      return
    }
    let isFlagged = peek() == UInt8(ascii: "i") && !(peek(1).map(Lexer.isWordPart) ?? false)
    if isFlagged { advance() }
    append(.string(content, ignoresCase: isFlagged), from: start)
  }

  private mutating func readSymbol() {
    let start = position
    if let second = peek(1), let first = peek() {
      let pair = String(decoding: [first, second], as: UTF8.self)
      if let meant = Lexer.foreignOperators[pair] {
        advance(2)
        let token: Token.Kind = Symbol(rawValue: meant).map(Token.Kind.symbol) ?? .word(meant)
        report(.foreignOperator, from: start, suggestions: [meant], token: token)
        return
      }
      if let symbol = Symbol(rawValue: pair) {
        advance(2)
        append(.symbol(symbol), from: start)
        return
      }
    }
    if let first = peek(), let symbol = Symbol(rawValue: String(decoding: [first], as: UTF8.self)) {
      advance()
      append(.symbol(symbol), from: start)
      return
    }
    advance()
    report(.invalidCharacter, from: start)
  }

  /// Something outside ASCII: a look-alike of a sign, a name that wants quotes, or a stray character.
  private mutating func readForeign() {
    let start = position
    for (sign, meant) in Lexer.foreignSigns where bytes[start.offset...].starts(with: sign.utf8) {
      advance(sign.utf8.count)
      report(.invalidCharacter, from: start, suggestions: [meant])
      return
    }
    let first = String(decoding: bytes[start.offset..<min(start.offset + 4, bytes.count)], as: UTF8.self)
      .unicodeScalars.first
    if let first, first.properties.isAlphabetic {
      readUnquotedName(from: start)
    } else {
      advance()
      advance { $0 & 0xC0 == 0x80 }
      report(.invalidCharacter, from: start)
    }
  }

  private func startsForeignSymbol() -> Bool {
    Lexer.foreignSigns.contains { bytes[position.offset...].starts(with: $0.0.utf8) }
  }

  /// Operators of other languages and what they are called here.
  private static let foreignOperators = ["==": "=", "<>": "!=", "&&": "and", "||": "or"]

  /// Signs that editors and chat programs put in place of the plain ones.
  private static let foreignSigns: [(String, String)] = [
    ("→", "->"), ("⇒", "=>"), ("≥", ">="), ("≤", "<="), ("≠", "!="), ("“", "\""), ("”", "\""), ("„", "\""),
    ("‘", "'"), ("’", "'"), ("–", "-"), ("—", "-"), ("…", "..."),
  ]

  static func isDigit(_ byte: UInt8) -> Bool {
    byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
  }

  static func isLetter(_ byte: UInt8) -> Bool {
    (byte | 0x20) >= UInt8(ascii: "a") && (byte | 0x20) <= UInt8(ascii: "z")
  }

  static func isWordStart(_ byte: UInt8) -> Bool {
    isLetter(byte) || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "$")
  }

  static func isWordPart(_ byte: UInt8) -> Bool {
    isWordStart(byte) || isDigit(byte) || byte == UInt8(ascii: ".")
  }
}

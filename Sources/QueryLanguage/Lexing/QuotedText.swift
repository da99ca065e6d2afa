/// The escapes of `"…"` and `'…'`.
enum QuotedText {
  /// One character of a quote's content.
  private enum Piece {
    case plain(Unicode.Scalar)
    /// A backslash and what followed it.
    case escaped(Unicode.Scalar)
    case scalar(Unicode.Scalar)
  }

  /// A mistake, by its place in scalars and bytes from the content's start.
  struct Mistake: Error {
    var byteOffset: Int
    var scalarOffset: Int
    var text: String
  }

  /// The text a quote stands for.
  static func text(of content: String) throws(Mistake) -> String {
    var result = String.UnicodeScalarView()
    try forEachPiece(of: content) { piece in
      switch piece {
      case .plain(let scalar), .scalar(let scalar): result.append(scalar)
      case .escaped(let scalar):
        guard let meant = plainEscapes[scalar] else { return false }
        result.append(meant)
      }
      return true
    }
    return String(result)
  }

  /// The glob a quote stands for: as text, but `\*`, `\?` and `\\` stay literal characters of the pattern.
  static func glob(of content: String) throws(Mistake) -> Glob {
    var result = String.UnicodeScalarView()
    func appendLiteral(_ scalar: Unicode.Scalar) {
      if scalar == "*" || scalar == "?" || scalar == "\\" { result.append("\\") }
      result.append(scalar)
    }
    try forEachPiece(of: content) { piece in
      switch piece {
      case .plain(let scalar): result.append(scalar)
      case .scalar(let scalar): appendLiteral(scalar)
      case .escaped(let scalar):
        if scalar == "*" || scalar == "?" {
          appendLiteral(scalar)
        } else if let meant = plainEscapes[scalar] {
          appendLiteral(meant)
        } else {
          return false
        }
      }
      return true
    }
    return Glob(pattern: String(result))
  }

  /// The content that reads back as `text` between the given quotes.
  static func content(of text: String, quote: Unicode.Scalar) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if scalar == "\\" {
        result.append(contentsOf: "\\\\".unicodeScalars)
      } else {
        append(scalar, quote: quote, to: &result)
      }
    }
    return String(result)
  }

  /// The content that reads back as the glob between the given quotes.
  static func content(of glob: Glob, quote: Unicode.Scalar) -> String {
    var result = String.UnicodeScalarView()
    for scalar in glob.pattern.unicodeScalars { append(scalar, quote: quote, to: &result) }
    return String(result)
  }

  private static func append(
    _ scalar: Unicode.Scalar, quote: Unicode.Scalar, to result: inout String.UnicodeScalarView
  ) {
    if scalar == quote {
      result.append("\\")
      result.append(scalar)
    } else if let letter = letters[scalar] {
      result.append("\\")
      result.append(letter)
    } else if scalar.value < 0x20 || scalar.value == 0x7F || scalar.value == 0xFEFF {
      result.append(contentsOf: "\\u{\(String(scalar.value, radix: 16))}".unicodeScalars)
    } else {
      result.append(scalar)
    }
  }

  private static let plainEscapes: [Unicode.Scalar: Unicode.Scalar] = [
    "\\": "\\", "\"": "\"", "'": "'", "n": "\n", "t": "\t", "r": "\r", "0": "\0",
  ]
  private static let letters: [Unicode.Scalar: Unicode.Scalar] = ["\n": "n", "\t": "t", "\r": "r", "\0": "0"]

  /// Calls `body` for each piece; `body` answers whether it knows the escape.
  private static func forEachPiece(of content: String, _ body: (Piece) -> Bool) throws(Mistake) {
    let scalars = Array(content.unicodeScalars)
    var index = 0
    var bytes = 0
    while index < scalars.count {
      guard scalars[index] == "\\", index + 1 < scalars.count else {
        _ = body(.plain(scalars[index]))
        bytes += UTF8.width(scalars[index])
        index += 1
        continue
      }
      let next = scalars[index + 1]
      var length = 2
      var isKnown: Bool
      if next == "u" {
        let (scalar, used) = codePoint(in: scalars[(index + 2)...])
        length += used
        isKnown = scalar.map { body(.scalar($0)) } ?? false
      } else {
        isKnown = body(.escaped(next))
      }
      let end = min(index + length, scalars.count)
      if !isKnown {
        throw Mistake(
          byteOffset: bytes, scalarOffset: index,
          text: String(String.UnicodeScalarView(scalars[index..<end])))
      }
      for scalar in scalars[index..<end] { bytes += UTF8.width(scalar) }
      index = end
    }
  }

  /// The character of a `{1F600}` at the start, with how many scalars it takes.
  private static func codePoint(in rest: ArraySlice<Unicode.Scalar>) -> (Unicode.Scalar?, used: Int) {
    guard rest.first == "{", let close = rest.prefix(8).firstIndex(of: "}") else { return (nil, 0) }
    let digits = String(String.UnicodeScalarView(rest[(rest.startIndex + 1)..<close]))
    let scalar = UInt32(digits, radix: 16).flatMap(Unicode.Scalar.init)
    return (scalar, close - rest.startIndex + 1)
  }
}

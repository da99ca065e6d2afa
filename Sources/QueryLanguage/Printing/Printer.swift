import EventModel

/// Writes statements back in their one canonical form; parsing that gives the same tree.
public struct Printer {
  /// Aliases of the statement: dotted names that begin with one are quoted, so that they stay names.
  var aliases: Set<String> = []

  /// The canonical text of a statement, on one line and without `;`.
  public static func print(_ statement: Statement) -> String {
    // Aliases are met while writing, but a name before them must know of them: hence a first pass for the aliases.
    var printer = Printer()
    _ = printer.text(statement)
    return printer.text(statement)
  }

  mutating func text(_ statement: Statement) -> String {
    parts(statement).joined(separator: " ")
  }

  // Names, quotes, numbers.

  /// `"text"`, with escapes.
  package static func quotedName(_ text: String) -> String {
    "\"\(QuotedText.content(of: text, quote: "\""))\""
  }

  /// `'text'`, with escapes.
  package static func quotedString(_ text: String) -> String {
    "'\(QuotedText.content(of: text, quote: "'"))'"
  }

  /// Whole numbers without a point.
  static func number(_ value: Double) -> String {
    let text = "\(value)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  /// Whether a text reads as one bare word that is nothing but a name.
  static func isBareName(_ text: String) -> Bool {
    guard let first = text.utf8.first, Lexer.isWordStart(first), text.utf8.allSatisfy(Lexer.isWordPart) else {
      return false
    }
    return !Keywords.all.contains(text.lowercased())
  }

  /// A name, in quotes where it needs them.
  package static func name(_ text: String) -> String { isBareName(text) ? text : quotedName(text) }

  func text(_ property: PropertyReference) -> String {
    let subject: String
    switch property.subject {
    case .field(let field): subject = field.rawValue
    case .property(let name):
      // After an alias a name is never a keyword, but it may look like a field.
      if let alias = property.alias {
        let isBare = Lexer.wordPartsOnly(name) && EventField(rawValue: name) == nil
        return "\(alias.value).\(isBare ? name : Printer.quotedName(name))"
      }
      let prefix = name.firstIndex(of: ".").map { String(name[..<$0]) }
      let isSafe = prefix.map { !aliases.contains($0) } ?? true
      return isSafe ? Printer.name(name) : Printer.quotedName(name)
    }
    return property.alias.map { "\($0.value).\(subject)" } ?? subject
  }

  func list(_ properties: [PropertyReference]) -> String {
    properties.map { text($0) }.joined(separator: ", ")
  }

  static func text(_ glob: Glob) -> String {
    let pattern = glob.pattern
    let stem = pattern.hasSuffix("*") ? String(pattern.dropLast()) : pattern
    return isBareName(stem) ? pattern : "\"\(QuotedText.content(of: glob, quote: "\""))\""
  }

  static func text(_ amount: Amount) -> String {
    number(amount.number) + (amount.isPercent ? "%" : "")
  }

  static func text(_ window: Window) -> String {
    switch window {
    case .time(let elapsed): "\(elapsed.literal)"
    case .events(let count): "\(count) events"
    case .sessions(let count): "\(count) sessions"
    }
  }
}

extension Lexer {
  /// Whether a text is made of the characters of bare words.
  static func wordPartsOnly(_ text: String) -> Bool {
    guard let first = text.utf8.first else { return false }
    return isWordStart(first) && text.utf8.allSatisfy(isWordPart)
  }
}

extension Statement: CustomStringConvertible {
  /// The canonical text, see ``Printer``.
  public var description: String { Printer.print(self) }
}

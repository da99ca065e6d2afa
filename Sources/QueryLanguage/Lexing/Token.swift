import EventModel

/// One word, number, quote or symbol of a text.
struct Token {
  var kind: Kind
  var span: SourceSpan

  enum Kind: Equatable {
    /// Bare: letters, digits, `_`, `$`, inner dots, and hyphens between letters.
    case word(String)
    /// `"…"`, the text between the quotes with its escapes still in place.
    case name(String)
    /// `'…'` or `'…'i`, likewise.
    case string(String, ignoresCase: Bool)
    case integer(Int64)
    case decimal(Double)
    case duration(ElapsedTime)
    case date(DateLiteral)
    case symbol(Symbol)
    /// Already reported.
    case invalid
    /// `;` or a blank line.
    case separator
    case end
  }
}

/// The signs of the language.
enum Symbol: String, CaseIterable {
  case arrow = "->"
  case immediateArrow = "=>"
  case arrowOpen = "-["
  case immediateArrowOpen = "=["
  case bracketOpen = "["
  case bracketClose = "]"
  case parenthesisOpen = "("
  case parenthesisClose = ")"
  case braceOpen = "{"
  case braceClose = "}"
  case comma = ","
  case colon = ":"
  case question = "?"
  case bar = "|"
  case exclamation = "!"
  case unequal = "!="
  case equal = "="
  case lessOrEqual = "<="
  case less = "<"
  case greaterOrEqual = ">="
  case greater = ">"
  case star = "*"
  case slash = "/"
  case percent = "%"
  case hyphen = "-"
}

import EventModel
import QueryLanguage

/// Puts values into texts: `${day}`, `${day - 30d}`, `${day:%Y/%m}`, `${start of month}`, `${country:text}`.
///
/// `$${` stands for a plain `${`.
struct JobTemplate {
  /// The values of the parameters by name.
  let values: [String: JobValue]
  let today: CivilDate

  /// What a text becomes part of.
  enum Place {
    case path
    /// Texts may hold nothing here that would end a quote or a statement; the form `text` quotes them.
    case statement
  }

  /// The text with all values in place; throws what is wrong with it.
  func filled(_ text: String, for place: Place) throws(Fault) -> String {
    var filled = ""
    var rest = Substring(text)
    while let start = rest.firstIndex(of: "$") {
      filled += rest[..<start]
      rest = rest[start...]
      if rest.hasPrefix("$${") {
        filled += "${"
        rest = rest.dropFirst(3)
      } else if rest.hasPrefix("${") {
        guard let end = rest.firstIndex(of: "}") else {
          throw Fault(kind: .invalidTemplate(String(rest.prefix(40))))
        }
        filled += try value(String(rest[rest.index(rest.startIndex, offsetBy: 2)..<end]), place)
        rest = rest[rest.index(after: end)...]
      } else {
        filled += "$"
        rest = rest.dropFirst()
      }
    }
    return filled + rest
  }

  struct Fault: Error {
    var kind: JobFileError.Kind
  }

  /// The words that may stand in `${…}`.
  var names: [String] { values.keys.sorted() + JobDate.words }

  private func value(_ expression: String, _ place: Place) throws(Fault) -> String {
    var name = expression
    var form: String?
    if let colon = expression.firstIndex(of: ":") {
      name = String(expression[..<colon])
      form = JobDate.trimmed(String(expression[expression.index(after: colon)...]))
    }
    let value = try meaning(JobDate.trimmed(name))
    switch (value, form) {
    case (.text(let text), nil):
      let isUnsafe =
        place == .statement && text.contains { "'\"\\;\n\r".contains($0) || $0 == "-" && text.contains("--") }
      if isUnsafe { throw Fault(kind: .unsafeText(variable: JobDate.trimmed(name))) }
      return text
    case (let value, nil): return value.text
    case (.date(let date), let form?):
      guard let text = JobDate.text(date, pattern: form) else {
        throw Fault(kind: .invalidTemplate("${\(expression)}"))
      }
      return text
    case (let value, "text"): return Printer.quotedString(value.text)
    case (let value, "name"): return Printer.name(value.text)
    default: throw Fault(kind: .invalidTemplate("${\(expression)}"))
    }
  }

  private func meaning(_ name: String) throws(Fault) -> JobValue {
    if let value = values[name] { return value }
    let (base, days) = JobDate.cutShift(name)
    if let days, case .date(let date)? = values[base], let shifted = JobDate.shifted(date, days: days) {
      return .date(shifted)
    }
    if let date = JobDate.date(name, today: today) { return .date(date) }
    throw Fault(kind: .unknownVariable(base, known: names))
  }
}

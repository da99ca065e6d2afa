import EventModel

/// The value of a parameter.
enum JobValue: Sendable, Equatable {
  case text(String)
  case integer(Int)
  case number(Double)
  case flag(Bool)
  case date(CivilDate)

  /// Reads a value of the named type; `nil` when the text is none.
  init?(_ text: String, type: String, today: CivilDate) {
    switch type {
    case "integer":
      guard let value = Int(text) else { return nil }
      self = .integer(value)
    case "number":
      guard let value = Double(text), value.isFinite else { return nil }
      self = .number(value)
    case "flag":
      switch text.lowercased() {
      case "true", "yes", "on": self = .flag(true)
      case "false", "no", "off": self = .flag(false)
      default: return nil
      }
    case "date":
      guard let date = JobDate.date(text, today: today) else { return nil }
      self = .date(date)
    default: self = .text(text)
    }
  }

  /// As it is put into texts that ask for no form.
  var text: String {
    switch self {
    case .text(let text): text
    case .integer(let value): "\(value)"
    case .number(let value): "\(value)"
    case .flag(let value): "\(value)"
    case .date(let date): JobDate.text(date)
    }
  }
}

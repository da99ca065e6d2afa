/// A text with places like `{from}` in it that are filled for each question.
package struct RequestTemplate: Sendable, Equatable {
  /// What a place may ask for.
  package enum Place: String, Sendable, CaseIterable {
    case from
    case to
    case limit
    case cursor
    case page
    case offset
    case bucket
    case buckets
    case segment
  }

  /// Why a text is no template.
  package enum Fault: Error, Sendable, Hashable {
    case unknownPlace(String)
    case unclosed
  }

  private enum Part: Sendable, Equatable {
    case text(String)
    case place(Place)
  }

  private var parts: [Part] = []

  /// The empty text.
  package init() {}

  /// Reads a template; doubled braces stand for single ones.
  package init(_ text: String) throws(Fault) {
    var literal = ""
    var rest = text[...]
    while let character = rest.popFirst() {
      if character == "{" || character == "}", rest.first == character {
        rest.removeFirst()
        literal.append(character)
      } else if character == "{" {
        let name = rest.prefix { $0 != "}" }
        rest = rest.dropFirst(name.count)
        guard rest.popFirst() != nil else { throw .unclosed }
        guard let place = Place(rawValue: String(name)) else { throw .unknownPlace(String(name)) }
        if !literal.isEmpty { parts.append(.text(literal)) }
        literal = ""
        parts.append(.place(place))
      } else {
        literal.append(character)
      }
    }
    if !literal.isEmpty { parts.append(.text(literal)) }
  }

  /// The places of the text.
  package var places: Set<Place> {
    Set(parts.compactMap { if case .place(let place) = $0 { place } else { nil } })
  }

  /// The text with values in its places, each passed through `escape`; `nil` where a place has no value, which leaves
  /// a whole parameter out.
  package func filled(_ values: [Place: String], escape: (String) -> String = { $0 }) -> String? {
    var text = ""
    for part in parts {
      switch part {
      case .text(let literal): text += literal
      case .place(let place):
        guard let value = values[place] else { return nil }
        text += escape(value)
      }
    }
    return text
  }
}

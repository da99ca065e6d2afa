import EventModel
import QueryEngine
import QueryLanguage
import QueryResults

/// Spells out what may complete the text before the cursor, with the names and values of a snapshot.
struct PromptCompletion {
  /// More values are no help.
  private static let mostValues = 50

  var engine: QueryEngine

  func candidates(for text: String) -> LineEditor.Completion {
    if text.hasPrefix("\\"), !text.contains(" ") {
      return .init(replaced: text.count, candidates: PromptCommand.names.filter { $0.hasPrefix(text) })
    }
    if let topic = helpTopic(text) { return topic }
    let place = CompletionPlace(atEndOf: text)
    var spelled: Set<String> = []
    for expectation in place.expectations { spelled.formUnion(spellings(of: expectation, place)) }
    return .init(replaced: place.replaced, candidates: spelled.sorted())
  }

  private func spellings(of expectation: CompletionPlace.Expectation, _ place: CompletionPlace) -> [String] {
    switch expectation {
    case .statement:
      return beginning(
        like: place.word, Keywords.statements + ["help", "export last to"], quote: place.quote)
    case .word(let word): return beginning(like: place.word, [word], quote: place.quote)
    case .event: return names(engine.eventNames + engine.definitions.events.map(\.name.value), place)
    case .property: return names(engine.propertyNames, place)
    case .segment: return names(engine.definitions.segments.map(\.name.value), place)
    case .segmentMember:
      return names(engine.definitions.segments.map(\.name.value), place).map { "segment " + $0 }
    case .value(let property):
      let values = engine.frequentTexts(ofProperty: property, limit: Self.mostValues)
      return values.filter { Self.begins($0, like: place.word) }.map(Printer.quotedString)
    }
  }

  private func beginning(like word: String, _ words: [String], quote: Character?) -> [String] {
    quote == nil ? words.filter { Self.begins($0, like: word) } : []
  }

  /// Names as the language writes them: in quotes where they need it, or where one was opened.
  private func names(_ names: [String], _ place: CompletionPlace) -> [String] {
    names.filter { Self.begins($0, like: place.word) }.map { name in
      place.quote == nil ? Printer.name(name) : Printer.quotedName(name)
    }
  }

  private func helpTopic(_ text: String) -> LineEditor.Completion? {
    let words = text.split(separator: " ", omittingEmptySubsequences: false)
    guard words.count == 2, ["help", "\\help", "\\h", "?"].contains(words[0].lowercased()) else { return nil }
    let topics = StatementHelp.topics.filter { $0.hasPrefix(words[1].lowercased()) }
    return .init(replaced: words[1].count, candidates: topics)
  }

  private static func begins(_ name: String, like word: String) -> Bool {
    name.lowercased().hasPrefix(word.lowercased())
  }
}

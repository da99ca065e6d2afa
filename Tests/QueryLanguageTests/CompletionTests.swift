import Testing

@testable import QueryLanguage

@Suite struct `Completion` {
  private func expected(_ text: String) -> Set<CompletionPlace.Expectation> {
    CompletionPlace(atEndOf: text).expectations
  }

  @Test(arguments: ["", "fun", "show events; ", "explain ", "-- where\n"])
  func `a statement begins with a statement's word`(_ text: String) {
    #expect(expected(text).contains(.statement))
  }

  @Test(arguments: [
    "funnel ", "funnel vi", "funnel view -> ", "funnel (view | ca", "retention a -> ", "journeys from ",
    "show events; funnel \"Ad", "steps centred on ", "trend users of ", "funnel view excluding ",
    "describe event ",
    "funnel a only x, ",
  ])
  func `events are offered where a step stands`(_ text: String) {
    #expect(expected(text).contains(.event))
  }

  @Test(arguments: [
    "funnel view where ", "funnel view where a = 1 and ", "funnel view[", "funnel view by ",
    "funnel a by x, ",
    "trend sum(", "experiment x variant ", "journeys node ", "funnel view\n  where pla",
  ])
  func `properties are offered in conditions and breakdowns`(_ text: String) {
    #expect(expected(text).contains(.property))
  }

  @Test(arguments: [
    ("funnel view where platform = 'w", "platform"), ("funnel view where platform in ('web', '", "platform"),
    ("funnel view[plan != '", "plan"), ("funnel a where platform not in ('", "platform"),
    ("experiment x variant arm control '", "arm"), ("compare platform 'web', '", "platform"),
    ("funnel a where path matches '", "path"), ("funnel a where \"Item Id\" = '", "Item Id"),
  ])
  func `values are offered in single quotes`(_ text: String, _ property: String) {
    #expect(expected(text) == [.value(of: property)])
  }

  @Test(arguments: [
    "funnel view among ", "funnel view among fr", "funnel view among did cart and ", "funnel view among (",
    "funnel view among not ", "segment x = ", "segment x = did a and not (", "funnel view among \"Fr",
  ])
  func `segments, behaviour and properties are offered where users are chosen`(_ text: String) {
    #expect(expected(text).isSuperset(of: [.segmentMember, .property, .word("did")]))
  }

  @Test(arguments: ["funnel view where a = 1 and ", "funnel a among did b where ", "set x = ", "funnel a["])
  func `segments are not offered elsewhere`(_ text: String) {
    #expect(!expected(text).contains(.segmentMember))
  }

  @Test func `a defined event consists of events`() {
    #expect(expected("event x = ") == [.event, .word("any")])
  }

  @Test func `clauses are offered behind a subject, and options behind a clause`() {
    #expect(expected("funnel view ").contains(.word("within")))
    #expect(!expected("journeys ").contains(.word("within")))
    #expect(
      expected("funnel view ties ") == [.word("step-order"), .word("input-order"), .word("strictly-later")])
    #expect(expected("funnel view where a = 1 ").contains(.word("and")))
    #expect(expected("explain funnel view ").contains(.word("within")))
  }

  @Test(arguments: [
    ("funnel vie", "vie", 3), ("funnel \"Add to", "Add to", 7), ("a where x = 'we", "we", 3), ("", "", 0),
    ("funnel 'it\\'s", "it\\'s", 6), ("funnel a -- comment 'x", "", 0),
  ])
  func `the word before the cursor is what is replaced`(_ text: String, _ word: String, _ replaced: Int) {
    let place = CompletionPlace(atEndOf: text)
    #expect(place.word == word)
    #expect(place.replaced == replaced)
  }

  @Test func `no text whatsoever traps`() {
    for seed in 0..<4_000 {
      var random = SeededGenerator(seed: UInt64(seed))
      var text = (StatementCorpus.valid.randomElement(using: &random) ?? "")
      for _ in 0..<Int.random(in: 0...3, using: &random) {
        text +=
          ["'", "\"", "\\", " ", "->", "[", "(", ",", "in", "ä", "\n", "--", ";"].randomElement(
            using: &random) ?? ""
      }
      let place = CompletionPlace(
        atEndOf: String(text.prefix(Int.random(in: 0...text.count, using: &random))))
      #expect(place.replaced >= 0, "seed \(seed)")
    }
  }
}

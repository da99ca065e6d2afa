import EventModel
import NaiveEvaluator
import Testing

@Suite struct FilterExamples {
  let null = NaiveEvent(user: "u", name: "a", time: 0)

  func event(_ value: PropertyValue) -> NaiveEvent {
    NaiveEvent(user: "u", name: "a", time: 0, properties: ["p": value])
  }

  @Test func `over null only not-equal, not-in and is-null can be true`() {
    for test in NaiveOperator.allCases {
      #expect(NaiveFilter.compare("p", test, .string("")).accepts(null) == (test == .notEqual))
    }
    #expect(!NaiveFilter.isIn("p", [.string("x")]).accepts(null))
    #expect(NaiveFilter.not(.isIn("p", [.string("x")])).accepts(null))
    #expect(!NaiveFilter.contains("p", "").accepts(null))
    #expect(!NaiveFilter.matches("p", "*", ignoresCase: false).accepts(null))
    #expect(NaiveFilter.isNull("p").accepts(null))
    #expect(!NaiveFilter.isNull("p").accepts(event(.string(""))))
  }

  @Test func `numbers and numeric strings meet, nothing else does`() {
    func equal(_ a: PropertyValue, _ b: PropertyValue) -> Bool { NaiveComparison.holds(a, .equal, b) }
    #expect(equal(.integer(10), .string("10")))
    #expect(equal(.string("1e1"), .double(10)))
    #expect(equal(.integer(1), .double(1)))
    #expect(!equal(.string("10"), .string("10.0")))
    #expect(!equal(.boolean(true), .string("true")))
    #expect(!equal(.boolean(true), .integer(1)))
    #expect(!equal(.integer(10), .string(" 10")))
    #expect(NaiveComparison.holds(.string("9"), .greater, .string("10")))
    #expect(NaiveComparison.holds(.integer(9), .less, .string("10")))
    #expect(!NaiveComparison.holds(.string("ten"), .less, .integer(11)))
    // Beyond 2^53 a double and an integer still compare exactly.
    #expect(!equal(.integer(9_007_199_254_740_993), .double(9_007_199_254_740_992)))
    #expect(NaiveComparison.holds(.integer(.max), .less, .double(0x1p63)))
  }

  @Test func `globs know stars, question marks and literal stars`() {
    #expect(NaiveGlob.matches("/shop/*", "/shop/a/b"))
    #expect(NaiveGlob.matches("a?c", "abc"))
    #expect(!NaiveGlob.matches("a?c", "ac"))
    #expect(NaiveGlob.matches("a\\*", "a*"))
    #expect(!NaiveGlob.matches("a\\*", "ab"))
    #expect(!NaiveGlob.matches("A*", "abc"))
    #expect(NaiveGlob.matches("A*", "abc", ignoresCase: true))
  }
}

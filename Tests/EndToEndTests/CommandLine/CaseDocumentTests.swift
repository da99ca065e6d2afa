import Connectors
import Statistics
import Testing

@testable import sojourn

/// The reader of small JSON documents, as cases of statistics use it.
@Suite struct CaseDocumentTests {
  private func read(_ text: String) throws -> CaseValue { try CaseDocument.value(of: Array(text.utf8)) }

  @Test func `every kind of value is read`() throws {
    let value = try read(
      #" {"a":[1,-2.5e3,0,1E-2,true,false,null,[],{}],"b":"x\n\"\\\/\u00e4\ud83d\ude00ä","a":7} "#)
    #expect(value["b"] == .string("x\n\"\\/ä😀ä"))
    // A name that comes twice counts with its last value.
    #expect(value == .object([.init("a", .number(7)), .init("b", .string("x\n\"\\/ä😀ä"))]))
    let list = try #require(try read("[1,-2.5e3,0,1E-2,true,false,null,[],{}]").array)
    #expect(
      list == [
        .number(1), .number(-2500), .number(0), .number(0.01), .bool(true), .bool(false), .null, .array([]),
        .object([]),
      ])
  }

  @Test(arguments: [
    ("", 0), ("[1,]", 3), ("{\"a\" 1}", 5), ("{a:1}", 1), ("[1 2]", 3), ("01", 1), ("1.", 2), ("-", 1),
    ("nul", 0),
    ("\"a", 2), ("\"\\x\"", 2), ("\"\\u12g4\"", 5), ("\"\u{1}\"", 1), ("1e999", 0), ("1 1", 2), ("+1", 0),
    ("NaN", 0),
  ])
  func `what is not JSON is refused with the byte`(text: String, offset: Int) {
    let fault = #expect(throws: JSONDocument.Fault.self) { try read(text) }
    #expect(fault?.offset == offset)
  }

  @Test func `a lone surrogate becomes the replacement character`() throws {
    #expect(try read(#""a\ud800b""#) == .string("a\u{FFFD}b"))
    #expect(try read(#""\udc00""#) == .string("\u{FFFD}"))
  }

  @Test func `endless nesting is refused, not recursed into`() throws {
    #expect(try read(String(repeating: "[", count: 128) + String(repeating: "]", count: 128)).array != nil)
    #expect(throws: JSONDocument.Fault.self) { try read(String(repeating: "[", count: 1_000_000)) }
  }
}

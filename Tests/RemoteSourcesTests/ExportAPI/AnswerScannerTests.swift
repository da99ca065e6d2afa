import Connectors
import RemoteSources
import TestSupport
import Testing

@testable import RemoteSources

@Suite struct AnswerScannerTests {
  private func page(_ text: String, rows: String = "rows", values: [String] = []) throws -> AnswerPage {
    try AnswerScanner.page(
      of: Array(text.utf8), rows: AnswerPath(rows)!, values: values.map { AnswerPath($0)! })
  }

  private func lines(_ page: AnswerPage) -> String { String(decoding: page.rows, as: UTF8.self) }

  @Test func `rows become lines and values around them are found`() throws {
    let found = try page(
      #"{"total": 2, "rows": [{"a":1} , {"b":"x,y]"}], "paging": {"next": "c\"1", "more": true}, "rest": [1,[2]]}"#,
      values: ["paging.next", "total", "paging.more", "missing"])
    #expect(lines(found) == "{\"a\":1} \n {\"b\":\"x,y]\"}\n")
    #expect(found.rowCount == 2)
    #expect(found.cursor(at: AnswerPath("paging.next")) == "c\"1")
    #expect(found.count(at: AnswerPath("total")) == 2)
    #expect(found.flag(at: AnswerPath("paging.more")) == true)
    #expect(found.values[AnswerPath("missing")!] == nil)
  }

  @Test func `an answer may be its rows alone, deep below, or none`() throws {
    #expect(lines(try page("[{},{}]", rows: "$")) == "{}\n{}\n")
    #expect(lines(try page(#"{"a":{"b":{"c":[{"x":1}]}}}"#, rows: "a.b.c")) == "{\"x\":1}\n")
    #expect(try page(#"{"rows":[]}"#).rowCount == 0)
  }

  @Test func `line breaks inside of rows do not break lines`() throws {
    let found = try page("{\"rows\":[\r\n  {\r\n\"a\": 1,\n \"b\": \"\\n\"\n}\n,\n{\"a\":2}\n]}")
    #expect(found.rowCount == 2)
    #expect(lines(found).split(separator: "\n").count == 2)
  }

  @Test(arguments: [
    "", "{", #"{"rows":[{"a":1}"#, #"{"rows":[{"a":1},]}"#, #"{"rows":[{"a":1,,}]}"#,
    #"{"rows":[{"a":tru}]}"#,
    #"{"rows":[{"a":01}]}"#, #"{"rows":[{"a":1.}]}"#, #"{"rows":[{"a":"\x"}]}"#,
    #"{"rows":[{"a":"\u12g4"}]}"#,
    #"{"rows":[1]}"#, #"{"rows":[[]]}"#, #"{"rows":{}}"#, #"{"other":[]}"#, #"{"rows":[]} x"#,
    "<html></html>",
    "{\"rows\":[{\"a\":\"\u{1}\"}]}", #"{"rows":[{a:1}]}"#, #"{"rows":[{"a" 1}]}"#, "null", "7",
  ])
  func `what is not JSON with rows is refused`(_ text: String) {
    #expect(throws: AnswerFault.self) { try page(text) }
  }

  @Test func `nesting is bounded`() {
    let deep = String(repeating: "[", count: 100_000)
    #expect(throws: AnswerFault.self) { try page("{\"rows\":[{\"a\":\(deep)") }
    #expect(throws: AnswerFault.self) { try page("{\"x\":" + deep) }
    let objects = String(repeating: "{\"rows\":", count: 100_000)
    #expect(throws: AnswerFault.self) { try page(objects, rows: "rows.rows.rows") }
  }

  @Test func `bytes that are no UTF-8 are refused`() {
    #expect(throws: AnswerFault.self) {
      try AnswerScanner.page(
        of: Array("{\"rows\":[{\"a\":\"".utf8) + [0xFF] + Array("\"}]}".utf8), rows: AnswerPath("rows")!,
        values: [])
    }
  }

  /// Every prefix and many mutations of an answer: refused, or rows that are all JSON; never a trap.
  @Test func `hostile bytes end in an error or in rows that are JSON`() throws {
    let text = Array(
      #"{"total":3,"rows":[{"a":1,"b":[true,null,-1.5e+7]},{"c":{"d":"\u00e9\\"}},{"e":""}],"next":"x"}"#.utf8
    )
    var random = SeededRandom(seed: 11)
    var accepted = 0
    for round in 0..<20_000 {
      var bytes = text
      if round < text.count {
        bytes = Array(text.prefix(round))
      } else {
        for _ in 0...Int.random(in: 0..<3, using: &random) {
          let place = Int.random(in: 0..<bytes.count, using: &random)
          switch Int.random(in: 0..<3, using: &random) {
          case 0: bytes[place] = text[Int.random(in: 0..<text.count, using: &random)]
          case 1: bytes.remove(at: place)
          default: bytes.insert(UInt8.random(in: 0...255, using: &random), at: place)
          }
        }
      }
      guard
        let page = try? AnswerScanner.page(
          of: bytes, rows: AnswerPath("rows")!, values: [AnswerPath("next")!, AnswerPath("total")!])
      else {
        // The tree reader must not be stricter than the scanner is lenient.
        continue
      }
      accepted += 1
      #expect((try? JSONDocument.value(of: bytes)) != nil, "round \(round)")
      let lines = page.rows.split(separator: UInt8(ascii: "\n"))
      #expect(lines.count == page.rowCount, "round \(round)")
      for line in lines { #expect((try? JSONDocument.value(of: Array(line))) != nil, "round \(round)") }
    }
    #expect(accepted > 100)
  }
}

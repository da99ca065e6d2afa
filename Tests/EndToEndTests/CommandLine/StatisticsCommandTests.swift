import Foundation
import Testing

/// `sojourn statistics evaluate`.
@Suite struct StatisticsCommandTests {
  private static let cases = [
    #"{"id":"a","kind":"normal_cdf","inputs":{"x":0}}"#,
    #"{"id":2,"kind":"wilson_ci","inputs":{"x":8,"n":10,"alpha":0.05}}"#,
    #"{"id":null,"kind":"no_such_kind","inputs":{}}"#,
    #"{"id":"d","kind":"wilson_ci","inputs":{"x":8}}"#,
  ]

  @Test(arguments: [
    #"{"cases":["# + cases.joined(separator: ",") + "]}", "[\n" + cases.joined(separator: ",\n") + "\n]",
    cases.joined(separator: "\n") + "\n", cases.joined(separator: "\r\n\r\n"),
  ])
  func `each case is answered on a line, whatever the form of the file`(text: String) throws {
    let directory = try TemporaryDirectory()
    try directory.write(text, to: "cases.json")
    let outcome = try directory.sojourn("statistics", "evaluate", "cases.json")
    #expect(outcome.exit == 0)
    #expect(outcome.error == "")
    #expect(outcome.lines.first == #"{"id":"a","result":{"cdf":0.5,"sf":0.5}}"#)
    let objects = try outcome.objects()
    try #require(objects.count == 4)
    #expect(objects[1]["id"] as? Int == 2)
    let interval = try #require(objects[1]["result"] as? [String: Any])
    // Wilson (1927) for 8 of 10 at 95 %.
    #expect(abs(try #require(interval["ci_low"] as? Double) - 0.4901624715) < 1e-9)
    #expect(abs(try #require(interval["ci_high"] as? Double) - 0.9433178485) < 1e-9)
    #expect(objects[2]["id"] is NSNull)
    #expect((objects[2]["result"] as? [String: Any])?["reason"] as? String == "unknown-kind")
    let missing = try #require(objects[3]["result"] as? [String: Any])
    #expect(missing["reason"] as? String == "missing-field")
    #expect(missing["ci_low"] is NSNull)
  }

  @Test func `cases come from standard input too`() throws {
    let outcome = try TemporaryDirectory().sojourn(
      "statistics", "evaluate", "-", standardInput: Self.cases[0])
    #expect(outcome.output == #"{"id":"a","result":{"cdf":0.5,"sf":0.5}}"# + "\n")
  }

  @Test(arguments: [
    ("", "there are none"), ("{}", "number 1 has no kind or no inputs"), ("[1]", "number 1 has no kind"),
    (#"{"cases":[{"kind":"normal_cdf"}]}"#, "number 1 has no kind or no inputs"),
    ("{\n\"cases\": [}", "cases.json:2"),
  ])
  func `what is no case is refused with the place`(text: String, sentence: String) throws {
    let directory = try TemporaryDirectory()
    try directory.write(text, to: "cases.json")
    let outcome = try directory.sojourn("statistics", "evaluate", "cases.json")
    #expect(outcome.exit == 2)
    #expect(outcome.output == "")
    #expect(outcome.error.hasPrefix("error: cases cannot be read: "))
    #expect(outcome.error.contains(sentence))
  }

  @Test func `a broken line is named by its number`() throws {
    let directory = try TemporaryDirectory()
    try directory.write(Self.cases[0] + "\n" + Self.cases[1] + "\n{oops\n", to: "cases.jsonl")
    let outcome = try directory.sojourn("statistics", "evaluate", "cases.jsonl")
    #expect(outcome.exit == 2)
    #expect(outcome.error.contains("cases.jsonl:3"))
  }
}

import EventModel
import Foundation
import QueryResults
import Testing

@testable import Reporting

@Suite struct JSONTests {
  private func object(_ text: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  private func array(_ value: Any?) throws -> [[String: Any]] { try #require(value as? [[String: Any]]) }

  @Test(arguments: UInt64(0)..<200)
  func `every random answer is one line of valid JSON`(seed: UInt64) throws {
    var random = RandomResults(seed: seed)
    let result = random.result()
    let text = Report.render(result, format: .json)
    #expect(text.hasSuffix("\n"))
    // By scalars: a carriage return and a line feed are one Character.
    #expect(text.unicodeScalars.filter { $0 == "\n" || $0 == "\r" }.count == 1)
    let parsed = try object(text)
    #expect(parsed["statement"] as? String == result.statement)
    #expect(parsed["kind"] as? String == result.body.kind)
    let warnings = try array(parsed["warnings"])
    #expect(warnings.compactMap { $0["message"] as? String } == result.warnings.map(\.message))
  }

  @Test(arguments: RandomResults.oddTexts)
  func `text comes back as it was`(text: String) throws {
    var writer = JSONWriter()
    writer.object { $0.member(text, text) }
    let parsed = try object(writer.text)
    #expect(Array((parsed.keys.first ?? "?").unicodeScalars) == Array(text.unicodeScalars))
    #expect(Array(((parsed.values.first as? String) ?? "?").unicodeScalars) == Array(text.unicodeScalars))
  }

  @Test func `random doubles come back bit by bit`() throws {
    var generator = SeededGenerator(seed: 7)
    for _ in 0..<2_000 {
      let number = Double(bitPattern: generator.next())
      guard number.isFinite else { continue }
      var writer = JSONWriter()
      writer.write(number)
      #expect(Double(writer.text)?.bitPattern == number.bitPattern)
      #expect(writer.text.contains(".") || writer.text.contains("e"))
    }
  }

  @Test func `a number that is not finite is null with a warning`() throws {
    var result = SampleResults.answer(
      .trend(
        TrendResult(series: [
          TrendSeries(
            label: "x",
            points: [TrendPoint(bucket: "a", value: .nan), TrendPoint(bucket: "b", value: .infinity)])
        ])))
    result.stats.elapsedMilliseconds = -.infinity
    let parsed = try object(Report.render(result, format: .json))
    let series = try array((parsed["result"] as? [String: Any])?["series"])
    let points = try array(series.first?["points"])
    #expect(points.allSatisfy { $0["value"] is NSNull })
    let warnings = try array(parsed["warnings"])
    #expect(warnings.map { $0["code"] as? String } == ["not-finite", "not-finite"])
    #expect((warnings.first?["message"] as? String)?.contains("value") == true)
    #expect((warnings.last?["message"] as? String)?.contains("elapsed_ms") == true)
  }

  @Test func `keys stand in the order of the specification`() {
    let text = Report.render(SampleResults.answer(SampleResults.funnelWithEverything), format: .json)
    func places(_ keys: [String]) -> [String.Index?] { keys.map { text.range(of: "\"\($0)\":")?.lowerBound } }
    for keys in [
      [
        "kind", "statement", "snapshot", "range", "timezone", "unit", "options", "result", "warnings",
        "stats",
      ],
      [
        "step", "label", "units", "attempts", "open", "rate_of_all", "rate_of_first", "rate_of_previous",
        "interval_of_all", "interval_of_first", "interval_of_previous", "time_from_previous", "groups",
        "optional",
        "compare", "p_adjusted",
      ],
      [
        "events_in_snapshot", "events_read", "bytes_read", "units_without_key", "elapsed_ms",
      ],
    ] {
      let found = places(keys)
      #expect(!found.contains(nil), "\(keys)")
      #expect(found.compactMap(\.self) == found.compactMap(\.self).sorted(), "\(keys)")
    }
  }

  @Test func `what was not asked for leaves no trace`() {
    let text = Report.render(SampleResults.answer(SampleResults.funnel), format: .json)
    for key in ["histogram", "groups", "buckets", "optional", "compare"] {
      #expect(!text.contains("\"\(key)\""))
    }
  }

  @Test func `durations of options are whole seconds where they can be`() throws {
    let options = [
      ResultOption(key: "window", value: .duration(604_800)),
      ResultOption(key: "gap", value: .duration(0.25)),
      ResultOption(key: "preset", value: .null),
    ]
    let text = Report.render(SampleResults.answer(SampleResults.funnel, options: options), format: .json)
    #expect(text.contains(#""options":{"window":604800,"gap":0.25,"preset":null}"#))
  }

  @Test func `group values keep their types`() {
    let text = Report.render(SampleResults.answer(SampleResults.funnelWithEverything), format: .json)
    #expect(text.contains(#"{"group":{"platform":"ios 日本語 🎉","plan":2},"kind":"value""#))
    #expect(text.contains(#"{"group":{"platform":null,"plan":null},"kind":"other""#))
  }

  @Test func `an error is an object with every key`() {
    #expect(
      Report.json(
        ErrorReport(
          code: "unknown-event", message: "There is no event \"purchse\".", hint: "Did you mean purchase?",
          location: ErrorLocation(line: 1, column: 8)))
        == #"{"error":{"code":"unknown-event","message":"There is no event \"purchse\".","hint":"Did you mean purchase?","location":{"file":null,"line":1,"column":8,"offset":null}}}"#
        + "\n")
    #expect(
      Report.json(ErrorReport(code: "io", message: "Disk full."))
        == #"{"error":{"code":"io","message":"Disk full.","hint":null,"location":null}}"# + "\n")
  }
}

import Foundation
import HeapSandbox
import Testing

@testable import HeapSandbox

/// Event data from elsewhere, and what is wrong with them.
@Suite struct DataTests {
  @Test func `rows of several spellings are served as one`() async throws {
    let rows = """
      {"user_id":"ü\\"1","event":"a\\u00e9","timestamp":"2026-01-05 10:00:00","event_id":"x1","plan":"free"}

      { "user" : 7 , "event_name" : "b", "time" : 1767607200, "event_id": 12, "session_id": null, \
      "properties": {"plan": "pro", "deep": {"a": [1, {}]}, "gone": null}}
      """
    try await RunningSandbox.with(.rows(Array(rows.utf8), userProperties: ["plan"])) { running in
      let token = try await running.bearer()
      let events = try await running.all("events", token)
      #expect(events.texts("event_id") == ["x1", "12"])
      #expect(events.texts("event") == ["aé", "b"])
      #expect(events.texts("user_id") == ["ü\"1", "7"])
      #expect(events.texts("time") == ["2026-01-05T10:00:00Z", "2026-01-05T10:00:00Z"])
      #expect(events[1]["session_id"] == nil)
      #expect((events[1]["properties"] as? [String: Any])?.keys.sorted() == ["deep", "plan"])
      let users = try await running.all("users", token)
      #expect(users.map { ($0["properties"] as? [String: String])?["plan"] } == ["free", "pro"])
      #expect(users.texts("identity") == ["ü\"1@example.com", "7@example.com"])
    }
  }

  @Test func `events of one instant keep the order of the file`() async throws {
    let rows = ["c", "a", "b"].map { "{\"user\":\"u\",\"event\":\"\($0)\",\"time\":\"2026-01-05\"}\n" }
      .joined()
    try await RunningSandbox.with(.rows(Array(rows.utf8), userProperties: [])) { running in
      let events = try await running.all("events", try await running.bearer())
      #expect(events.texts("event") == ["c", "a", "b"])
      #expect(Set(events.texts("event_id")).count == 3)
    }
  }

  private static let good = "{\"user\":\"u\",\"event\":\"e\",\"time\":\"2026-01-05\"}"

  @Test(arguments: [
    ("", SandboxError.noEvents),
    ("\n \n", .noEvents),
    ("\(good)\n[]", .malformedRow(line: 2, fault: .malformed(column: 1))),
    ("{\"user\":\"u\",}", .malformedRow(line: 1, fault: .malformed(column: 13))),
    ("\(good) x", .malformedRow(line: 1, fault: .malformed(column: 46))),
    ("{\"event\":\"e\",\"time\":\"2026-01-05\"}", .malformedRow(line: 1, fault: .missing(name: "user_id"))),
    (
      "{\"user\":null,\"event\":\"e\",\"time\":\"2026-01-05\"}",
      .malformedRow(line: 1, fault: .missing(name: "user_id"))
    ),
    (
      "{\"user\":\"u\",\"event\":\"\",\"time\":\"2026-01-05\"}",
      .malformedRow(line: 1, fault: .missing(name: "event"))
    ),
    ("{\"user\":\"u\",\"event\":\"e\"}", .malformedRow(line: 1, fault: .missing(name: "timestamp"))),
    (
      "{\"user\":\"u\",\"event\":\"e\",\"time\":\"soon\"}",
      .malformedRow(line: 1, fault: .unreadableTime("soon"))
    ),
    (
      "\(good)\n{\"user\":\"u\",\"event\":\"e\",\"time\":\"2026-01-05\",\"event_id\":1}",
      .malformedRow(line: 2, fault: .mixedEventIDs)
    ),
    (
      String(
        repeating: "{\"user\":\"u\",\"event\":\"e\",\"time\":\"2026-01-05\",\"event_id\":1}\n", count: 2),
      .repeatedEventID(line: 2, id: "1")
    ),
  ])
  func `what is wrong with a row is said with its line`(text: String, error: SandboxError) {
    #expect(throws: error) { try HeapSandbox(.rows(Array(text.utf8), userProperties: [])) }
  }

  @Test func `text that is no UTF-8 is refused`() {
    let bytes =
      Array("{\"user\":\"u".utf8) + [0xff] + Array("\",\"event\":\"e\",\"time\":\"2026-01-05\"}".utf8)
    #expect(throws: SandboxError.malformedRow(line: 1, fault: .notUTF8)) {
      try HeapSandbox(.rows(bytes, userProperties: []))
    }
  }

  @Test func `a project without a shop's events has segments and funnels of its commonest ones`() async throws
  {
    let rows = ["a", "b", "b", "b", "a", "c"].enumerated().map { index, name in
      "{\"user\":\"u\(index)\",\"event\":\"\(name)\",\"time\":\"2026-01-05\"}\n"
    }.joined()
    try await RunningSandbox.with(.rows(Array(rows.utf8), userProperties: [])) { running in
      let token = try await running.bearer()
      #expect(try await running.all("segments", token).texts("name") == ["Did b", "Did a"])
      #expect(try await running.all("funnels", token).map { $0["steps"] as? [String] } == [["b", "a", "c"]])
    }
    try await RunningSandbox.with(.rows(Array(Self.good.utf8), userProperties: [])) { running in
      let funnels = try await running.all("funnels", try await running.bearer())
      #expect(funnels.isEmpty)
    }
  }

  /// Whether the scanner takes a text as a JSON object.
  private static func isObject(_ text: String) -> Bool {
    Array(text.utf8).withUnsafeBufferPointer { bytes in
      do throws(JSONObjectScanner.Fault) {
        var scanner = try JSONObjectScanner(bytes, 0..<bytes.count)
        while try scanner.next() != nil {}
        return true
      } catch {
        return false
      }
    }
  }

  @Test(arguments: [
    "{}", " { } ", "{\"a\":1}", "{\"a\":-0.5e+10,\"b\":[],\"c\":{}}", "{\"a\":\"\\u00E9\\n\"}",
    "{\"a\":[1,[2,{\"b\":null}]]}", "{\"a\":0}", "{\"a\":[ true , false ]}",
  ])
  func `what is an object is taken`(text: String) {
    #expect(Self.isObject(text))
  }

  @Test(arguments: [
    "", "{", "}", "[]", "{a:1}", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{,}", "{\"a\":1 \"b\":2}",
    "{\"a\":01}",
    "{\"a\":1.}", "{\"a\":.5}", "{\"a\":+1}", "{\"a\":1e}", "{\"a\":tru}", "{\"a\":\"\\x\"}",
    "{\"a\":\"\\u12g4\"}", "{\"a\":\"\n\"}", "{\"a\":[1,]}", "{\"a\":[1 2]}", "{\"a\":{\"b\":1,}}",
    "{\"a\":1}}",
    "{\"a\":\"b", "{\"a\":'b'}", "{\"a\":NaN}", "{\"a\":[}", "{\"a\":-}",
  ])
  func `what is none is refused`(text: String) {
    #expect(!Self.isObject(text))
  }

  @Test func `values nest only so deep`() {
    func nested(_ depth: Int) -> String {
      "{\"a\":" + String(repeating: "[", count: depth) + String(repeating: "]", count: depth) + "}"
    }
    #expect(Self.isObject(nested(64)))
    #expect(!Self.isObject(nested(65)))
    #expect(!Self.isObject(nested(100_000)))
  }

  @Test func `Base64 agrees with another encoder`() {
    for length in 0...40 {
      let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 * 77 + 200) }
      #expect(Base64.encode(bytes) == Data(bytes).base64EncodedString())
    }
  }

  @Test func `targets are decoded as they were encoded`() throws {
    for text in ["", "a b", "ü/?&=+%", "2026-01-05T00:00:00+01:00", "\u{1F600}~._-"] {
      let encoded = RequestTarget.encode(text)
      #expect(encoded.utf8.allSatisfy { $0 < 128 && !"&=+?/ ".utf8.contains($0) })
      #expect(RequestTarget.decode(encoded[...], plusIsSpace: true) == text)
    }
    #expect(RequestTarget.decode("a+b", plusIsSpace: true) == "a b")
    for wrong in ["%", "%4", "%zz", "%ff"] {
      #expect(RequestTarget.decode(wrong[...], plusIsSpace: true) == nil)
    }
    #expect(throws: SandboxFailure.self) { try RequestTarget("/a%zz") }
    #expect(throws: SandboxFailure.self) { try RequestTarget("/a?b=%zz") }
  }
}

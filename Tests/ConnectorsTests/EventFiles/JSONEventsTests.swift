import EventModel
import Testing

@testable import Connectors

/// JSON lines as events.
struct JSONEventsTests {
  static let start = "{\"user\":\"u\",\"event\":\"e\",\"time\":1767607200"

  /// The event of one object with the usual members and `members`.
  static func event(_ members: String, _ options: EventFileOptions = .init()) throws -> ReadEvent {
    let readout = readOut("\(start),\(members)}", .jsonLines, options)
    #expect(readout.rejects.map(\.reason) == [])
    return try #require(readout.events.first)
  }

  static func reason(_ row: String) throws -> RejectedRow.Reason {
    let readout = readOut("\(start)}\n\(row)\n\(start)}\n", .jsonLines)
    #expect(readout.events.count == 2)
    return try #require(readout.rejects.first).reason
  }

  @Test func `values keep their types`() throws {
    let event = try Self.event(
      #""s":"x","i":-12,"d":1.5,"e":2e3,"t":true,"f":false,"n":null,"big":18446744073709551615,"min":-9223372036854775808"#
    )
    #expect(event["s"] == .string("x"))
    #expect(event["i"] == .integer(-12))
    #expect(event["d"] == .double(1.5))
    #expect(event["e"] == .double(2000))
    #expect(event["t"] == .boolean(true))
    #expect(event["f"] == .boolean(false))
    #expect(event["n"] == nil)
    #expect(event["big"] == .double(18_446_744_073_709_551_616))
    #expect(event["min"] == .integer(.min))
  }

  @Test func `escapes are resolved, surrogate pairs too`() throws {
    let event = try Self.event(#""a":"\"\\\/\b\f\n\r\t\u00e9\uD83D\uDE00€","k\u0065y":1,"":"x""#)
    #expect(event["a"] == .string("\"\\/\u{8}\u{C}\n\r\té😀€"))
    #expect(event["key"] == .integer(1))
    #expect(event[""] == .string("x"))
  }

  @Test func `nested objects become dotted names and arrays stay JSON text`() throws {
    let event = try Self.event(#""page":{"url":{"path":"/a"},"tags":[1, {"x":"\u0041"}, []]},"empty":{}"#)
    #expect(
      event.cells == [
        ReadCell(column: .property("page.url.path"), value: .string("/a")),
        ReadCell(column: .property("page.tags"), value: .string(#"[1, {"x":"\u0041"}, []]"#)),
      ])
  }

  @Test func `members of properties go by their own names unless those are taken`() throws {
    let event = try Self.event(#""plan":"top","properties":{"plan":"inner","color":"red","a":{"b":1}}"#)
    #expect(event["plan"] == .string("top"))
    #expect(event["properties.plan"] == .string("inner"))
    #expect(event["color"] == .string("red"))
    #expect(event["a.b"] == .integer(1))
    let reversed = try Self.event(#""properties":{"plan":"inner","event":"x"},"plan":"top""#)
    #expect(reversed["plan"] == .string("top"))
    #expect(reversed["properties.plan"] == .string("inner"))
    #expect(reversed["properties.event"] == .string("x"))
    #expect(try Self.event(#""plan":null,"properties":{"plan":"inner"}"#)["plan"] == .string("inner"))
    #expect(try Self.event(#""properties":"text""#)["properties"] == .string("text"))
    #expect(try Self.event(#""other":{"properties":{"p":1}}"#)["other.properties.p"] == .integer(1))
  }

  @Test func `of equal keys the last one counts, objects included`() throws {
    #expect(try Self.event(#""a":1,"a":"x""#).cells.map(\.value) == [.string("x")])
    #expect(try Self.event(#""a":1,"a":null"#).cells.isEmpty)
    #expect(try Self.event(#""a":{"b":1,"c":2},"a":{"b":3}"#).cells.map(\.value) == [.integer(3)])
    #expect(try Self.event(#""a":{"b":1},"a":2"#).cells.map(\.column.name) == ["a"])
    #expect(try Self.event(#""a.b":1,"a":{"b":2}"#).cells.map(\.value) == [.integer(2)])
  }

  @Test func `the members of an event may be numbers, and users of any type keep their text`() throws {
    let readout = readOut(
      """
      {"user":12,"event":7,"time":"2026-01-05 10:00:00"}
      {"user":1.50,"event":true,"time":1767607200000}
      {"user":"a\\u0062","event":"x","time":1767607200.5}
      """, .jsonLines)
    #expect(readout.events.map(\.user) == ["12", "1.50", "ab"])
    #expect(readout.events.map(\.name) == ["7", "true", "x"])
    #expect(
      readout.events.map(\.microseconds) == [
        1_767_607_200_000_000, 1_767_607_200_000_000, 1_767_607_200_500_000,
      ])
  }

  @Test func `blank lines are no rows, and CR LF ends lines too`() {
    let readout = readOut("\n\(Self.start)}\r\n \t\r\n\r\n\(Self.start)}", .jsonLines)
    #expect(readout.events.map(\.line) == [2, 5])
    #expect(readout.events.map(\.byteOffset) == [1, UInt64(Self.start.utf8.count) + 10])
    #expect(readout.rejects.isEmpty)
  }

  @Test(arguments: [
    ("[]", 0, "an object"), ("x", 0, "an object"), ("\"{}\"", 0, "an object"), ("{", 1, "a key"),
    ("{\"a\"", 4, "a colon"), ("{\"a\" 1}", 5, "a colon"), ("{\"a\":}", 5, "a value"),
    ("{\"a\":1", 6, "a comma or }"), ("{\"a\":1,}", 7, "a key"), ("{\"a\":1 \"b\":2}", 7, "a comma or }"),
    ("{\"a\":01}", 6, "a comma or }"), ("{\"a\":1.}", 6, "a comma or }"), ("{\"a\":.5}", 5, "a value"),
    ("{\"a\":+1}", 5, "a value"), ("{\"a\":-}", 5, "a value"), ("{\"a\":tru}", 5, "a value"),
    ("{\"a\":NaN}", 5, "a value"), ("{\"a\":[1,]}", 8, "a value"), ("{\"a\":[1 2]}", 8, "a comma or ]"),
    ("{\"a\":[{\"b\":1]}", 12, "a comma or }"), ("{\"a\":\"x}", 8, "a closing quote"),
    ("{\"a\":\"\t\"}", 6, "a closing quote or an escaped control character"),
    ("{\"a\":\"\\x\"}", 6, "an escape sequence"), ("{\"a\":\"\\u12g4\"}", 6, "an escape sequence"),
    ("{\"a\":\"\\ud800\"}", 6, "an escape sequence"), ("{\"a\":\"\\udc00\"}", 6, "an escape sequence"),
    ("{\"a\":\"\\", 6, "an escape sequence"), ("{} {}", 3, "the end of the line"),
    ("{\"a\":1}}", 7, "the end of the line"), ("{a:1}", 1, "a key"), ("{'a':1}", 1, "a key"),
  ])
  func `what is no JSON object is rejected with the place and what was expected there`(
    row: String, offset: Int, expected: String
  ) throws {
    #expect(try Self.reason(row) == .malformedJSON(offset: offset, expected: expected))
  }

  @Test func `missing members, bad times and bad bytes are rejected`() throws {
    #expect(try Self.reason("{}") == .missingValue(column: "user"))
    #expect(try Self.reason(#"{"user":"","event":"e","time":1}"#) == .missingValue(column: "user"))
    #expect(try Self.reason(#"{"user":"u","event":null,"time":1}"#) == .missingValue(column: "event"))
    #expect(try Self.reason(#"{"user":"u","event":"e"}"#) == .missingValue(column: "time"))
    #expect(try Self.reason(#"{"user":"u","event":"e","time":""}"#) == .missingValue(column: "time"))
    #expect(
      try Self.reason(#"{"user":"u","event":"e","time":true}"#)
        == .unreadableTime(column: "time", text: "true"))
    #expect(
      try Self.reason(#"{"user":"u","event":"e","time":1e30}"#)
        == .timeOutOfRange(column: "time", text: "1e30"))
    #expect(try Self.reason("{\"a\":\"\0\"}") == .nulByte(offset: 6))
    let bytes = Array("\(Self.start)}\n{\"a\":\"".utf8) + [0xE2, 0x82, 0x22, 0x7D]
    let readout = readOut([EventFileInput(name: "test", bytes: bytes)], .jsonLines)
    #expect(readout.rejects.map(\.reason) == [.invalidUTF8(offset: 6)])
  }

  @Test func `a rejected row's beginning is shown as it was, escapes unresolved`() throws {
    let row = #"{"user":"\u0061","event":"\u0062","time":"\u0063"}"#
    let readout = readOut("\(Self.start)}\n\(row)", .jsonLines)
    #expect(readout.rejects.map(\.excerpt) == [row])
    #expect(readout.rejects.map(\.reason) == [.unreadableTime(column: "time", text: "c")])
  }

  @Test func `objects and arrays nest as deep as the limit and no deeper`() throws {
    func nested(_ depth: Int, _ open: String, _ close: String, _ core: String) -> String {
      String(repeating: open, count: depth) + core + String(repeating: close, count: depth)
    }
    let limit = EventFileLimits.nestingDepth
    #expect(try Self.event("\"a\":" + nested(limit - 1, "[", "]", "")).cells.count == 1)
    #expect(try Self.event("\"a\":" + nested(limit - 1, "{\"a\":", "}", "1")).cells.count == 1)
    #expect(
      try Self.reason("{\"a\":" + nested(limit, "[", "]", "") + "}") == .nestedTooDeep(limit: limit))
    #expect(
      try Self.reason("{\"a\":" + nested(limit, "{\"a\":", "}", "1") + "}") == .nestedTooDeep(limit: limit))
    #expect(
      try Self.reason("{\"a\":" + nested(limit, "[{\"a\":", "}]", "1") + "}")
        == .nestedTooDeep(limit: limit))
    let bottomless = String(repeating: "[", count: 2_000_000)
    #expect(try Self.reason("{\"a\":" + bottomless) == .nestedTooDeep(limit: limit))
  }

  @Test func `a field beyond the limit rejects its row by its flattened name`() {
    var options = EventFileOptions()
    options.fieldLimit = 10
    let rows = [
      #""a":{"b":"0123456789"}"#, #""a":{"b":"01234567890"}"#, #""l":[1,2,3,4,5,6]"#, #""01234567890":1"#,
    ].map { "\(Self.start),\($0)}" }
    let readout = readOut(rows.joined(separator: "\n"), .jsonLines, options)
    #expect(readout.events.count == 1)
    #expect(
      readout.rejects.map(\.reason) == [
        .fieldTooLong(column: "a.b", bytes: 11, limit: 10), .fieldTooLong(column: "l", bytes: 13, limit: 10),
        .fieldTooLong(column: "", bytes: 11, limit: 10),
      ])
  }

  @Test func `a huge row is skipped and rejected with its full length`() throws {
    let huge = "{\"a\":\"" + String(repeating: "y", count: 33 << 20)
    let readout = readOut("\(Self.start)}\n\(huge)\r\n\(Self.start)}\n", .jsonLines)
    #expect(readout.events.map(\.line) == [1, 3])
    #expect(
      readout.rejects.map(\.reason) == [
        .rowTooLong(bytes: huge.utf8.count, limit: EventFileLimits.rowBytes)
      ])
  }

  @Test func `keys of zero bytes and keys cut off by the end are told apart`() throws {
    let zeros = String(repeating: "\\u0000", count: 300)
    let rows = ["\(Self.start),\"\(zeros)\":1}", "\(Self.start),\"\(zeros)\":2}", "\(Self.start),\""]
    let readout = readOut(rows.joined(separator: "\n"), .jsonLines)
    #expect(readout.events.map { $0[String(repeating: "\0", count: 300)] } == [.integer(1), .integer(2)])
    #expect(
      readout.rejects.map(\.reason) == [
        .malformedJSON(offset: Self.start.utf8.count + 2, expected: "a closing quote")
      ])
  }

  @Test func `columns are numbered by first appearance in events`() {
    let readout = readOut(
      """
      \(Self.start),"n":null,"b":1}
      {"user":"u","event":"e","time":"no","rejected":1}
      \(Self.start),"a":1,"b":2}
      \(Self.start),"n":1,"c":{"d":1}}
      """, .jsonLines)
    #expect(readout.columns.map(\.name) == ["b", "a", "n", "c.d"])
  }
}

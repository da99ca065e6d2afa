import EventModel
import Testing

@testable import Connectors

/// CSV rows as events.
struct CSVEventsTests {
  static let header = "user,event,time"

  @Test func `a row becomes an event with typed properties`() throws {
    let readout = readOut(
      """
      user,event,time,plan,amount,price,trial
      u1,purchase,2026-01-05T10:00:00Z,pro,3,9.90,TRUE
      """)
    let event = try #require(readout.events.first)
    #expect(event.user == "u1")
    #expect(event.name == "purchase")
    #expect(event.microseconds == 1_767_607_200_000_000)
    #expect(event.line == 2)
    #expect(event.byteOffset == 40)
    #expect(event["plan"] == .string("pro"))
    #expect(event["amount"] == .integer(3))
    #expect(event["price"] == .double(9.9))
    #expect(event["trial"] == .boolean(true))
    #expect(readout.columns == ["plan", "amount", "price", "trial"].map(EventColumn.property))
    #expect(readout.rejects.isEmpty)
  }

  @Test func `an empty field is missing and a quoted empty field is the empty string`() throws {
    let readout = readOut("\(Self.header),a,b\nu,e,1767607200,,\"\"\n")
    let event = try #require(readout.events.first)
    #expect(event["a"] == nil)
    #expect(event["b"] == .string(""))
  }

  @Test(arguments: [
    ("0", PropertyValue.integer(0)), ("-7", .integer(-7)), ("9223372036854775807", .integer(.max)),
    ("-9223372036854775808", .integer(.min)), ("9223372036854775808", .string("9223372036854775808")),
    ("007", .string("007")), ("+1", .string("+1")), ("-0", .string("-0")), ("1.", .string("1.")),
    (".5", .string(".5")), ("1.50", .double(1.5)), ("1e3", .double(1000)), ("-2.5E-1", .double(-0.25)),
    ("1e999", .string("1e999")), ("12:30", .string("12:30")), ("1,5", .string("1,5")),
    ("true", .boolean(true)),
    ("False", .boolean(false)), ("truely", .string("truely")), ("t", .string("t")), ("NaN", .string("NaN")),
    ("2026-01-05T10:00:00Z", .string("2026-01-05T10:00:00Z")), (" 5", .string(" 5")),
    ("0.1", .double(0.1)), ("123456789012345678.25", .double(123_456_789_012_345_678.25)),
  ])
  func `a value's text alone decides its type`(text: String, value: PropertyValue) throws {
    let readout = readOut("\(Self.header),p\nu,e,1767607200,\"\(text)\"\n")
    #expect(try #require(readout.events.first)["p"] == value)
  }

  @Test func `users, events, sessions and event ids are text whatever they look like`() throws {
    let readout = readOut("user_id,event,time,session_id,event_id\n7,404,1767607200,12,1e5\n")
    let event = try #require(readout.events.first)
    #expect(event.user == "7")
    #expect(event.name == "404")
    #expect(
      event.cells == [
        ReadCell(column: .session, value: .string("12")), ReadCell(column: .eventID, value: .string("1e5")),
      ])
    #expect(readout.columns == [.session, .eventID])
  }

  @Test(arguments: [CSVDelimiter.comma, .semicolon, .tab, .pipe])
  func `each delimiter separates fields`(delimiter: CSVDelimiter) throws {
    let character = String(UnicodeScalar(delimiter.byte))
    let text = "user,event,time,p\nu,e,1767607200,\"a,b\"\n".replacing(",", with: character)
    let readout = readOut(text, .csv(delimiter: delimiter))
    #expect(try #require(readout.events.first)["p"] == .string("a\(character)b"))
  }

  @Test func `a byte order mark is no part of the first name but counts in offsets`() throws {
    let readout = readOut("\u{FEFF}\(Self.header)\nu,e,1767607200\n")
    #expect(readout.events.first?.byteOffset == 19)
    #expect(readout.reports.first?.roles?[.user]?.column == "user")
  }

  @Test(arguments: ["", "\u{FEFF}", "\n\r\n", "user,event,time", "\n\nuser,event,time\n\n"])
  func `an empty file and a lone header have no rows and no error`(text: String) {
    let readout = readOut(text)
    #expect(readout.error == nil)
    #expect(readout.batches == 0)
    #expect(readout.reports.first?.rows == 0)
    #expect(readout.reports.first?.contentDigest != nil)
  }

  @Test func `two columns of one name are an error that names the column`() {
    #expect(
      readOut("user,plan,event,time,plan\n").error
        == .duplicateColumn(input: "test", column: "plan", first: 2, second: 5))
  }

  @Test func `a column without a name is named by its place`() throws {
    let readout = readOut(",user,event,time\n0,u,e,1767607200\n")
    #expect(try #require(readout.events.first)["column_1"] == .integer(0))
  }

  @Test func `a header that cannot be read is an error`() {
    #expect(
      readOut("user,\"event\"x,time\nu,e,1\n").error
        == .malformedHeader(input: "test", reason: .malformedQuotes(offset: 12)))
    let invalid = EventFileInput(name: "test", bytes: Array("user,".utf8) + [0xFF, 0x0A])
    #expect(
      readOut([invalid], .csv).error
        == .malformedHeader(input: "test", reason: .invalidUTF8(offset: 5)))
    var options = EventFileOptions()
    options.rowLimit = 20
    let long = "user,event,time," + String(repeating: "x", count: 100)
    #expect(
      readOut(long, .csv, options).error
        == .malformedHeader(input: "test", reason: .rowTooLong(bytes: 116, limit: 20)))
  }

  @Test(
    arguments: [
      ([0xFF, 0xFE, 0x75, 0x00], "UTF-16LE"), ([0xFE, 0xFF, 0x00, 0x75], "UTF-16BE"),
    ] as [([UInt8], String)])
  func `the byte order marks of UTF-16 are an error`(bytes: [UInt8], encoding: String) {
    #expect(
      readOut([EventFileInput(name: "test", bytes: bytes)], .csv).error
        == .unsupportedEncoding(input: "test", encoding: encoding))
  }

  @Test func `every bad row is rejected with its place, reason and beginning`() throws {
    let rows: [[UInt8]] = [
      Array("u,e,1767607200,x".utf8), Array("u,e,1767607200".utf8), Array("u,e,1767607200,x,y".utf8),
      Array(",e,1767607200,x".utf8), Array("u,,1767607200,x".utf8), Array("u,e,,x".utf8),
      Array("u,e,yesterday,x".utf8), Array("u,e,9e20,x".utf8), Array("u,e,1767607200,\"x\"y".utf8),
      Array("u,e,1767607200,".utf8) + [0x00], Array("u,e,1767607200,".utf8) + [0xC3, 0x28],
      Array("u,e,1767607200,ok".utf8),
    ]
    let bytes = Array((Self.header + ",p\n").utf8) + Array(rows.joined(separator: [0x0A]))
    let readout = readOut([EventFileInput(name: "in.csv", bytes: bytes)], .csv)
    #expect(readout.events.map { $0["p"] } == [.string("x"), .string("ok")])
    #expect(
      readout.rejects.map(\.reason) == [
        .fieldCount(found: 3, expected: 4), .fieldCount(found: 5, expected: 4), .missingValue(column: "user"),
        .missingValue(column: "event"), .missingValue(column: "time"),
        .unreadableTime(column: "time", text: "yesterday"), .timeOutOfRange(column: "time", text: "9e20"),
        .malformedQuotes(offset: 18), .nulByte(offset: 15), .invalidUTF8(offset: 15),
      ])
    #expect(readout.rejects.map(\.position.line) == Array(3...12))
    #expect(readout.rejects.allSatisfy { $0.input == "in.csv" })
    var offset = UInt64(Self.header.utf8.count + 3)
    for (row, reject) in zip(rows.dropFirst(), readout.rejects) {
      offset += UInt64(rows[reject.position.line == 3 ? 0 : Int(reject.position.line) - 3].count + 1)
      #expect(reject.position.byteOffset == offset)
      #expect(reject.excerpt == String(decoding: row, as: UTF8.self))
    }
    let report = try #require(readout.reports.first)
    #expect(report.events == 2)
    #expect(report.rejects == 10)
    #expect(report.rows == 12)
  }

  @Test func `an excerpt is cut between characters and never longer than its limit`() throws {
    for padding in 0..<4 {
      let text = String(repeating: "x", count: padding) + String(repeating: "ü€", count: 100)
      let readout = readOut("\(Self.header)\n\(text)\n")
      let excerpt = try #require(readout.rejects.first).excerpt
      #expect(excerpt.utf8.count <= 200 && excerpt.utf8.count > 196)
      #expect(text.hasPrefix(excerpt))
    }
    let garbage = EventFileInput(
      name: "test", bytes: Array("\(Self.header)\n".utf8) + [UInt8](repeating: 0xFF, count: 300))
    let excerpt = try #require(readOut([garbage], .csv).rejects.first).excerpt
    #expect(excerpt.utf8.count <= 200 && excerpt.utf8.count > 190)
  }

  @Test func `a field beyond the limit rejects its row by the column's name`() {
    var options = EventFileOptions()
    options.fieldLimit = 12
    let text = "\(Self.header),note\nu,e,1767607200,123456789012\nu,e,1767607200,1234567890123\n"
    let readout = readOut(text, .csv, options)
    #expect(readout.events.count == 1)
    #expect(readout.rejects.map(\.reason) == [.fieldTooLong(column: "note", bytes: 13, limit: 12)])
  }

  @Test func `a huge row is skipped and rejected with its full length`() throws {
    let length = 40 << 20
    var bytes = Array("\(Self.header),p\nu,e,1767607200,a\nu,e,1767607200,".utf8)
    bytes += [UInt8](repeating: UInt8(ascii: "x"), count: length - 15)
    bytes += Array("\r\nu,e,1767607200,b\n".utf8)
    let readout = readOut([EventFileInput(name: "test", bytes: bytes)], .csv)
    #expect(readout.events.map { $0["p"] } == [.string("a"), .string("b")])
    #expect(readout.events.map(\.line) == [2, 4])
    let reject = try #require(readout.rejects.first)
    #expect(reject.reason == .rowTooLong(bytes: length, limit: EventFileLimits.rowBytes))
    #expect(reject.position.line == 3)
    #expect(reject.excerpt.utf8.count == 200)
    #expect(readout.reports.first?.rows == 3)
  }

  @Test(arguments: UInt64(0)..<60)
  func `a table written with any quotes and line ends is read back`(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let alphabet: [Character] = ["a", "é", "\"", ",", "\n", "\r\n", "€", " ", "z", "\t"]
    var text = "user,event,time,p,q\n"
    var expected: [(user: String, p: String, q: String?)] = []
    func written(_ value: String) -> String {
      let needsQuotes =
        value.isEmpty || value.unicodeScalars.contains { "\",\n\r".unicodeScalars.contains($0) }
      guard needsQuotes || random.isOne(in: 3) else { return value }
      return "\"" + value.replacing("\"", with: "\"\"") + "\""
    }
    for _ in 0..<random.below(40) {
      func value() -> String {
        String((0..<random.below(12)).map { _ in alphabet[random.below(alphabet.count)] })
      }
      let row = (user: "u" + value(), p: value(), q: random.isOne(in: 4) ? nil : value())
      expected.append(row)
      text += written(row.user) + ",e,1767607200," + written(row.p) + "," + (row.q.map(written) ?? "")
      text += ["\n", "\r\n", "\r"][random.below(3)]
    }
    let readout = readOut(text)
    #expect(readout.rejects == [], "seed \(seed)")
    #expect(readout.events.map(\.user) == expected.map(\.user), "seed \(seed)")
    #expect(readout.events.map { $0["p"] } == expected.map { .string($0.p) }, "seed \(seed)")
    #expect(readout.events.map { $0["q"] } == expected.map { $0.q.map(PropertyValue.string) }, "seed \(seed)")
  }
}

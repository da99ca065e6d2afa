import EventModel
import Testing

@testable import Connectors

/// Which column is user, event, time, session and event id, and what a mapping does to the others.
struct ColumnRolesTests {
  static func roles(
    _ columns: [String], _ choices: [ColumnRole: ColumnRoleChoice] = [:]
  ) throws(EventFileError) -> ColumnRoles {
    try ColumnRoles(
      choices: ColumnRoleChoices(choices), columns: columns, mapping: ColumnMapping(), input: "in",
      mayAppearLater: false)
  }

  @Test(arguments: [
    (["user_id", "event", "time"], ["user_id", "event", "time"]),
    (["Distinct ID", "Event-Name", "ts"], ["Distinct ID", "Event-Name", "ts"]),
    (["case_id", "activity", "lifecycle", "timestamp", "resource"], ["case_id", "activity", "timestamp"]),
    (
      ["case:concept:name", "concept:name", "time:timestamp"],
      ["case:concept:name", "concept:name", "time:timestamp"]
    ),
    (["userId", "anonymousId", "event", "name", "date", "timestamp"], ["userId", "event", "timestamp"]),
    (["visitor_id", "action", "created_at"], ["visitor_id", "action", "created_at"]),
    (["uid", "event_type", "DateTime", "client_time"], ["uid", "event_type", "DateTime"]),
  ])
  func `usual names tell the roles, the more usual first`(columns: [String], expected: [String]) throws {
    let roles = try Self.roles(columns)
    #expect([.user, .event, .time].map { roles[$0]?.column } == expected)
    #expect(roles[.user]?.isGuessed == true)
    #expect(roles[.session] == nil)
  }

  @Test func `sessions and event ids are guessed too, and only they may be missing`() throws {
    let roles = try Self.roles(["user", "event", "time", "Session_ID", "$insert_id"])
    #expect(roles[.session] == ColumnRoles.Found(column: "Session_ID", isGuessed: true))
    #expect(roles[.eventID] == ColumnRoles.Found(column: "$insert_id", isGuessed: true))
    let columns = ["user", "event", "time", "session", "uuid"]
    let without = try Self.roles(columns, [.session: .none, .eventID: .none])
    #expect(without[.session] == nil && without[.eventID] == nil)
  }

  @Test func `two names of one rank are ambiguous`() {
    let columns = ["user_id", "distinct_id", "event", "time"]
    #expect(
      throws: EventFileError.ambiguousRole(
        input: "in", role: .user, candidates: ["user_id", "distinct_id"], columns: columns)
    ) { try Self.roles(columns) }
    #expect(
      throws: EventFileError.ambiguousRole(
        input: "in", role: .time, candidates: ["time", "timestamp"],
        columns: ["user", "event", "time", "timestamp"])
    ) { try Self.roles(["user", "event", "time", "timestamp"]) }
    #expect(throws: Never.self) { try Self.roles(columns, [.user: .named("distinct_id")]) }
  }

  @Test(arguments: [
    (ColumnRole.user, ["event", "time"]), (.event, ["user", "time"]), (.time, ["user", "event"]),
  ])
  func `a missing role is an error that names it`(role: ColumnRole, columns: [String]) {
    #expect(throws: EventFileError.missingRole(input: "in", role: role, columns: columns)) {
      try Self.roles(columns)
    }
  }

  @Test func `named columns win, are no candidates for other roles, and must exist`() throws {
    let columns = ["who", "event", "name", "time", "date"]
    let roles = try Self.roles(
      columns, [.user: .named("who"), .event: .named("name"), .time: .named("date")])
    #expect(roles[.user] == ColumnRoles.Found(column: "who", isGuessed: false))
    #expect(roles[.event]?.column == "name")
    #expect(roles[.time]?.column == "date")
    #expect(
      try Self.roles(columns, [.user: .named("event"), .time: .named("date")])[.event]?.column == "name")
    #expect(
      throws: EventFileError.unknownColumn(input: "in", role: .session, column: "sid", columns: columns)
    ) { try Self.roles(columns, [.user: .named("who"), .session: .named("sid")]) }
    #expect(
      throws: EventFileError.columnWithTwoRoles(input: "in", column: "who", first: .user, second: .session)
    ) { try Self.roles(columns, [.user: .named("who"), .session: .named("who")]) }
  }

  @Test func `a JSON input takes roles from its first hundred objects`() throws {
    let rows = (0..<150).map { index in
      let extra = index == 99 ? ",\"session\":\"s\"" : index == 100 ? ",\"user_id\":\"late\"" : ""
      return "{\"properties\":{\"distinct_id\":\"u\(index)\",\"time\":1767607200},\"event\":\"e\"\(extra)}"
    }
    let readout = readOut("broken\n\n" + rows.joined(separator: "\n"), .jsonLines)
    #expect(readout.error == nil)
    #expect(readout.events.count == 150)
    #expect(readout.events[149].user == "u149")
    #expect(readout.events[99].cells == [ReadCell(column: .session, value: .string("s"))])
    #expect(readout.events[100]["user_id"] == .string("late"))
    let roles = try #require(readout.reports.first?.roles)
    #expect(roles[.user]?.column == "distinct_id")
    #expect(roles[.session]?.isGuessed == true)
  }

  @Test func `in JSON a named column is a dotted name`() throws {
    var options = EventFileOptions()
    options.roles[.user] = .named("context.who.id")
    options.roles[.session] = .named("later")
    let readout = readOut(
      #"{"context":{"who":{"id":9}},"event":"e","time":1,"later":"s"}"#, .jsonLines, options)
    #expect(readout.events.first?.user == "9")
    #expect(readout.events.first?.cells.map(\.column) == [.session])
    options.roles[.user] = .named("properties.id")
    let lifted = #"{"properties":{"id":9},"event":"e","time":1}"#
    #expect(readOut(lifted, .jsonLines, options).events.first?.user == "9")
    options.roles[.user] = .named("context.id")
    #expect(
      readOut(#"{"id":9,"event":"e","time":1}"#, .jsonLines, options).error
        == .unknownColumn(input: "test", role: .user, column: "context.id", columns: ["id", "event", "time"]))
  }

  @Test func `an input of nothing but broken lines has rejects, no roles and no error`() {
    let readout = readOut("a\nb\nc", .jsonLines)
    #expect(readout.error == nil)
    #expect(readout.rejects.count == 3)
    #expect(readout.reports.first?.roles == nil)
    #expect(readout.reports.first?.rows == 3)
  }

  @Test(arguments: [EventFileFormat.csv, .jsonLines])
  func `a mapping renames, types and ignores columns`(format: EventFileFormat) throws {
    var options = EventFileOptions()
    options.mapping = ColumnMapping(rules: [
      "klant": .init(name: "user_id"), "zip": .init(type: .string), "n": .init(name: "count", type: .integer),
      "amount": .init(type: .double), "ok": .init(type: .boolean), "at": .init(type: .timestamp),
      "secret": .init(isIgnored: true),
    ])
    let text =
      format == .csv
      ? """
      klant,event,time,zip,n,amount,ok,at,secret
      u,e,1767607200,10115,007,3,yes,2026-01-05T10:00:00Z,x
      u,e,1767607200,10115,many,3.5,0,soon,x
      """
      : """
      {"klant":"u","event":"e","time":1767607200,"zip":10115,"n":"007","amount":3,"ok":"yes","at":1767607200,"secret":"x"}
      {"klant":"u","event":"e","time":1767607200,"zip":10115,"n":"many","amount":3.5,"ok":0,"at":"soon","secret":"x"}
      """
    let readout = readOut(text, format, options)
    try #require(readout.events.count == 2)
    #expect(readout.events[0].user == "u")
    #expect(readout.events[0]["zip"] == .string("10115"))
    #expect(readout.events[0]["count"] == .integer(7))
    #expect(readout.events[0]["amount"] == .double(3))
    #expect(readout.events[0]["ok"] == .boolean(true))
    #expect(readout.events[0]["at"] == .timestamp(Timestamp(microseconds: 1_767_607_200_000_000)))
    #expect(readout.events[1]["count"] == .string("many"))
    #expect(readout.events[1]["amount"] == .double(3.5))
    #expect(readout.events[1]["ok"] == .boolean(false))
    #expect(readout.events[1]["at"] == .string("soon"))
    #expect(readout.columns.map(\.name) == ["zip", "count", "amount", "ok", "at"])
    #expect(readout.reports.first?.unconvertedValues == ["count": 1, "at": 1])
    #expect(readout.reports.first?.roles?[.user]?.column == "klant")
  }

  @Test func `renaming two CSV columns to one name is an error`() {
    var options = EventFileOptions()
    options.mapping = ColumnMapping(rules: ["b": .init(name: "a")])
    #expect(
      readOut("user,event,time,a,b\n", .csv, options).error
        == .duplicateColumn(input: "test", column: "a", first: 4, second: 5))
  }
}

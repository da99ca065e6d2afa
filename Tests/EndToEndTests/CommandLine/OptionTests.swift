import ArgumentParser
import Connectors
import EventModel
import Reporting
import Testing

@testable import sojourn

/// Values of options and column maps.
@Suite struct OptionTests {
  @Test(arguments: [
    ("1000000", 1_000_000), ("512MB", 512_000_000), ("1.5gb", 1_500_000_000), ("64MiB", 67_108_864),
    ("2 GB", 2_000_000_000), ("4M", 4_000_000),
  ])
  func `sizes are read with and without units`(text: String, bytes: Int) throws {
    #expect(try OptionText.byteSize(text, option: "--memory", least: 1_000_000) == bytes)
  }

  @Test(arguments: ["", "MB", "12", "-5MB", "5XB", "inf", "nan MB", "1e30GB", "0x10MB"])
  func `what is no size is refused`(text: String) {
    if text == "0x10MB" {
      // Swift reads hexadecimal numbers; sixteen megabytes is what it says.
      #expect((try? OptionText.byteSize(text, option: "--memory", least: 1)) == 16_000_000)
      return
    }
    #expect(throws: CommandError.self) {
      try OptionText.byteSize(text, option: "--memory", least: 1_000_000)
    }
  }

  @Test func `shares are percentages`() throws {
    #expect(try OptionText.share("0.1%", option: "") == 0.001)
    #expect(try OptionText.share("100 %", option: "") == 1)
    #expect(try OptionText.share("0", option: "") == 0)
    for text in ["", "%", "5", "-1%", "101%", "nan%", "x%"] {
      #expect(throws: CommandError.self, "\(text)") { try OptionText.share(text, option: "") }
    }
  }

  @Test func `counts may be grouped with underscores`() throws {
    #expect(try OptionText.count("10_000_000", option: "") == 10_000_000)
    #expect(try OptionText.count("0", option: "") == 0)
    for text in ["", "-1", "_", "1.5", "99999999999999999999"] {
      #expect(throws: CommandError.self, "\(text)") { try OptionText.count(text, option: "") }
    }
  }

  @Test(arguments: [
    (["events.csv"], "events"), (["/a/b/events.2026.csv.gz"], "events.2026"),
    (["log.jsonl.zst", "x.jsonl"], "log"),
    (["-"], "stdin"), ([".hidden"], ".hidden"), (["noending"], "noending"), (["dir.d/file"], "file"),
  ])
  func `the source is called like the first file`(files: [String], name: String) throws {
    let arguments = try IngestArguments.parse(files + ["--store", "s"])
    #expect(arguments.sourceName == name)
  }

  @Test func `roles are named, guessed or denied`() throws {
    let arguments = try IngestArguments.parse(["f.csv", "--user", "u", "--no-session", "--event-id", "id"])
    #expect(arguments.roles[.user] == .named("u"))
    #expect(arguments.roles[.event] == .guessed)
    #expect(arguments.roles[.session] == ColumnRoleChoice.none)
    #expect(arguments.roles[.eventID] == .named("id"))
    #expect(throws: (any Error).self) {
      try IngestArguments.parse(["f.csv", "--session", "s", "--no-session"])
    }
  }

  @Test func `a column map renames, types and leaves out`() throws {
    let mapping = try ColumnMapFile(name: "map.yml").mapping(
      of: """
        columns:
          amt: {rename: amount, type: double}
          zip: {type: string}
          NO: {rename: norway}
          note:
            ignore: true
        """)
    #expect(mapping.rules["amt"] == .init(name: "amount", type: .double))
    #expect(mapping.rules["zip"] == .init(type: .string))
    #expect(mapping.rules["NO"] == .init(name: "norway"))
    #expect(mapping.rules["note"] == .init(isIgnored: true))
    #expect(mapping.rules.count == 4)
  }

  @Test(arguments: [
    (
      "columns: {a: {typ: string}}", 1, 15,
      ColumnMapError.Problem.unknownKey("typ", allowed: ["rename", "type", "ignore"])
    ),
    (
      "columns:\n  a: {type: text}", 2, 13,
      .unknownType("text", allowed: ["string", "integer", "double", "boolean", "timestamp"])
    ),
    ("columns:\n  a: 5", 2, 6, .wrongType(key: "a", expected: .mapping)),
    ("columns:\n  a: {ignore: perhaps}", 2, 15, .wrongType(key: "ignore", expected: .flag)),
    ("columns:\n  a: {ignore: true, type: string}", 2, 6, .ignoredAndKept(column: "a")),
    ("columns:\n  a: {rename: ''}", 2, 15, .wrongType(key: "rename", expected: .text)),
    ("colums: {}", 1, 1, .unknownKey("colums", allowed: ["columns"])),
    ("{}", 1, 1, .missingKey("columns")), ("", 1, 1, .empty),
    ("- a", 1, 1, .wrongType(key: "columns", expected: .mapping)),
  ])
  func `a wrong column map is refused with line and column`(
    text: String, line: Int, column: Int, problem: ColumnMapError.Problem
  ) {
    #expect(throws: ColumnMapError(file: "map.yml", line: line, column: column, problem: problem)) {
      try ColumnMapFile(name: "map.yml").mapping(of: text)
    }
  }

  @Test func `text that is no YAML, and keys given twice, are refused with the place`() throws {
    let broken = #expect(throws: ColumnMapError.self) {
      try ColumnMapFile(name: "map.yml").mapping(of: "columns:\n  a: {rename: [\n")
    }
    guard case .syntax = try #require(broken).problem else {
      Issue.record("\(String(describing: broken))")
      return
    }
    let twice = #expect(throws: ColumnMapError.self) {
      try ColumnMapFile(name: "map.yml").mapping(of: "columns:\n  a: {ignore: true}\n  a: {ignore: true}\n")
    }
    #expect(twice?.problem == .repeatedKey("a"))
  }

  @Test func `errors of column maps read as recorded`() throws {
    let problems: [ColumnMapError.Problem] = [
      .syntax("did not find expected node content"), .empty, .missingKey("columns"),
      .unknownKey("typ", allowed: ["rename", "type", "ignore"]), .repeatedKey("a"),
      .wrongType(key: "a", expected: .mapping), .unknownType("text", allowed: ["string", "integer"]),
      .ignoredAndKept(column: "a"),
    ]
    let renderer = ErrorRenderer()
    let text = problems.map { problem in
      renderer.message(for: ColumnMapError(file: "map.yml", line: 2, column: 5, problem: problem))
        .text(style: .plain) + "\n"
    }.joined()
    try GoldenFile.check(text, "errors-column-map")
  }
}

import Foundation
import Testing

/// `sojourn ingest` on files that are as they should be.
@Suite struct IngestCommandTests {
  @Test func `a log becomes a snapshot, and the counts add up`() throws {
    let directory = try TemporaryDirectory()
    try directory.write(SampleLog.csv, to: "events.csv")
    let outcome = try directory.sojourn("ingest", "csv", "events.csv", "--store", "shop")
    #expect(outcome.exit == 0)
    #expect(
      outcome.error
        == "columns of events.csv: user = user_id (guessed), event = event (guessed), time = timestamp (guessed)\n"
    )
    #expect(outcome.lines[0] == "Snapshot 1 is committed to shop.")
    #expect(outcome.lines[1] == "  7 rows read = 7 stored + 0 rejected")
    #expect(outcome.lines[2].hasPrefix("  4 users, "))
    #expect(outcome.lines[2].hasSuffix(" bytes per event"))
    #expect(directory.names(in: "shop/rejects") == [])
  }

  @Test func `the same file again is skipped, under another name too`() throws {
    let directory = try SampleLog.store()
    try directory.write(SampleLog.csv, to: "copy.csv")
    let outcome = try directory.sojourn(
      "ingest", "csv", "events.csv", "copy.csv", "--store", "shop", "--source", "events")
    #expect(outcome.exit == 0)
    #expect(outcome.output == "Nothing to do: the store shop holds all of this already.\n")
    #expect(outcome.error.contains("skipped events.csv: snapshot 1 holds the same bytes\n"))
    #expect(
      outcome.error.contains("skipped copy.csv: snapshot 1 holds the same bytes (read as events.csv)\n"))
    #expect(directory.names(in: "shop/snapshots") == ["00000001.json"])
  }

  @Test func `a file of the same length but with other content is read`() throws {
    let directory = try SampleLog.store()
    try directory.write(SampleLog.csv.replacingOccurrences(of: "u4", with: "u5"), to: "other.csv")
    let outcome = try directory.sojourn(
      "ingest", "csv", "other.csv", "--store", "shop", "--source", "events")
    #expect(outcome.lines.first == "Snapshot 2 is committed to shop.")
  }

  @Test func `standard input is read, and is the source's name`() throws {
    let directory = try TemporaryDirectory()
    let outcome = try directory.sojourn(
      "ingest", "csv", "-", standardInput: SampleLog.csv, environment: ["SOJOURN_STORE": "shop"])
    #expect(outcome.exit == 0)
    let info = try directory.sojourn("store", "info", "--store", "shop", "--format", "json")
    let object = try #require(try info.objects().first)
    #expect(object["sources"] as? [String] == ["stdin"])
    #expect(outcome.error.hasPrefix("columns of standard input: user = user_id (guessed)"))
    let again = try directory.sojourn("ingest", "csv", "-", "--store", "shop", standardInput: SampleLog.csv)
    #expect(again.output == "Nothing to do: the store shop holds all of this already.\n")
    #expect(again.error.contains("skipped standard input: snapshot 1 holds the same bytes"))
    #expect(object["events"] as? Int == 7)
  }

  @Test(arguments: ["gzip", "zstd"])
  func `compressed files are read as such`(program: String) throws {
    let directory = try TemporaryDirectory()
    try directory.write(SampleLog.csv, to: "events.csv")
    let name = "events.csv." + (program == "gzip" ? "gz" : "zst")
    let compressor = Process()
    compressor.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    compressor.arguments = program == "gzip" ? ["gzip", "-k", "events.csv"] : ["zstd", "-q", "events.csv"]
    compressor.currentDirectoryURL = directory.url
    try compressor.run()
    compressor.waitUntilExit()
    try #require(directory.exists(name), "\(program) is not installed")
    let outcome = try directory.sojourn("ingest", "csv", name, "--store", "shop")
    #expect(outcome.lines.dropFirst().first == "  7 rows read = 7 stored + 0 rejected")
    let info = try directory.sojourn("store", "info", "--store", "shop", "--format", "json")
    #expect(try info.objects().first?["sources"] as? [String] == ["events"])
  }

  @Test func `generated files of every format hold the same events`() throws {
    let directory = try TemporaryDirectory()
    try directory.write(GenerateCommandTests.recipe, to: "recipe.yml")
    var answers: Set<String> = []
    for ending in ["csv", "csv.gz", "csv.zst", "jsonl", "jsonl.gz", "jsonl.zst"] {
      let generated = try directory.sojourn(
        "generate", "recipe.yml", "--events", "500", "--seed", "3", "-o", "log.\(ending)")
      #expect(generated.exit == 0)
      let format = ending.hasPrefix("csv") ? "csv" : "jsonl"
      let ingested = try directory.sojourn("ingest", format, "log.\(ending)", "--store", ending)
      #expect(ingested.lines.dropFirst().first == "  500 rows read = 500 stored + 0 rejected")
      answers.insert(
        try directory.sojourn("query", "show events", "--store", ending, "--format", "csv").output)
    }
    #expect(answers.count == 1)
  }

  @Test func `delimiter, roles, time format, zone and map are heeded`() throws {
    let directory = try TemporaryDirectory()
    try directory.write(
      "who;what;when;amt;note\nu1;view;31/01/2026 00:30;5;x\nu1;buy;31/01/2026 00:45;6;y\n", to: "log.csv")
    try directory.write(
      "columns:\n  amt: {rename: amount, type: double}\n  note: {ignore: true}\n", to: "map.yml")
    let outcome = try directory.sojourn(
      "ingest", "csv", "log.csv", "--store", "shop", "--delimiter", "semicolon", "--user", "who", "--event",
      "what", "--time", "when", "--time-format", "%d/%m/%Y %H:%M", "--time-zone", "Europe/Berlin", "--map",
      "map.yml", "--source", "till")
    #expect(outcome.exit == 0)
    #expect(outcome.error == "columns of log.csv: user = who, event = what, time = when\n")
    let info = try #require(
      try directory.sojourn("store", "info", "--store", "shop", "--format", "json").objects().first)
    #expect(info["first_time"] as? String == "2026-01-30T23:30:00Z")
    #expect(info["properties"] as? [String] == ["amount"])
    #expect(info["sources"] as? [String] == ["till"])
    let properties = try directory.sojourn("query", "show properties", "--store", "shop", "--format", "json")
    #expect(properties.output.contains(#""type":"double""#))
  }

  @Test func `values that do not read as the type asked for are counted in a warning`() throws {
    let directory = try TemporaryDirectory()
    try directory.write(SampleLog.csv, to: "events.csv")
    try directory.write("columns: {platform: {type: integer}}", to: "map.yml")
    let outcome = try directory.sojourn("ingest", "csv", "events.csv", "--store", "shop", "--map", "map.yml")
    #expect(outcome.exit == 0)
    #expect(
      outcome.error.contains("warning: 7 values in column platform of events.csv did not read as the type"))
  }

  @Test func `a small memory budget gives the same answers`() throws {
    let directory = try TemporaryDirectory()
    try directory.write(GenerateCommandTests.recipe, to: "recipe.yml")
    _ = try directory.sojourn(
      "generate", "recipe.yml", "--events", "60_000", "--seed", "5", "-o", "log.jsonl")
    let plain = try directory.sojourn("ingest", "jsonl", "log.jsonl", "--store", "plain")
    let small = try directory.sojourn("ingest", "jsonl", "log.jsonl", "--store", "small", "--memory", "1MB")
    #expect(plain.exit == 0)
    #expect(small.lines.dropFirst().first == plain.lines.dropFirst().first)
    let answers = try ["plain", "small"].map { store in
      try directory.sojourn("query", "show events; show properties", "--store", store, "--format", "csv")
        .output
    }
    #expect(answers[0] == answers[1])
  }

  @Test func `progress is drawn where it is asked for and nowhere else`() throws {
    let directory = try TemporaryDirectory()
    try directory.write(SampleLog.csv, to: "events.csv")
    let drawn = try directory.sojourn(
      "ingest", "csv", "events.csv", "--store", "drawn", "--progress", "always")
    #expect(drawn.error.contains("\r\u{1B}[K"))
    #expect(drawn.error.contains("reading"))
    for choice in ["auto", "never"] {
      let silent = try directory.sojourn(
        "ingest", "csv", "events.csv", "--store", choice, "--progress", choice)
      #expect(!silent.error.contains("\u{1B}"))
    }
  }
}

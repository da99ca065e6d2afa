import Foundation
import Testing

/// Every kind of bad input ends in a clear sentence or a counted reject, never in a trap or in half a snapshot.
@Suite struct BadInputTests {
  /// A file, what is said about it, and what becomes of it.
  struct Case: CustomTestStringConvertible {
    var testDescription: String
    var content: [UInt8]
    var exit: Int32
    /// What standard output (done) or the error stream (refused) must hold.
    var says: [String]

    init(_ name: String, _ content: String, exit: Int32, says: String...) {
      self.init(name, bytes: Array(content.utf8), exit: exit, says: says)
    }

    init(_ name: String, bytes: [UInt8], exit: Int32, says: [String]) {
      testDescription = name
      content = bytes
      self.exit = exit
      self.says = says
    }
  }

  static let header = "user_id,event,timestamp\n"

  static let refused: [Case] = [
    Case(
      "a missing column", "user_id,event,when\nu,a,2026-01-01\n", exit: 2,
      says: "has a usual name for the time", "--time COLUMN"),
    Case(
      "columns that could each be the user", "user_id,distinct_id,event,time\nu,v,a,2026-01-01\n", exit: 2,
      says: "'user_id' and 'distinct_id'", "--user COLUMN"),
    Case(
      "a duplicate header", "user_id,event,timestamp,x,x\nu,a,2026-01-01,1,2\n", exit: 1,
      says: "columns 4 and 5", "both called 'x'"),
    Case(
      "a header that never closes its quote", "user_id,\"event,timestamp\nu,a,2026-01-01\n", exit: 1,
      says: "header"),
    Case("another encoding", bytes: [0xFF, 0xFE, 0x75, 0x00], exit: 1, says: ["UTF-16", "iconv"]),
    Case("NUL bytes in the header", bytes: Array("user_id,ev\0ent,timestamp\n".utf8), exit: 1, says: ["NUL"]),
  ]

  @Test(arguments: refused)
  func `a file that makes no sense is refused and leaves no snapshot`(_ item: Case) throws {
    let directory = try TemporaryDirectory()
    try directory.write(Data(item.content), to: "bad.csv")
    let outcome = try directory.sojourn("ingest", "csv", "bad.csv", "--store", "shop")
    #expect(outcome.exit == item.exit)
    #expect(outcome.output == "")
    #expect(outcome.error.contains("error: "))
    for words in item.says { #expect(outcome.error.contains(words)) }
    #expect(directory.names(in: "shop/snapshots") == [])
    #expect(directory.names(in: "shop/segments") == [])
  }

  static let taken: [Case] = [
    Case(
      "invalid UTF-8",
      bytes: Array((header + "u,a,2026-01-01\nu,").utf8) + [0xFF, 0xFE] + Array(",2026-01-01\n".utf8),
      exit: 3, says: ["2 rows read = 1 stored + 1 rejected", "rejected: invalid-utf8 1"]),
    Case(
      "a NUL byte", bytes: Array((header + "u,a,2026-01-01\nu,b\0,2026-01-01\n").utf8), exit: 3,
      says: ["2 rows read = 1 stored + 1 rejected", "rejected: nul-byte 1"]),
    Case(
      "times that are none or out of range",
      header + "u,a,2026-01-01\nu,b,tomorrow\nu,c,10000-01-01T00:00:00Z\nu,d,\n,e,2026-01-01\n", exit: 3,
      says: "5 rows read = 1 stored + 4 rejected",
      "rejected: missing-value 2, time-out-of-range 1, unreadable-time 1"),
    Case(
      "rows of other lengths", header + "u,a,2026-01-01\nu,b\nu,c,2026-01-01,x,y\n", exit: 3,
      says: "3 rows read = 1 stored + 2 rejected", "rejected: field-count 2"),
    Case(
      "mixed types",
      "user_id,event,timestamp,x\nu,a,2026-01-01,1\nu,a,2026-01-01,1.5\nu,a,2026-01-01,hi\nu,a,2026-01-01,true\n",
      exit: 0, says: "4 rows read = 4 stored + 0 rejected"),
  ]

  @Test(arguments: ["", header]) func `a file without rows is told and commits nothing`(text: String) throws {
    let directory = try TemporaryDirectory()
    try directory.write(text, to: "bad.csv")
    let outcome = try directory.sojourn("ingest", "csv", "bad.csv", "--store", "shop")
    #expect(outcome.exit == 0 && outcome.output == "Nothing to do: no rows were read.\n")
    #expect(outcome.error.contains("warning: bad.csv holds no rows"))
    #expect(!directory.exists("shop"))
  }

  @Test(arguments: taken)
  func `rows that make no sense are counted, and the others are stored`(_ item: Case) throws {
    let directory = try TemporaryDirectory()
    try directory.write(Data(item.content), to: "bad.csv")
    let outcome = try directory.sojourn("ingest", "csv", "bad.csv", "--store", "shop")
    #expect(outcome.exit == item.exit)
    for words in item.says { #expect(outcome.output.contains(words)) }
    let hasRejects = item.says.contains { $0.hasPrefix("rejected:") }
    #expect(directory.exists("shop/rejects/00000001.jsonl") == hasRejects)
    let answer = try directory.sojourn("query", "show events", "--store", "shop", "--format", "json")
    #expect(answer.exit == 0)
  }

  @Test func `each reject is logged with file, line, byte and reason`() throws {
    let directory = try TemporaryDirectory()
    try directory.write(Self.header + "u,a,2026-01-01\nu,b,tomorrow\n", to: "bad.csv")
    let outcome = try directory.sojourn("ingest", "csv", "bad.csv", "--store", "shop")
    #expect(outcome.exit == 3)
    #expect(outcome.error.contains("50.0 % of the rows were rejected"))
    #expect(outcome.error.contains("the snapshot is committed all the same"))
    #expect(outcome.output.contains("every rejected row and its reason: shop/rejects/00000001.jsonl"))
    let line = try #require(
      try JSONSerialization.jsonObject(with: Data(try directory.text(of: "shop/rejects/00000001.jsonl").utf8))
        as? [String: Any])
    #expect(line["input"] as? String == "bad.csv")
    #expect(line["line"] as? Int == 3)
    #expect(line["offset"] as? Int == 39)
    #expect(line["reason"] as? String == "unreadable-time")
  }

  @Test func `the allowed share of rejects decides the exit code alone`() throws {
    let directory = try TemporaryDirectory()
    try directory.write(Self.header + "u,a,2026-01-01\nu,b,tomorrow\n", to: "bad.csv")
    for (limit, exit) in [("50%", 0), ("49.9%", 3), ("100%", 0), ("0", 3)] {
      let outcome = try directory.sojourn(
        "ingest", "csv", "bad.csv", "--store", "shop-\(limit)", "--max-rejects", limit)
      #expect(outcome.exit == exit, "\(limit)")
      #expect(outcome.lines.first == "Snapshot 1 is committed to shop-\(limit).")
    }
  }

  @Test func `a line of 100 MB is a reject, in bounded memory`() throws {
    let directory = try TemporaryDirectory()
    let run = try CommandLineRun(
      ["ingest", "csv", "-", "--store", "shop", "--max-rejects", "100%"], in: directory, pipesInput: true)
    let pipe = run.input.fileHandleForWriting
    try pipe.write(contentsOf: Data((Self.header + "u,a,2026-01-01\nu,").utf8))
    let megabyte = Data(repeating: UInt8(ascii: "x"), count: 1_000_000)
    var peak = 0
    for _ in 0..<100 {
      try pipe.write(contentsOf: megabyte)
      peak = max(peak, try Self.residentKilobytes(of: run.process.processIdentifier))
    }
    try pipe.write(contentsOf: Data(",2026-01-01\nu,b,2026-01-02\n".utf8))
    try pipe.close()
    let outcome = try run.outcome()
    #expect(outcome.exit == 0)
    #expect(outcome.output.contains("3 rows read = 2 stored + 1 rejected"))
    #expect(outcome.output.contains("rejected: row-too-long 1"))
    #expect(peak < 90_000, "\(peak) kB were in use")
    let answer = try directory.sojourn("query", "show events", "--store", "shop", "--format", "csv")
    #expect(answer.output.contains("\nb,1,") || answer.output.contains("\r\nb,1,"))
  }

  private static func residentKilobytes(of process: Int32) throws -> Int {
    let status = try String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") } ?? ""
    return line.split(separator: " ").compactMap { Int($0) }.first ?? 0
  }

  @Test func `compressed data that end in the middle leave no snapshot`() throws {
    let directory = try TemporaryDirectory()
    try directory.write(GenerateCommandTests.recipe, to: "recipe.yml")
    for ending in ["gz", "zst"] {
      _ = try directory.sojourn(
        "generate", "recipe.yml", "--events", "2000", "--seed", "1", "-o", "log.csv.\(ending)")
      let whole = try Data(contentsOf: directory.url.appendingPathComponent("log.csv.\(ending)"))
      try directory.write(whole.prefix(whole.count / 2), to: "half.csv.\(ending)")
      let outcome = try directory.sojourn("ingest", "csv", "half.csv.\(ending)", "--store", ending)
      #expect(outcome.exit == 1)
      #expect(outcome.error.contains("ends in the middle"))
      #expect(outcome.error.contains("half.csv.\(ending), byte "))
      #expect(directory.names(in: "\(ending)/snapshots") == [])
    }
  }

  @Test func `files that are not there are a wrong request and make no store`() throws {
    let directory = try TemporaryDirectory()
    for path in ["nope.csv", "."] {
      let outcome = try directory.sojourn("ingest", "csv", path, "--store", "shop")
      #expect(outcome.exit == 2)
      #expect(outcome.error.hasPrefix("error: cannot open '\(path)': "))
    }
    #expect(!directory.exists("shop"))
  }

  @Test func `a directory with other files becomes no store`() throws {
    let directory = try TemporaryDirectory()
    try directory.write(SampleLog.csv, to: "events.csv")
    let outcome = try directory.sojourn("ingest", "csv", "events.csv", "--store", ".")
    #expect(outcome.exit == 2)
    #expect(outcome.error.contains("holds other files"))
    #expect(!directory.exists("snapshots"))
  }

  @Test func `a damaged segment file is named with the place, and the exit code is 1`() throws {
    let directory = try SampleLog.store()
    let name = try #require(directory.names(in: "shop/segments").first)
    var bytes = try Data(contentsOf: directory.url.appendingPathComponent("shop/segments/\(name)"))
    for index in 40..<60 { bytes[index] ^= 0xFF }
    try directory.write(bytes, to: "shop/segments/\(name)")
    let outcome = try directory.sojourn("query", "funnel view -> purchase", "--store", "shop")
    #expect(outcome.exit == 1)
    #expect(outcome.error.contains("is damaged"))
    #expect(outcome.error.contains("\(name), byte "))
    let json = try directory.sojourn(
      "query", "funnel view -> purchase", "--store", "shop", "--format", "json")
    #expect(json.exit == 1)
    let error = try #require(try json.objects().first?["error"] as? [String: Any])
    #expect(error["code"] as? String == "damaged-file")
  }
}

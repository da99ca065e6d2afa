import Foundation
import Testing

/// What a signal in the middle of the work leaves behind: the store as it was, or a file as it was.
@Suite struct InterruptionTests {
  /// Starts an ingest of a long log from a pipe and returns when it has begun to write to the store.
  private static func ingestInProgress(in directory: TemporaryDirectory) throws -> CommandLineRun {
    let run = try CommandLineRun(
      ["ingest", "csv", "-", "--store", "shop", "--memory", "1MB", "--source", "pipe"], in: directory,
      pipesInput: true)
    let pipe = run.input.fileHandleForWriting
    try pipe.write(contentsOf: Data("user_id,event,timestamp,text\n".utf8))
    let text = String(repeating: "some text ", count: 50)
    let rows = (0..<2_000).map { "u\($0),view,2026-01-01T00:00:00Z,\(text)\($0)\n" }.joined()
    // The pipe stays open behind these 12 MB, so the ingest cannot come to its end.
    for _ in 0..<12 { try pipe.write(contentsOf: Data(rows.utf8)) }
    let hasBegun = directory.waits { directory.names(in: "shop/segments").contains { $0.hasSuffix(".tmp") } }
    try #require(hasBegun, "nothing was written to the store")
    return run
  }

  @Test(arguments: [SIGINT, SIGTERM])
  func `a cancelled ingest ends with 130 and leaves the store as it was`(signal: Int32) throws {
    let directory = try SampleLog.store()
    let before = try directory.sojourn("query", "show events", "--store", "shop", "--format", "csv").output
    let segments = directory.names(in: "shop/segments")
    let run = try Self.ingestInProgress(in: directory)
    kill(run.process.processIdentifier, signal)
    let outcome = try run.outcome()
    #expect(outcome.exit == 130)
    #expect(outcome.output == "")
    #expect(outcome.error.contains("cancelled; nothing was changed"))
    #expect(directory.names(in: "shop/segments") == segments)
    #expect(directory.names(in: "shop/snapshots") == ["00000001.json"])
    #expect(
      try directory.sojourn("query", "show events", "--store", "shop", "--format", "csv").output == before)
  }

  @Test func `a killed ingest leaves the last snapshot answering, and the next ingest cleans up`() throws {
    let directory = try SampleLog.store()
    let before = try directory.sojourn("query", "show events", "--store", "shop", "--format", "csv").output
    let segments = directory.names(in: "shop/segments")
    let run = try Self.ingestInProgress(in: directory)
    kill(run.process.processIdentifier, SIGKILL)
    #expect(try run.outcome().exit == -SIGKILL)
    #expect(directory.names(in: "shop/segments").count > segments.count)
    #expect(
      try directory.sojourn("query", "show events", "--store", "shop", "--format", "csv").output == before)

    try directory.write("user_id,event,timestamp\nu9,view,2026-02-01\n", to: "more.csv")
    let next = try directory.sojourn("ingest", "csv", "more.csv", "--store", "shop")
    #expect(next.exit == 0)
    #expect(next.lines.first == "Snapshot 2 is committed to shop.")
    #expect(
      !directory.names(in: "shop/segments").contains { $0.hasSuffix(".tmp") || $0.hasSuffix(".partial") })
    let info = try directory.sojourn("store", "info", "--store", "shop", "--format", "json")
    #expect(try info.objects().first?["events"] as? Int == 8)
  }

  @Test func `a second writer is told who holds the store`() throws {
    let directory = try SampleLog.store()
    let run = try Self.ingestInProgress(in: directory)
    try directory.write("user_id,event,timestamp\nu9,view,2026-02-01\n", to: "more.csv")
    let second = try directory.sojourn("ingest", "csv", "more.csv", "--store", "shop")
    #expect(second.exit == 1)
    #expect(second.error.contains("another process (\(run.process.processIdentifier)) is writing"))
    let query = try directory.sojourn("query", "show events", "--store", "shop", "--format", "json")
    #expect(query.exit == 0)
    kill(run.process.processIdentifier, SIGINT)
    #expect(try run.outcome().exit == 130)
  }

  @Test func `a cancelled generation leaves the old file and nothing else`() throws {
    let directory = try TemporaryDirectory()
    try directory.write(GenerateCommandTests.recipe, to: "recipe.yml")
    try directory.write("old\n", to: "log.jsonl")
    let run = try CommandLineRun(
      ["generate", "recipe.yml", "--events", "1_000_000_000", "--seed", "1", "-o", "log.jsonl", "--force"],
      in: directory)
    let hasBegun = directory.waits { directory.names(in: ".").contains { $0.contains("partial") } }
    try #require(hasBegun)
    kill(run.process.processIdentifier, SIGINT)
    #expect(try run.outcome().exit == 130)
    #expect(try directory.text(of: "log.jsonl") == "old\n")
    #expect(!directory.names(in: ".").contains { $0.contains("partial") })
  }

  @Test func `a command that waits for its input ends at once`() throws {
    let directory = try SampleLog.store()
    for arguments in [["repl", "--store", "shop"], ["query", "-f", "-", "--store", "shop"]] {
      let run = try CommandLineRun(arguments, in: directory, pipesInput: true)
      // The mask of blocked signals tells that the program is ready for them.
      let isReady = directory.waits {
        let status = try? String(
          contentsOfFile: "/proc/\(run.process.processIdentifier)/status", encoding: .utf8)
        let mask = status?.split(separator: "\n").first { $0.hasPrefix("SigBlk:") }
        return mask.flatMap { UInt64($0.dropFirst(7).filter { $0 != "\t" && $0 != " " }, radix: 16) }
          .map { $0 & 2 != 0 } ?? false
      }
      try #require(isReady)
      kill(run.process.processIdentifier, SIGINT)
      let outcome = try run.outcome()
      #expect(outcome.exit == 130)
      #expect(outcome.output == "")
    }
  }
}

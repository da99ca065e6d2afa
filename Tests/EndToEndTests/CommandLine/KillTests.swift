import Foundation
import SegmentStore
import TestSupport
import Testing

/// `kill -9` of real processes: what was committed stays, and what was not leaves no trace.
@Suite struct KillTests {
  private static let rowsPerFile = 40
  private static let kills = 200

  private static func log(_ number: Int) -> String {
    "user_id,event,timestamp,number\n"
      + (0..<rowsPerFile).map { row in
        "u\(row % 7),event \(row % 5),2026-01-01T00:\(10 + row):00Z,\(number)\n"
      }.joined()
  }

  @Test func `an ingest killed at 200 random moments loses nothing that was committed`() throws {
    let seed = UInt64.random(in: 0...UInt64(UInt32.max))
    var random = SeededRandom(seed: seed)
    let directory = try TemporaryDirectory()
    func ingest(_ number: Int) throws -> CommandLineRun {
      try directory.write(Self.log(number), to: "\(number).csv")
      return try CommandLineRun(
        ["ingest", "csv", "\(number).csv", "--store", "shop", "--source", "log", "--threads", "1"],
        in: directory)
    }
    let start = Date()
    #expect(try ingest(1).outcome().exit == 0)
    let duration = Date().timeIntervalSince(start)
    let store = try Store(opening: directory.path("shop"))
    var committed = 1
    var interrupted = 0
    for kill in 0..<Self.kills {
      let run = try ingest(committed + 1)
      if random.oneIn(2) {
        usleep(UInt32(Double.random(in: 0...duration, using: &random) * 1e6))
      } else {
        // Half of the kills come while files are written, which is the shortest part of the time.
        while run.process.isRunning,
          !directory.names(in: "shop/segments").contains(where: {
            $0.hasPrefix("0000") && Int($0.prefix(8))! > committed
          })
        {
          usleep(100)
        }
        usleep(UInt32.random(in: 0...4_000, using: &random))
      }
      Foundation.kill(run.process.processIdentifier, SIGKILL)
      let exit = try run.outcome().exit
      let number = try store.manifest().snapshot
      #expect(number == committed || number == committed + 1, "seed \(seed), kill \(kill)")
      if exit == 0 { #expect(number == committed + 1, "seed \(seed), kill \(kill): success was lost") }
      if exit != 0 { interrupted += 1 }
      committed = number
      let snapshot = try Snapshot(store: store)
      #expect(snapshot.rows == committed * Self.rowsPerFile, "seed \(seed), kill \(kill)")
      #expect(
        snapshot.manifest.inputs.map(\.name) == (1...committed).map { "\($0).csv" },
        "seed \(seed), kill \(kill)")
    }
    #expect(interrupted > Self.kills / 4, "seed \(seed): only \(interrupted) were interrupted")
    #expect(try ingest(committed + 1).outcome().exit == 0)
    let report = try StoreVerification(store, threads: 2).run()
    #expect(report?.problems == [], "seed \(seed)")
    #expect(report?.unusedFiles == [], "seed \(seed)")
    #expect(report?.rows == (committed + 1) * Self.rowsPerFile, "seed \(seed)")
  }

  @Test func `a prompt keeps its snapshot while others commit and let snapshots expire`() throws {
    let directory = try SampleLog.store()
    let run = try CommandLineRun(["repl", "--store", "shop"], in: directory, pipesInput: true)
    let input = run.input.fileHandleForWriting
    func output() -> String {
      directory.names(in: ".").filter { $0.hasSuffix(".out") }
        .compactMap { try? directory.text(of: $0) }.first { $0.contains("view") } ?? ""
    }
    try input.write(contentsOf: Data("show events;\n".utf8))
    #expect(directory.waits { output().contains("login") })
    let first = output()
    try directory.write("user_id,event,timestamp\nu9,view,2026-02-01\n", to: "more.csv")
    #expect(try directory.sojourn("ingest", "csv", "more.csv", "--store", "shop").exit == 0)
    #expect(try directory.sojourn("store", "expire", "--store", "shop", "--keep", "1").exit == 0)
    #expect(directory.names(in: "shop/snapshots") == ["00000002.json"])
    try input.write(contentsOf: Data("show events;\n".utf8))
    try input.close()
    let outcome = try run.outcome()
    #expect(outcome.exit == 0)
    let counts = outcome.output.split(separator: "\n").filter { $0.contains("view") }
    #expect(counts.count == 2 && counts[0] == counts[1], "\(first)\n\(outcome.output)")
  }
}

import Foundation
import Testing

/// What the command line says about itself.
@Suite struct HelpTests {
  static let commands = [
    "", "ingest", "ingest csv", "ingest jsonl", "ingest heap-connect", "ingest heap-api", "verify",
    "verify heap", "query", "repl", "run", "store",
    "store info",
    "store snapshots", "store verify", "store expire", "generate", "generate recipe", "generate heap-connect",
    "statistics", "statistics evaluate", "store identity", "store forget", "store compact",
  ]

  @Test(arguments: commands)
  func `the help of a command reads as recorded, gives examples and fits a terminal`(command: String) throws {
    let directory = try TemporaryDirectory()
    let words = command.split(separator: " ").map(String.init)
    let outcome = try CommandLineRun(words + ["--help"], in: directory).outcome()
    #expect(outcome.exit == 0)
    #expect(outcome.error == "")
    #expect(outcome.output.contains("EXAMPLES\n  sojourn "))
    #expect(outcome.output.split(separator: "\n").allSatisfy { $0.count <= 80 })
    // The kinds that can be computed are listed as they are; they grow with the module that computes them.
    let text = outcome.output.replacing(#/KINDS\n(  .*\n)+/#, with: "KINDS\n  …\n")
    try GoldenFile.check(
      text, "help" + (command.isEmpty ? "" : "-" + command.replacingOccurrences(of: " ", with: "-"))
    )
  }

  @Test func `the version is printed alone`() throws {
    let outcome = try TemporaryDirectory().sojourn("--version")
    #expect(outcome.exit == 0)
    #expect(outcome.lines.count == 1)
    #expect(outcome.lines[0].split(separator: ".").count == 3)
  }

  @Test(arguments: [
    ["qury"], ["query", "--frmat", "json"], ["query", "--format", "xml"], ["ingest", "csv"],
    ["query", "a", "b"], ["generate", "r.yml", "--events", "5", "--seed", "-1", "-o", "x.csv"],
  ])
  func `wrong arguments are a wrong request, said in one sentence`(arguments: [String]) throws {
    let outcome = try CommandLineRun(arguments, in: try TemporaryDirectory()).outcome()
    #expect(outcome.exit == 2)
    #expect(outcome.output == "")
    #expect(outcome.error.hasPrefix("error: "))
    #expect(outcome.error.contains("\nhint: "))
    #expect(!outcome.error.contains("Usage:"))
  }

  @Test func `wrong arguments that ask for JSON get JSON`() throws {
    let outcome = try TemporaryDirectory().sojourn("query", "--format", "json", "--frmat")
    #expect(outcome.exit == 2)
    #expect(outcome.error == "")
    let object = try #require(try outcome.objects().first?["error"] as? [String: Any])
    #expect(object["code"] as? String == "usage")
  }
}

import ArgumentParser

/// `sojourn ingest`: the sources that events can be read from.
struct IngestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ingest",
    abstract: "Read events into a store and commit a snapshot, all or nothing.",
    discussion: """
      EXAMPLES
        sojourn ingest csv events.csv.gz --store shop
        sojourn ingest jsonl january.jsonl.zst february.jsonl.zst --store shop
        sojourn ingest heap-connect bucket --store shop
        sojourn ingest heap-api --profile heap.yml --store shop --since 2026-01-01
      """,
    subcommands: [
      IngestCSVCommand.self, IngestJSONLinesCommand.self, IngestHeapConnectCommand.self,
      IngestHeapAPICommand.self,
    ])
}

import ArgumentParser
import EventModel
import Ingestion
import Reporting
import SegmentStore

/// `sojourn store compact`.
struct StoreCompactCommand: ExecutableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compact",
    abstract: "Merge small files into larger ones and leave dead rows behind.",
    usage: "sojourn store compact --store <path> [--all] [--dry-run] [--purge]",
    discussion: """
      Four or more neighbouring files of like size become one; files with many dead
      events (replaced, moved to another user) or any of forgotten users are written
      anew. No answer changes. Each merge is committed by itself: stop it whenever you
      like, the next run goes on. Older snapshots keep their files until they expire.

      EXAMPLES
        sojourn store compact --store shop
        sojourn store compact --all --store shop
        sojourn store compact --dry-run --store shop
        sojourn store compact --purge --store shop
      """)

  @OptionGroup var store: StoreOption

  @Flag(help: "Merge everything into one file.")
  var all = false

  @Flag(help: "Only say what would be merged.")
  var dryRun = false

  @Flag(help: "Also let all older snapshots go, and with them what forgotten users left on the disk.")
  var purge = false

  @OptionGroup var threads: ThreadsOption

  @Option(help: "Show progress: never, auto (a bar on a terminal, else a line every five seconds) or always.")
  var progress: ProgressChoice = .auto

  func execute() throws -> CommandExit {
    let path = try store.path()
    let threads = try threads.count()
    let store = try Store(opening: path)
    let extent: Compaction.Extent = all ? .all : .tiers
    if dryRun {
      try StandardStream.output.write(
        try Self.text(Compaction(of: store, extent: extent, threads: threads).plan()))
      return .done
    }
    let display = ProgressDisplay(progress)
    let report = try Interruption.shared.whileCancellable {
      try Compaction(
        of: store, extent: extent, threads: threads, isCancelled: { Interruption.shared.isRequested },
        onProgress: { display.update(Self.state($0)) }
      ).run()
    }
    display.clear()
    try StandardStream.output.write(Self.text(report, store: path))
    if purge {
      try StoragePurge(store: store, threads: threads, progress: progress).run()
    }
    return .done
  }

  static func state(_ progress: Compaction.Progress) -> ProgressState {
    ProgressState(
      activity: "merging",
      share: progress.rowsTotal == 0 ? nil : Double(progress.rows) / Double(progress.rowsTotal),
      amounts: [
        "\(NumberText.grouped(progress.rows)) of \(Phrase.count(progress.rowsTotal, "row"))",
        "\(Phrase.count(progress.mergesLeft, "merge")) left",
      ])
  }

  private static func text(_ merges: [Compaction.Merge]) -> String {
    if merges.isEmpty { return "Nothing to merge.\n" }
    return merges.map { merge in
      let dead = merge.deadRows == 0 ? "" : ", \(NumberText.grouped(merge.deadRows)) dead ones left behind"
      let owner = merge.table.map { " of table \($0.rawValue)" } ?? ""
      return "\(Phrase.count(merge.files.count, "file"))\(owner) with \(NumberText.bytes(merge.bytes)): "
        + "\(Phrase.count(merge.rows, merge.table == nil ? "event" : "row"))\(dead)\n"
    }.joined()
  }

  private static func text(_ report: CompactionReport, store: String) -> String {
    guard let snapshot = report.snapshot else { return "Nothing to merge.\n" }
    var text = "Snapshot \(snapshot) is committed to \(store).\n"
    text +=
      "  \(Phrase.count(report.before.files, "file")) with \(NumberText.bytes(report.before.bytes)) became "
      + "\(Phrase.count(report.after.files, "file")) with \(NumberText.bytes(report.after.bytes))\n"
    if report.deadRows > 0 { text += "  \(Phrase.count(report.deadRows, "dead row")) left behind\n" }
    return text
  }
}

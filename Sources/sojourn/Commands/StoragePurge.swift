import Ingestion
import Reporting
import SegmentStore

/// Takes dead events off the disk: compacts what has any, then lets all older snapshots go.
struct StoragePurge {
  let store: Store
  let threads: Int

  func run() throws {
    let report = try Interruption.shared.whileCancellable {
      try Compaction(
        of: store, extent: .tiers, threads: threads, isCancelled: { Interruption.shared.isRequested }
      ).run()
    }
    let expired = try store.expire(ExpirationRule(keep: 1))
    var parts: [String] = []
    if report.deadRows > 0 { parts.append("\(Phrase.count(report.deadRows, "dead event")) left behind") }
    parts.append("\(Phrase.count(expired.expired.count, "older snapshot")) removed")
    parts.append("\(NumberText.bytes(expired.bytes)) freed")
    try StandardStream.output.write("Purged: " + parts.joined(separator: ", ") + ".\n")
  }
}

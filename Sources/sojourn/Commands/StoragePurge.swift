import Ingestion
import Reporting
import SegmentStore

/// Takes dead rows off the disk: compacts what has any, then lets all older snapshots go.
struct StoragePurge {
  let store: Store
  let threads: Int
  let progress: ProgressChoice

  func run() throws {
    let display = ProgressDisplay(progress)
    let report = try Interruption.shared.whileCancellable {
      try Compaction(
        of: store, extent: .tiers, threads: threads, isCancelled: { Interruption.shared.isRequested },
        onProgress: { display.update(StoreCompactCommand.state($0)) }
      ).run()
    }
    display.show(ProgressState(activity: "removing older snapshots", amounts: []))
    let expired = try store.expire(ExpirationRule(keep: 1))
    display.clear()
    var parts: [String] = []
    if report.deadRows > 0 { parts.append("\(Phrase.count(report.deadRows, "dead row")) left behind") }
    parts.append("\(Phrase.count(expired.expired.count, "older snapshot")) removed")
    parts.append("\(NumberText.bytes(expired.bytes)) freed")
    try StandardStream.output.write("Purged: " + parts.joined(separator: ", ") + ".\n")
  }
}

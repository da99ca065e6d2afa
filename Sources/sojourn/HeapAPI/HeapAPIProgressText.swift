import Ingestion
import RemoteSources
import Reporting

/// Puts the progress of a load from an export API into words: object, requests, rows, why it waits, time left.
final class HeapAPIProgressText {
  private let meter: ExportMeter
  private let display: ProgressDisplay

  init(meter: ExportMeter, display: ProgressDisplay) {
    self.meter = meter
    self.display = display
  }

  /// While the next portion is downloaded.
  func showWaiting() { display.update(self.state(activity: nil)) }

  /// While a portion is committed.
  func show(_ progress: IngestProgress) {
    let activity =
      switch progress.phase {
      case .resolving: "resolving users"
      case .reading: "storing"
      case .comparing: "comparing with stored rows"
      case .merging: "merging"
      case .writing: "writing"
      }
    display.update(self.state(activity: activity))
  }

  private func state(activity: String?) -> ProgressState {
    let progress = meter.progress
    var amounts = [Phrase.count(progress.requests, "request"), Phrase.count(progress.rows, "row")]
    if progress.failures > 0 { amounts.append(Phrase.count(progress.failures, "failure")) }
    if let wait = progress.wait, wait.milliseconds >= 100 {
      amounts.append("waits \(wait.milliseconds) ms: " + HTTPTraceText.words(wait.reason))
    }
    return ProgressState(
      activity: activity ?? "downloading \(progress.object?.rawValue ?? "")", share: progress.share,
      amounts: amounts)
  }
}

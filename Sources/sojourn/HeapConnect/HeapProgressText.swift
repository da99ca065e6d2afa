import Connectors
import Ingestion
import Reporting

/// Puts the progress of a load of Heap Connect into words: dump, table, rows a second, time left.
final class HeapProgressText {
  private let bytesTotal: UInt64
  private let display: ProgressDisplay

  init(plan: HeapLoadPlan, display: ProgressDisplay) {
    bytesTotal = UInt64(plan.tables.reduce(0) { $0 + $1.bytes })
    self.display = display
  }

  func show(_ progress: IngestProgress) {
    let rows = Phrase.count(progress.rows, "row")
    guard progress.phase == .reading else {
      let activity =
        switch progress.phase {
        case .resolving: "resolving users"
        case .comparing: "comparing with stored rows"
        case .merging: "merging"
        case .writing, .reading: "writing"
        }
      return display.show(ProgressState(activity: activity, amounts: [rows]))
    }
    let share = bytesTotal == 0 ? 1 : min(1, Double(progress.bytesRead) / Double(bytesTotal))
    var amounts = [
      "\(NumberText.bytes(Int(clamping: progress.bytesRead))) of \(NumberText.bytes(Int(clamping: bytesTotal)))",
      rows,
    ]
    if display.elapsed > 0.2 {
      amounts.append(NumberText.grouped(Int(Double(progress.rows) / display.elapsed)) + " rows/s")
    }
    display.update(
      ProgressState(
        activity: "reading \(DisplayText.clean(progress.input ?? ""))", share: share, amounts: amounts))
  }
}

import Connectors
import Ingestion
import RemoteSources
import Reporting

/// What a load from an export API came to, in words.
struct HeapAPISummary {
  let report: RemoteLoadReport
  let plan: [ExportFeed.Step]
  let progress: ExportProgress
  let store: String
  let source: String
  /// The share of rejected rows that is allowed.
  let limit: Double

  /// The outcome, for standard output; ends in a line break.
  var text: String {
    guard let first = report.snapshots.first, let last = report.snapshots.last else {
      return "Nothing to do: the store \(store) is up to date with \(DisplayText.clean(source)).\n"
    }
    let snapshots = first == last ? "Snapshot \(first) is" : "Snapshots \(first) to \(last) are"
    var lines = [
      "\(snapshots) committed to \(store).",
      "  \(Phrase.count(report.rowsRead, "row")) read = \(NumberText.grouped(report.rowsStored)) stored"
        + " + \(NumberText.grouped(report.rowsDropped + report.rowsSuperseded)) sent more than once"
        + " + \(NumberText.grouped(report.rowsRejected)) rejected",
    ]
    if report.rowsReplaced > 0 {
      lines.append(
        "  \(Phrase.count(report.rowsReplaced, "stored row")) read again, and replaced by what came now")
    }
    lines.append(
      "  \(Phrase.count(progress.requests, "request")), \(NumberText.bytes(progress.bytes)), "
        + Phrase.count(progress.failures, "failure") + (progress.failures > 0 ? ", all made good" : ""))
    for step in plan {
      guard let through = report.cursor[ExportFeed.throughKey(step.object)] else { continue }
      var line = "  \(step.object.rawValue): \(found(step.object))read until \(through)"
      if let settled = report.cursor[ExportFeed.settledKey(step.object)], step.object == .events {
        line += "; settled until \(settled), later ones are read again next time"
      }
      lines.append(line)
    }
    for path in report.rejectLogPaths.suffix(1) {
      lines.append("  every rejected row and its reason: \(path)")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// How much there is of an object that is read as a whole.
  private func found(_ object: ExportProfile.Object) -> String {
    switch object {
    case .events, .users, .accounts: ""
    case .segments:
      report.segments.map { segments in
        "\(NumberText.grouped(segments.count)) with "
          + "\(Phrase.count(segments.reduce(0) { $0 + $1.members }, "member")), "
      } ?? ""
    case .funnels: report.figures.map { "\(NumberText.grouped($0.funnels.count)), " } ?? ""
    case .analytics: report.figures.map { "\(Phrase.count($0.analytics.count, "row")), " } ?? ""
    }
  }

  /// What else a person should know, a line each.
  var notes: [String] {
    guard exit == .tooManyRejects else { return [] }
    return [
      "warning: \(NumberText.percent(rejectShare)) of the rows were rejected, more than the "
        + "\(NumberText.percent(limit)) allowed (--max-rejects); the snapshots are committed all the same"
    ]
  }

  private var rejectShare: Double {
    report.rowsRead == 0 ? 0 : Double(report.rowsRejected) / Double(report.rowsRead)
  }

  var exit: CommandExit { rejectShare > limit ? .tooManyRejects : .done }
}

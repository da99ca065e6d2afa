import Connectors
import EventModel
import Ingestion
import Reporting

/// What an ingest came to, in words.
struct IngestSummary {
  let report: IngestReport
  let files: [EventFileReport]
  let store: String
  /// The share of rejected rows that is allowed.
  let limit: Double

  /// The outcome, for standard output; ends in a line break.
  var text: String {
    guard let snapshot = report.snapshot else {
      return report.skipped.isEmpty
        ? "Nothing to do: no rows were read.\n"
        : "Nothing to do: the store \(store) holds all of this already.\n"
    }
    var lines = [
      "Snapshot \(snapshot) is committed to \(store).",
      "  \(Phrase.count(report.rowsRead, "row")) read = \(NumberText.grouped(report.rowsStored)) stored"
        + part(report.rowsDropped, "dropped as duplicates") + part(report.rowsSuperseded, "superseded")
        + " + \(NumberText.grouped(report.rowsRejected)) rejected",
    ]
    if report.rowsReplaced > 0 {
      lines.append(
        "  \(Phrase.count(report.rowsReplaced, "earlier \(report.tables.isEmpty ? "event" : "row")")) replaced by newer ones of the same id"
      )
    }
    if let identity = report.identity { lines += IdentitySummary(report: identity).lines.map { "  " + $0 } }
    if report.events > 0 {
      let perEvent = (Double(report.bytesStored) / Double(report.events) * 10).rounded() / 10
      lines.append(
        "  \(Phrase.count(report.users, "user")), \(NumberText.bytes(report.bytesStored)), \(perEvent) bytes per event"
      )
    }
    for table in report.tables {
      let keys = Phrase.count(table.keys, table.table == .users ? "user" : "account")
      lines.append(
        "  table \(table.table.rawValue): \(Phrase.count(table.rows, "row")) of \(keys), "
          + NumberText.bytes(table.bytes))
    }
    if let path = report.rejectLogPath {
      let reasons = report.rejectsByReason.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        .map { "\($0.key) \(NumberText.grouped($0.value))" }
      lines.append("  rejected: \(reasons.joined(separator: ", "))")
      lines.append("  every rejected row and its reason: \(path)")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func part(_ count: Int, _ words: String) -> String {
    count == 0 ? "" : " + \(NumberText.grouped(count)) \(words)"
  }

  /// What else a person should know, a line each.
  var notes: [String] {
    var notes = report.skipped.map { skipped in
      "skipped \(Phrase.input(skipped.name)): snapshot \(skipped.snapshot) holds the same bytes"
        + (skipped.knownAs == skipped.name ? "" : " (read as \(Phrase.input(skipped.knownAs)))")
    }
    if let identity = report.identity { notes += IdentitySummary(report: identity).notes }
    for file in files {
      if file.contentDigest != nil && file.rows == 0 {
        notes.append("warning: \(Phrase.input(file.input)) holds no rows")
      }
      for (column, count) in file.unconvertedValues.sorted(by: { $0.key < $1.key }) {
        notes.append(
          "warning: \(Phrase.count(Int(clamping: count), "value")) in column \(DisplayText.clean(column)) of "
            + "\(Phrase.input(file.input)) did not read as the type asked for and stayed as written")
      }
    }
    if exit == .tooManyRejects {
      notes.append(
        "warning: \(NumberText.percent(report.rejectShare)) of the rows were rejected, more than the "
          + "\(NumberText.percent(limit)) allowed (--max-rejects); the snapshot is committed all the same")
    }
    return notes
  }

  var exit: CommandExit { report.rejectShare > limit ? .tooManyRejects : .done }
}

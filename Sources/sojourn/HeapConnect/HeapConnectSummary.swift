import Connectors
import EventModel
import Ingestion
import Reporting
import SegmentStore

/// What a load of Heap Connect came to, in words.
struct HeapConnectSummary {
  let report: HeapConnectReport
  let store: String
  /// The share of rejected rows that is allowed.
  let limit: Double

  /// The outcome, for standard output; ends in a line break.
  var text: String {
    guard let ingest = report.ingest, let snapshot = ingest.snapshot else {
      return "Nothing to do: the store \(store) reflects \(dump) already.\n"
    }
    var lines = [
      "Snapshot \(snapshot) is committed to \(store); it reflects \(dump).",
      "  \(Phrase.count(ingest.rowsRead, "row")) read = \(NumberText.grouped(ingest.rowsStored)) stored"
        + " + \(NumberText.grouped(ingest.rowsDropped + ingest.rowsSuperseded)) sent more than once"
        + " + \(NumberText.grouped(ingest.rowsRejected)) rejected",
    ]
    for table in report.plan.tables
    where table.hasWork || table.isPassedOver || report.tallies[table.name] != nil {
      lines.append("  \(DisplayText.clean(table.name)): \(words(table))")
    }
    if let identity = ingest.identity {
      lines.append(
        "  identity: \(Phrase.count(identity.links, "link")) in force, \(Phrase.count(identity.usersMoved, "user")) merged"
          + " with \(Phrase.count(identity.rowsMoved, "stored event"))")
      let findings = identity.findings
      let peculiar = [
        (findings.chained, "chained"), (findings.cycles, findings.cycles == 1 ? "ring" : "rings"),
        (findings.selfLinks, "to themselves"),
        (findings.conflicts, "contradicting"),
      ].filter { $0.0 > 0 }.map { "\(NumberText.grouped($0.0)) \($0.1)" }
      if !peculiar.isEmpty { lines.append("  peculiar links: \(peculiar.joined(separator: ", "))") }
    }
    if let path = ingest.rejectLogPath { lines.append("  every rejected row and its reason: \(path)") }
    return lines.joined(separator: "\n") + "\n"
  }

  private var dump: String { report.plan.state.newestDump.map { "dump \($0)" } ?? "no dump" }

  private func words(_ table: HeapLoadPlan.Table) -> String {
    let tally = report.tallies[table.name] ?? HeapTableTally()
    if table.kind == .unknown {
      return "\(Phrase.count(tally.rowsRead, "row")) of unknown meaning, not stored"
    }
    if table.isPassedOver { return "passed over" }
    var parts = ["\(Phrase.count(tally.rowsRead, "row")) read"]
    if table.kind != .migrations {
      parts.append("\(NumberText.grouped(report.rowsKept(of: table.name))) kept")
      let twice = report.rowsDeduplicated(of: table.name)
      if twice > 0 { parts.append("\(NumberText.grouped(twice)) sent before") }
      if table.kind == .users, let stored = report.ingest?.tables.first(where: { $0.table == .users }) {
        parts.append("about \(Phrase.count(stored.keys, "user"))")
      }
    }
    for (code, count) in tally.rejects.sorted(by: { $0.key < $1.key }) {
      parts.append("\(NumberText.grouped(count)) rejected (\(code))")
    }
    let replaced = report.rowsReplaced(of: table.name)
    if table.replaces && table.kind != .migrations {
      parts.append("\(NumberText.grouped(replaced)) stored before are gone")
    }
    return parts.joined(separator: ", ")
  }

  /// What else a person should know, a line each.
  var notes: [String] {
    var notes: [String] = []
    for file in report.plan.missing {
      notes.append(
        "warning: \(DisplayText.clean(file.file)) is listed by dump \(file.dump) and missing; its rows were left out"
      )
    }
    for fault in report.faults {
      notes.append(
        "warning: " + ErrorRenderer().message(for: fault).report.message + "; its rows were left out")
    }
    for table in report.plan.tables where table.reason == .firstLoadWithoutFullDump {
      notes.append(
        "note: no dump holds all of \(DisplayText.clean(table.name)), so its history may begin in the middle")
    }
    if report.futureRows > 0 {
      notes.append(
        "note: \(Phrase.count(report.futureRows, "event")) dated in the future; clocks of browsers are taken as they are"
      )
    }
    if hasTooManyRejects, let ingest = report.ingest {
      notes.append(
        "warning: \(NumberText.percent(ingest.rejectShare)) of the rows were rejected, more than the "
          + "\(NumberText.percent(limit)) allowed (--max-rejects); the snapshot is committed all the same")
    }
    return notes
  }

  private var hasTooManyRejects: Bool { (report.ingest?.rejectShare ?? 0) > limit }

  var exit: CommandExit {
    let isShort = !report.plan.missing.isEmpty || !report.faults.isEmpty
    return isShort || hasTooManyRejects ? .tooManyRejects : .done
  }
}

import Ingestion
import Reporting
import SegmentStore

/// What a change of the identity map came to, in words.
struct IdentitySummary {
  let report: IdentityReport

  /// A line on the links and, where there are any, one on the events moved.
  var lines: [String] {
    let findings = report.findings
    var lines = [
      "identity: \(Phrase.count(findings.links, "link")) read, \(NumberText.grouped(report.links)) in force"
    ]
    if report.rowsMoved > 0 {
      lines.append(
        "  \(Phrase.count(report.rowsMoved, "event")) of \(Phrase.count(report.usersMoved, "user")) laid anew"
      )
    }
    if report.tableRowsMoved > 0 {
      lines.append("  \(Phrase.count(report.tableRowsMoved, "row")) of the table of users laid anew")
    }
    if report.rowsSuperseded > 0 {
      lines.append(
        "  \(Phrase.count(report.rowsSuperseded, "event")) met the same event id of the same user and went")
    }
    return lines
  }

  /// What was peculiar, a line each.
  var notes: [String] {
    let findings = report.findings
    let peculiar: [(count: Int, text: String)] = [
      (findings.conflicts, "gave an id another user than the one that counts (the smallest)"),
      (findings.selfLinks, "led from an id to itself and said nothing"),
      (findings.repeated, "were there already"),
      (findings.overridden, "of the store were replaced"),
    ]
    var notes = peculiar.filter { $0.count > 0 }.map {
      "identity: \(Phrase.count($0.count, "link")) \($0.text)"
    }
    if findings.cycles > 0 {
      notes.append(
        "identity: \(Phrase.count(findings.cycles, "ring")) of links; all ids on one become the smallest")
    }
    return notes
  }
}

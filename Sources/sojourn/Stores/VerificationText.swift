import Reporting
import SegmentStore

/// The findings of a verification in words and as JSON.
struct VerificationText {
  var store: String
  var report: StoreVerification.Report

  static func progress(_ progress: StoreVerification.Progress) -> ProgressState {
    let total = max(1, progress.bytesTotal)
    return ProgressState(
      activity: "verifying", share: Double(progress.bytesDone) / Double(total),
      amounts: ["\(NumberText.bytes(progress.bytesDone)) of \(NumberText.bytes(progress.bytesTotal))"]
        + (progress.problems == 0 ? [] : [Phrase.count(progress.problems, "problem")]))
  }

  /// A line per problem, then what was checked.
  var lines: String {
    let renderer = ErrorRenderer()
    var lines = report.problems.map { problem in
      let message = renderer.message(for: problem).report
      let place = message.location?.offset.map { ", at byte \($0)" } ?? ""
      return DisplayText.clean(message.message) + place
    }
    let checked =
      "\(Phrase.count(report.snapshots.count, "snapshot")), \(Phrase.count(report.files, "file")), "
      + "\(Phrase.count(report.blocks, "block")), \(Phrase.count(report.rows, "row")), "
      + NumberText.bytes(report.bytes)
    let verdict =
      report.problems.isEmpty ? "no damage" : "\(Phrase.count(report.problems.count, "problem")) found"
    lines.append("Checked \(checked): \(verdict).")
    if !report.unusedFiles.isEmpty {
      lines.append(
        "\(Phrase.count(report.unusedFiles.count, "file")) that no snapshot needs: the next ingest removes what "
          + "a writer left.")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// One object on one line.
  var json: String {
    let renderer = ErrorRenderer()
    var writer = JSONWriter()
    writer.object { json in
      json.member(named: "store") { $0.write(store) }
      json.member(named: "snapshots") { $0.array(report.snapshots) { $0.write($1) } }
      json.member(named: "files") { $0.write(report.files) }
      json.member(named: "blocks") { $0.write(report.blocks) }
      json.member(named: "rows") { $0.write(report.rows) }
      json.member(named: "bytes") { $0.write(report.bytes) }
      json.member(named: "problems") { json in
        json.array(report.problems) { json, problem in
          let message = renderer.message(for: problem).report
          json.object { json in
            json.member(named: "code") { $0.write(message.code) }
            json.member(named: "file") { Self.write(message.location?.file, &$0) }
            json.member(named: "section") { Self.write(problem.section, &$0) }
            json.member(named: "offset") { json in
              if let offset = message.location?.offset { json.write(offset) } else { json.write(null: ()) }
            }
            json.member(named: "message") { $0.write(message.message) }
          }
        }
      }
      json.member(named: "unused_files") { $0.array(report.unusedFiles) { $0.write($1) } }
    }
    return writer.text + "\n"
  }

  private static func write(_ text: String?, _ json: inout JSONWriter) {
    if let text { json.write(text) } else { json.write(null: ()) }
  }
}

extension StoreError {
  /// The part of the file that is damaged.
  fileprivate var section: String? {
    switch self {
    case .damaged(_, let block, _, _): block
    case .badManifest, .pathLeavesStore: "manifest"
    default: nil
    }
  }
}

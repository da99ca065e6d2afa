import EventModel
import HTTPTransport
import RemoteSources
import Reporting

/// What a load from an export API would read, in words.
struct HeapAPIPlanText {
  let plan: [ExportFeed.Step]
  let profile: ExportProfile
  let source: String

  /// A line per object under a line for all; ends in a line break.
  var text: String {
    var lines = ["Source \(DisplayText.clean(source)) at \(DisplayText.clean(profile.base.shown)):"]
    for step in plan { lines.append("  \(step.object.rawValue): \(words(step))") }
    return lines.joined(separator: "\n") + "\n"
  }

  private func words(_ step: ExportFeed.Step) -> String {
    if step.isUpToDate { return "up to date, read until \(Self.text(step.through ?? step.end))" }
    guard let span = step.span else { return "all" }
    var words = "\(Self.text(span.lowerBound)) to \(Self.text(span.upperBound))"
    if let through = step.through, span.lowerBound < through {
      words += ", of which all before \(Self.text(through)) again, for late data"
    }
    if let query = profile.objects[step.object] {
      words += "; chunks of \(query.firstSpan / 3_600_000_000) h at first"
    }
    return words
  }

  static func text(_ instant: Int64) -> String { Timestamp(microseconds: instant).iso8601 }
}

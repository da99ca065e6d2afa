import Connectors
import Ingestion
import Reporting

/// Puts the progress of an ingest into words, and says which columns are what as soon as that is known.
///
/// Used by the one thread that ingests.
final class IngestProgressText {
  private let sources: [EventFileSource]
  private let bytesTotal: UInt64?
  private let display: ProgressDisplay
  /// Sources whose columns have been said.
  private var saidSources = 0
  private var lastSaid: String?

  init(sources: [EventFileSource], bytesTotal: UInt64?, display: ProgressDisplay) {
    self.sources = sources
    self.bytesTotal = bytesTotal
    self.display = display
  }

  func show(_ progress: IngestProgress) {
    sayColumns()
    switch progress.phase {
    case .reading: display.update(reading(progress))
    case .resolving: display.show(ProgressState(activity: "resolving users", amounts: []))
    case .comparing:
      display.show(ProgressState(activity: "looking for duplicates", amounts: [rows(progress)]))
    case .writing: display.show(ProgressState(activity: "writing", amounts: [rows(progress)]))
    case .merging: display.show(ProgressState(activity: "merging", amounts: [rows(progress)]))
    }
  }

  /// Says the columns of inputs that were begun since the last call; those of like inputs only once.
  func sayColumns() {
    while saidSources < sources.count {
      guard let report = sources[saidSources].reports.first else {
        // Skipped or not begun: in the latter case no later one has begun either.
        let hasLater = sources[saidSources...].dropFirst().contains { !$0.reports.isEmpty }
        if !hasLater { return }
        saidSources += 1
        continue
      }
      guard let roles = report.roles else {
        if report.contentDigest == nil { return }
        saidSources += 1
        continue
      }
      let text = Self.words(roles)
      if text != lastSaid { display.note("columns of \(Phrase.input(report.input)): \(text)") }
      lastSaid = text
      saidSources += 1
    }
  }

  /// `user = user_id (guessed), event = event`.
  private static func words(_ roles: ColumnRoles) -> String {
    ColumnRole.allCases.compactMap { role in
      roles[role].map {
        "\(role.shortWord) = \(DisplayText.clean($0.column))" + ($0.isGuessed ? " (guessed)" : "")
      }
    }.joined(separator: ", ")
  }

  private func reading(_ progress: IngestProgress) -> ProgressState {
    var amounts: [String] = []
    let bytes = NumberText.bytes(Int(clamping: progress.bytesRead))
    if let bytesTotal {
      amounts.append("\(bytes) of \(NumberText.bytes(Int(clamping: bytesTotal)))")
    } else {
      amounts.append(bytes)
    }
    amounts.append(rows(progress))
    if display.elapsed > 0.2 {
      amounts.append(NumberText.grouped(Int(Double(progress.rows) / display.elapsed)) + " rows/s")
    }
    return ProgressState(
      activity: "reading",
      share: bytesTotal.map { $0 == 0 ? 1 : Double(progress.bytesRead) / Double($0) }, amounts: amounts)
  }

  private func rows(_ progress: IngestProgress) -> String {
    Phrase.count(progress.rows, "row")
      + (progress.rejected == 0 ? "" : " and \(Phrase.count(progress.rejected, "reject"))")
  }
}

extension ColumnRole {
  fileprivate var shortWord: String {
    self == .eventID ? "event id" : rawValue
  }
}

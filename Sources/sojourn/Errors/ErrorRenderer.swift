import ArgumentParser
import Connectors
import DatasetGenerator
import EventModel
import HTTPTransport
import Ingestion
import Jobs
import QueryEngine
import QueryLanguage
import RemoteSources
import Reporting
import SegmentStore

/// The one place where errors become sentences: facts in, what went wrong, where and what to do out.
struct ErrorRenderer {
  /// The text that spans of statements refer to.
  struct StatementText {
    var text: String
    /// The file it was read from; `nil` for an argument or the prompt.
    var file: String?
    /// The statement in question, for problems that have no narrower place.
    var span: SourceSpan?
  }

  var statements: StatementText?
  /// The snapshot that was asked.
  var snapshot: Int?

  /// At least one message for any error, in the order of the text where there is one.
  func messages(for error: any Error) -> [ErrorMessage] {
    switch error {
    case let error as QueryError: messages(for: error)
    case let error as InvalidStatement: error.diagnostics.map { message(for: $0) }
    case let error as Diagnostic: [message(for: error)]
    case let error as StoreError: [message(for: error)]
    case let error as EventFileError: [message(for: error)]
    case let error as IngestError: [message(for: error)]
    case let error as AvroFault: [message(for: error)]
    case let error as HeapConnectError: [message(for: error)]
    case let error as S3Error: [message(for: error)]
    case let error as ProfileError: messages(for: error)
    case let error as ExportError: [message(for: error)]
    case let error as HTTPError: [message(for: error)]
    case let error as IdentityFileError: [message(for: error)]
    case let error as RecipeError: [message(for: error)]
    case let error as DatasetError: [message(for: error)]
    case let error as ColumnMapError: [message(for: error)]
    case let error as TimePattern.Fault: [message(for: error)]
    case let error as JobFileError: messages(for: error)
    case let failure as IngestOptionFailure: messages(for: failure)
    case let failure as StatementFailure:
      ErrorRenderer(
        statements: StatementText(text: failure.statement, file: nil), snapshot: failure.snapshot
      ).messages(for: failure.error)
    case is JobCancelled: [ErrorMessage("cancelled", "cancelled", exit: .cancelled)]
    case let error as CommandError: [message(for: error)]
    default: [ErrorMessage("unexpected", "something unforeseen went wrong: \(error)", exit: .failed)]
    }
  }

  func message(for error: IngestError) -> ErrorMessage {
    switch error {
    case .cancelled: Self.cancelled
    case .cancelledAfterMerges(let merges, let snapshot):
      ErrorMessage(
        "cancelled",
        "cancelled after \(Phrase.count(merges, "merge")), kept as snapshot \(snapshot); no answer has changed",
        hint: "run the command again for the rest", exit: .cancelled)
    case .cursorMoved(let source):
      ErrorMessage(
        "cursor-moved", "another process has loaded from source '\(source)' meanwhile; nothing was changed",
        hint: "run the command again", exit: .failed)
    }
  }

  static let cancelled = ErrorMessage("cancelled", "cancelled; nothing was changed", exit: .cancelled)
}

/// Words that several sentences need.
enum Phrase {
  /// `'a', 'b' and 'c'`.
  static func list(_ names: [String], last: String = "and", limit: Int = 12) -> String {
    var parts = names.prefix(limit).map { "'\($0)'" }
    if names.count > limit { parts.append("\(NumberText.grouped(names.count - limit)) more") }
    guard let final = parts.last, parts.count > 1 else { return parts.first ?? "" }
    return parts.dropLast().joined(separator: ", ") + " \(last) " + final
  }

  static func didYouMean(_ suggestions: [String]) -> String? {
    suggestions.isEmpty ? nil : "did you mean \(list(suggestions, last: "or"))?"
  }

  /// The name of an input as it is said: `-` is standard input.
  static func input(_ name: String) -> String {
    name == "-" ? "standard input" : DisplayText.clean(name)
  }

  /// `1 row`, `2,000 rows`.
  static func count(_ number: Int, _ noun: String) -> String {
    "\(NumberText.grouped(number)) \(noun)" + (number == 1 ? "" : "s")
  }
}

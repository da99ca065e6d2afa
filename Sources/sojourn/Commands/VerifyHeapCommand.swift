import ArgumentParser
import Connectors
import EventModel
import Ingestion
import QueryEngine
import QueryLanguage
import QueryResults
import Reporting
import SegmentStore

/// `sojourn verify heap`.
struct VerifyHeapCommand: ExecutableCommand {
  enum Format: String, CaseIterable, ExpressibleByArgument {
    case table
    case json
  }

  static let configuration = CommandConfiguration(
    commandName: "heap",
    abstract: "Compute each funnel that Heap counted from the stored events, and show both numbers.",
    usage: "sojourn verify heap --store <path> [<options>]",
    discussion: """
      Takes the funnels that ingest heap-api kept beside the snapshot, asks each as
      a funnel of this store with the preset 'as heap' over the same range, and
      shows both counts of each step, the difference and what can explain it.
      The exit code is 1 when a step differs by more than --tolerance.

      EXAMPLES
        sojourn verify heap --store shop
        sojourn verify heap --store shop --source heap --tolerance 1% --format json
      """)

  @OptionGroup var store: StoreOption

  @Option(help: ArgumentHelp("Compare the figures of this source only.", valueName: "name"))
  var source: String?

  @Option(
    help: ArgumentHelp("The relative difference of a step that still counts as equal.", valueName: "percent"))
  var tolerance = "0"

  @Option(help: "How the comparison is written.")
  var format: Format = .table

  @OptionGroup var threads: ThreadsOption

  var reportsErrorsAsJSON: Bool { format == .json }

  func execute() throws -> CommandExit {
    let tolerance = try OptionText.share(self.tolerance, option: "--tolerance")
    let session = StatementSession(store: try store.path(), threads: try threads.count(), zone: nil)
    let engine = try session.engine(snapshot: nil)
    let manifest = engine.snapshot.manifest
    let found = try engine.snapshot.store.referenceFigures(in: manifest).filter {
      source == nil || $0.source == source
    }
    guard !found.isEmpty else { throw CommandError.figuresMissing(snapshot: manifest.snapshot) }
    var comparisons: [FunnelVerification] = []
    try Interruption.shared.whileCancellable {
      for (name, figures) in found {
        guard let figures else { throw CommandError.figuresUnreadable(source: name) }
        for funnel in figures.funnels {
          if Interruption.shared.isRequested { throw CommandError.cancelled }
          comparisons.append(FunnelVerification(funnel, of: figures, engine: engine, tolerance: tolerance))
        }
      }
    }
    let text = FunnelVerificationText(comparisons: comparisons, snapshot: manifest.snapshot)
    try StandardStream.output.write(format == .json ? text.json : text.lines)
    return comparisons.allSatisfy(\.agrees) ? .done : .failed
  }
}

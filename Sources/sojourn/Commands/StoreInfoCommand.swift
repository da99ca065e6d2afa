import ArgumentParser
import QueryEngine
import Reporting
import SegmentStore

/// `sojourn store info`.
struct StoreInfoCommand: ExecutableCommand {
  /// How the figures are written.
  enum Format: String, CaseIterable, ExpressibleByArgument {
    case table
    case json
  }

  static let configuration = CommandConfiguration(
    commandName: "info",
    abstract: "Show the figures of a snapshot, and what each column and event takes.",
    usage: "sojourn store info --store <path> [<options>]",
    discussion: """
      Bytes are those on disk. Encodings are named as in docs/format/segment-file.md;
      +zstd means that the block is compressed as well.

      EXAMPLES
        sojourn store info --store shop
        sojourn store info --store shop --snapshot 1 --format json
      """)

  @OptionGroup var store: StoreOption

  @Option(help: ArgumentHelp("Show this snapshot instead of the newest.", valueName: "number"))
  var snapshot: Int?

  @Option(help: "How the figures are written.")
  var format: Format = .table

  @OptionGroup var threads: ThreadsOption

  var reportsErrorsAsJSON: Bool { format == .json }

  func execute() throws -> CommandExit {
    let session = StatementSession(store: try store.path(), threads: try threads.count(), zone: nil)
    let figures = try StoreFigures(of: try session.engine(snapshot: snapshot))
    try StandardStream.output.write(format == .json ? figures.json : figures.text)
    return .done
  }
}

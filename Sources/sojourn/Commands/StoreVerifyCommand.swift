import ArgumentParser
import Reporting
import SegmentStore

/// `sojourn store verify`.
struct StoreVerifyCommand: ExecutableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Check every byte and every figure that the snapshots of a store rest on.",
    usage: "sojourn store verify --store <path> [<options>]",
    discussion: """
      Reads all files of all snapshots and compares checksums, totals, orders and
      the chain of manifests. All damage is listed, each with file, section and byte;
      the exit code is then 1. Changes nothing, and takes no lock.

      EXAMPLES
        sojourn store verify --store shop
        sojourn store verify --store shop --format json
      """)

  @OptionGroup var store: StoreOption

  @Option(help: "How the findings are written.")
  var format: StoreInfoCommand.Format = .table

  @OptionGroup var threads: ThreadsOption

  @Option(help: "Show progress: never, auto (a bar on a terminal, else a line every five seconds) or always.")
  var progress: ProgressChoice = .auto

  var reportsErrorsAsJSON: Bool { format == .json }

  func execute() throws -> CommandExit {
    let store = try Store(opening: try store.path())
    let display = ProgressDisplay(progress)
    let report = try Interruption.shared.whileCancellable {
      try StoreVerification(
        store, threads: try threads.count(), isCancelled: { Interruption.shared.isRequested },
        onProgress: { display.update(VerificationText.progress($0)) }
      ).run()
    }
    display.clear()
    guard let report else { throw CommandError.cancelled }
    let text = VerificationText(store: store.path, report: report)
    try StandardStream.output.write(format == .json ? text.json : text.lines)
    return report.problems.isEmpty ? .done : .failed
  }
}

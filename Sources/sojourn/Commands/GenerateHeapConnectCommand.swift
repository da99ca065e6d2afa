import ArgumentParser
import DatasetGenerator
import Glibc
import Reporting

/// `sojourn generate heap-connect`.
struct GenerateHeapConnectCommand: ExecutableCommand {
  static let configuration = CommandConfiguration(
    commandName: "heap-connect",
    abstract: "Write a synthetic bucket of Heap Connect: manifests and Avro files of several dumps.",
    usage: "sojourn generate heap-connect --events <n> --seed <k> -o <path> [...]",
    discussion: """
      The dumps hold what makes real ones hard to load: full and incremental tables,
      late and repeated rows, a redefined and an emptied event, users with several
      ids, columns that come and go. The options decide every byte.

      EXAMPLES
        sojourn generate heap-connect --events 20000 --seed 7 -o bucket
        sojourn generate heap-connect --events 5_000_000 --dumps 30 --seed 1 \\
          --codec zstandard -o bucket
        sojourn ingest heap-connect bucket --store shop
      """)

  @Option(help: ArgumentHelp("How many raw events there are, roughly.", valueName: "n"))
  var events: String

  @Option(help: ArgumentHelp("How many nightly dumps there are.", valueName: "n"))
  var dumps: String = "20"

  @Option(help: ArgumentHelp("The seed; the same one gives the same bytes.", valueName: "k"))
  var seed: UInt64

  @Option(
    name: [.customShort("o"), .customLong("output")],
    help: ArgumentHelp("The directory to write to; missing or empty.", valueName: "path"))
  var output: String

  @Option(
    help: ArgumentHelp("How blocks are compressed: null, deflate, snappy or zstandard.", valueName: "codec"))
  var codec = "snappy"

  @Option(help: ArgumentHelp("The bucket that the manifests name.", valueName: "name"))
  var bucket = "heap-rs3-example"

  @Option(help: "Show progress: never, auto (a bar on a terminal, else a line every five seconds) or always.")
  var progress: ProgressChoice = .auto

  func validate() throws {
    guard AvroBlockCodec(rawValue: codec) != nil else {
      throw ValidationError(
        "--codec is one of \(AvroBlockCodec.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    let isPlain =
      !bucket.isEmpty
      && bucket.utf8.allSatisfy {
        (97...122).contains($0) || (48...57).contains($0) || $0 == UInt8(ascii: "-")
          || $0 == UInt8(ascii: ".")
      }
    guard isPlain else { throw ValidationError("--bucket has small letters, digits, '-' and '.' only") }
  }

  func execute() throws -> CommandExit {
    let recipe = HeapConnectRecipe(
      events: try OptionText.count(events, option: "--events"),
      dumps: try OptionText.count(dumps, option: "--dumps"), seed: seed,
      codec: AvroBlockCodec(rawValue: codec) ?? .snappy, bucket: bucket)
    guard isEmptyOrMissing(output) else { throw CommandError.outputExists(path: output) }
    let display = ProgressDisplay(progress)
    let report = try Interruption.shared.whileCancellable {
      try HeapConnectWriter.write(
        recipe, to: output, isCancelled: { Interruption.shared.isRequested },
        progress: { state in
          display.update(
            ProgressState(
              activity: "generating", share: Double(state.dumps) / Double(max(1, recipe.dumps)),
              amounts: [Phrase.count(state.dumps, "dump"), Phrase.count(state.rows, "row")]))
        })
    }
    display.clear()
    StandardStream.note(
      "wrote \(Phrase.count(report.dumps, "dump")) to \(output): \(Phrase.count(report.rows, "row")) in "
        + Phrase.count(report.files, "file"))
    return .done
  }

  private func isEmptyOrMissing(_ path: String) -> Bool {
    guard let directory = opendir(path) else { return errno == ENOENT }
    defer { closedir(directory) }
    var names = 0
    while readdir(directory) != nil { names += 1 }
    return names <= 2
  }
}

import ArgumentParser
import DatasetGenerator
import Glibc
import Reporting

/// `sojourn generate`: the kinds of synthetic data.
struct GenerateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "generate",
    abstract: "Write a synthetic event log, or a bucket of Heap Connect.",
    usage: """
      sojourn generate <recipe> --events <n> --seed <k> -o <path>
      sojourn generate heap-connect --events <n> --seed <k> -o <path>
      """,
    discussion: """
      EXAMPLES
        sojourn generate datasets/shop.yml --events 100000 --seed 7 -o shop.jsonl.zst
        sojourn generate heap-connect --events 20000 --seed 7 -o bucket
      """,
    subcommands: [GenerateRecipeCommand.self, GenerateHeapConnectCommand.self],
    defaultSubcommand: GenerateRecipeCommand.self)
}

/// `sojourn generate <recipe>`.
struct GenerateRecipeCommand: ExecutableCommand {
  static let configuration = CommandConfiguration(
    commandName: "recipe",
    abstract: "Write a synthetic event log from a recipe; the word itself may be left out.",
    usage: "sojourn generate <recipe> --events <n> --seed <k> -o <path> [<options>]",
    discussion: """
      The recipe, the number of events and the seed decide every byte. The ending of
      the path tells the format: .jsonl or .csv, perhaps with .gz or .zst behind it.

      EXAMPLES
        sojourn generate datasets/shop.yml --events 100000 --seed 7 -o shop.jsonl.zst
        sojourn generate datasets/clickstream.yml --events 10_000 --seed 1 -o c.csv
        sojourn generate datasets/shop.yml --events 1000 --seed 1 -o - | head
      """)

  /// The longest recipe that is read; the generator's own limit is lower and says so.
  private static let longestRecipe = 1 << 20

  @Argument(help: "The recipe, a YAML file.")
  var recipe: String

  @Option(help: ArgumentHelp("How many events to write.", valueName: "n"))
  var events: String

  @Option(help: ArgumentHelp("The seed; the same one gives the same bytes.", valueName: "k"))
  var seed: UInt64

  @Option(
    name: [.customShort("o"), .customLong("output")],
    help: ArgumentHelp("Where to write; - is standard output, as JSON Lines.", valueName: "path"))
  var output: String

  @Flag(help: "Replace the file if there is one.")
  var force = false

  @OptionGroup var threads: ThreadsOption

  @Option(help: "Show progress: never, auto (a bar on a terminal, else a line every five seconds) or always.")
  var progress: ProgressChoice = .auto

  func execute() throws -> CommandExit {
    let count = try OptionText.count(events, option: "--events")
    let threads = try threads.count()
    let text = try TextFile.contents(recipe, limit: Self.longestRecipe)
    let loaded = try Recipe.load(yaml: text, name: recipe)
    if output != "-" && !force && isFile(output) { throw CommandError.outputExists(path: output) }
    let display = ProgressDisplay(progress)
    var last: DatasetProgress?
    do {
      try Interruption.shared.whileCancellable {
        try DatasetWriter.write(
          recipe: loaded, events: count, seed: seed, to: output, workers: threads,
          isCancelled: { Interruption.shared.isRequested },
          progress: { state in
            last = state
            display.update(Self.words(for: state, elapsed: display.elapsed))
          })
      }
    } catch DatasetError.cannotWrite("-", EPIPE) {
      return .done
    }
    display.clear()
    if output != "-" {
      StandardStream.note(
        "wrote \(Phrase.count(count, "event")) to \(output): \(NumberText.bytes(last?.bytesWritten ?? 0)) before compression"
      )
    }
    return .done
  }

  private static func words(for state: DatasetProgress, elapsed: Double) -> ProgressState {
    var amounts = [
      "\(NumberText.grouped(state.eventsWritten)) of \(NumberText.grouped(state.eventsTotal)) events",
      NumberText.bytes(state.bytesWritten),
    ]
    if elapsed > 0.2 {
      amounts.append(NumberText.grouped(Int(Double(state.eventsWritten) / elapsed)) + " events/s")
    }
    return ProgressState(
      activity: "generating", share: Double(state.eventsWritten) / Double(max(1, state.eventsTotal)),
      amounts: amounts)
  }

  /// Whether there is a file that would be replaced; a pipe or device is written to as it is.
  private func isFile(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }
}

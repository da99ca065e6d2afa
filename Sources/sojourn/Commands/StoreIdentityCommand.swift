import ArgumentParser
import Ingestion
import Reporting
import SegmentStore

/// `sojourn store identity`.
struct StoreIdentityCommand: ExecutableCommand {
  static let configuration = CommandConfiguration(
    commandName: "identity",
    abstract: "Add to or replace the identity map: whose raw ids are whose.",
    usage: "sojourn store identity --add <file> | --replace <file> | --clear",
    discussion: """
      The file has the columns raw_id, user_id and perhaps source, as CSV with a header
      or as JSON Lines. Events of a raw id become those of the user its links lead to
      in the end, at once and for all of history. No segment file is written again: the
      events of users that change are written into one new file.

      Where several links of a file give one id different users, the smallest user id
      counts; on a ring of links, all ids become the smallest. A link with a source is
      about events of that source only and wins over one without.

      EXAMPLES
        sojourn store identity --add logins.csv --store shop
        sojourn store identity --replace people.jsonl.zst --store shop
        sojourn store identity --clear --store shop
      """)

  @OptionGroup var store: StoreOption

  @Option(help: ArgumentHelp("Links that join the map.", valueName: "file"))
  var add: String?

  @Option(help: ArgumentHelp("Links that take the place of all there are.", valueName: "file"))
  var replace: String?

  @Flag(help: "Leave no link: everyone is whom they say.")
  var clear = false

  @OptionGroup var threads: ThreadsOption

  func validate() throws {
    guard [add != nil, replace != nil, clear].count(where: { $0 }) == 1 else {
      throw ValidationError("one of --add, --replace and --clear is needed")
    }
  }

  func execute() throws -> CommandExit {
    let change: IdentityChange
    if let add {
      change = .add(try IdentityLinks.load(add))
    } else if let replace {
      change = .replace(try IdentityLinks.load(replace))
    } else {
      change = .replace([])
    }
    let path = try store.path()
    let threads = try threads.count()
    let store = try Store(opening: path)
    let (report, snapshot) = try Interruption.shared.whileCancellable {
      try IdentityUpdate(
        of: store, threads: threads, isCancelled: { Interruption.shared.isRequested }
      ).run(change)
    }
    let summary = IdentitySummary(report: report)
    for note in summary.notes { StandardStream.note(note) }
    var lines = summary.lines
    lines.insert(
      snapshot.map { "Snapshot \($0) is committed to \(path)." }
        ?? "Nothing to do: the map says this already.",
      at: 0)
    try StandardStream.output.write(lines.joined(separator: "\n") + "\n")
    return .done
  }
}

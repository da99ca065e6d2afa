import ArgumentParser
import Connectors
import Ingestion
import Reporting
import SegmentStore

/// `sojourn store forget`.
struct StoreForgetCommand: ExecutableCommand {
  static let configuration = CommandConfiguration(
    commandName: "forget",
    abstract: "Remove users from every answer, and with --purge from the disk.",
    usage: "sojourn store forget --user <id> ... | --users-file <file> [--purge]",
    discussion: """
      A user is known by the id given, by the user it stands for in the identity map, and
      by every raw id that stands for that user. Their events are gone from every answer
      at once, also from older snapshots; their links and what reject logs say of them go
      too. A line without personal data is added to audit.jsonl.

      The bytes stay on the disk until the files are compacted and older snapshots
      expire. --purge does both at once and leaves only the newest snapshot.

      EXAMPLES
        sojourn store forget --user u42 --store shop
        sojourn store forget --users-file requests.txt --store shop --purge
      """)

  @OptionGroup var store: StoreOption

  @Option(help: ArgumentHelp("An id; may be given more than once.", valueName: "id"))
  var user: [String] = []

  @Option(help: ArgumentHelp("A file with an id per line.", valueName: "file"))
  var usersFile: String?

  @Flag(help: "Also take their bytes off the disk; older snapshots go with them.")
  var purge = false

  @OptionGroup var threads: ThreadsOption

  func validate() throws {
    guard !user.isEmpty || usersFile != nil else {
      throw ValidationError("--user or --users-file is needed")
    }
    guard user.allSatisfy({ !$0.isEmpty }) else { throw ValidationError("an id cannot be empty") }
  }

  func execute() throws -> CommandExit {
    let path = try store.path()
    let threads = try threads.count()
    var ids = user.map { Array($0.utf8) }
    if let usersFile { ids += try UserIDFile(path: usersFile).userIDs() }
    let store = try Store(opening: path)
    let report = try Interruption.shared.whileCancellable {
      try Forgetting(
        in: store, version: Sojourn.version, isCancelled: { Interruption.shared.isRequested }
      ).run(ids)
    }
    try StandardStream.output.write(Self.text(report, store: path))
    if purge {
      try StoragePurge(store: store, threads: threads).run()
    } else if report.files > 0 {
      StandardStream.note(
        "the bytes are still in \(Phrase.count(report.files, "file")); "
          + "sojourn store compact --purge --store \(path) takes them off the disk")
    }
    return .done
  }

  private static func text(_ report: ForgetReport, store: String) -> String {
    var lines = [
      report.snapshot.map { "Snapshot \($0) is committed to \(store)." } ?? "Nothing was found.",
      "  \(NumberText.grouped(report.usersFound)) of \(Phrase.count(report.usersAsked, "user")) found",
    ]
    if report.snapshot != nil {
      lines.append("  \(Phrase.count(report.events, "event")) forgotten")
      if report.olderEvents > 0 {
        lines.append("  \(Phrase.count(report.olderEvents, "event")) of files that only older snapshots have")
      }
      if report.links > 0 { lines.append("  \(Phrase.count(report.links, "identity link")) removed") }
      if report.listEntries > 0 {
        lines.append(
          "  \(Phrase.count(report.listEntries, "membership")) of segments that sources told removed")
      }
    }
    if report.rejects > 0 {
      lines.append("  \(Phrase.count(report.rejects, "line")) of reject logs without their text now")
    }
    return lines.joined(separator: "\n") + "\n"
  }
}

import ArgumentParser
import EventModel
import Glibc
import Reporting
import SegmentStore

/// `sojourn store expire`.
struct StoreExpireCommand: ExecutableCommand {
  static let configuration = CommandConfiguration(
    commandName: "expire",
    abstract: "Remove old snapshots and the files that no other snapshot needs.",
    usage: "sojourn store expire --store <path> [--keep <number>] [<options>]",
    discussion: """
      Snapshots go from the oldest on; the newest always stays, and with it all
      events it holds. With both --keep and --older-than a snapshot goes only when
      both let it. Reject logs go with the snapshot of their ingest.

      EXAMPLES
        sojourn store expire --store shop --keep 10
        sojourn store expire --store shop --older-than 30d --dry-run
      """)

  @OptionGroup var store: StoreOption

  @Option(help: ArgumentHelp("Keep so many of the newest snapshots.", valueName: "number"))
  var keep: Int?

  @Option(
    help: ArgumentHelp(
      "Remove only snapshots committed longer ago than this, such as 12h, 30d or 8w.", valueName: "duration"))
  var olderThan: String?

  @Flag(help: "Say what would be removed, and remove nothing.")
  var dryRun = false

  @Option(help: "How the outcome is written.")
  var format: StoreInfoCommand.Format = .table

  var reportsErrorsAsJSON: Bool { format == .json }

  func validate() throws {
    if keep == nil && olderThan == nil { throw ValidationError("say what to keep: --keep or --older-than") }
  }

  func execute() throws -> CommandExit {
    if let keep, keep < 1 {
      throw CommandError.invalidValue(option: "--keep", value: "\(keep)", expectation: .positiveInteger)
    }
    var rule = ExpirationRule(keep: keep ?? 1)
    if let olderThan {
      let age = try OptionText.duration(olderThan, option: "--older-than")
      rule.committedBefore = Timestamp(microseconds: Self.now() - age)
    }
    let store = try Store(opening: try store.path())
    let outcome = try dryRun ? store.expiration(rule) : store.expire(rule)
    try StandardStream.output.write(format == .json ? json(outcome, store.path) : text(outcome))
    return .done
  }

  private func text(_ outcome: Expiration) -> String {
    var lines: [String] = []
    let stay = ErrorRenderer.ranges(outcome.kept) + (outcome.kept.count == 1 ? " stays" : " stay")
    if outcome.expired.isEmpty {
      lines.append("No snapshot expires; \(stay).")
    } else {
      let verb = dryRun ? "would expire" : "expired"
      lines.append(
        "\(ErrorRenderer.ranges(outcome.expired)) \(verb); \(stay).")
    }
    if outcome.bytes > 0 {
      let verb = dryRun ? "would be removed" : "were removed"
      let manifests = Phrase.count(outcome.expired.count, "manifest")
      lines.append(
        "\(manifests) and \(Phrase.count(outcome.files.count, "file")) with \(NumberText.bytes(outcome.bytes)) \(verb)."
      )
    }
    return lines.map { $0.prefix(1).uppercased() + $0.dropFirst() + "\n" }.joined()
  }

  private func json(_ outcome: Expiration, _ store: String) -> String {
    var writer = JSONWriter()
    writer.object { json in
      json.member(named: "store") { $0.write(store) }
      json.member(named: "dry_run") { $0.write(dryRun) }
      json.member(named: "expired") { $0.array(outcome.expired) { $0.write($1) } }
      json.member(named: "kept") { $0.array(outcome.kept) { $0.write($1) } }
      json.member(named: "files") { json in
        json.array(outcome.files) { json, file in
          json.object { json in
            json.member(named: "path") { $0.write(file.path) }
            json.member(named: "bytes") { $0.write(file.bytes) }
          }
        }
      }
      json.member(named: "bytes") { $0.write(outcome.bytes) }
    }
    return writer.text + "\n"
  }

  /// µs since 1970.
  private static func now() -> Int64 {
    var clock = timespec()
    clock_gettime(CLOCK_REALTIME, &clock)
    return Int64(clock.tv_sec) * 1_000_000 + Int64(clock.tv_nsec) / 1_000
  }
}

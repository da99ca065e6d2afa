import ArgumentParser
import Connectors
import EventModel
import Ingestion

/// What of an ingest counts once.
enum DedupeChoice: String, CaseIterable, ExpressibleByArgument {
  case ids
  case rows
}

/// What all kinds of event files have in common.
struct IngestArguments: ParsableArguments {
  @Argument(help: "Files to read, plain, .gz or .zst; - is standard input.")
  var file: [String]

  @OptionGroup var store: StoreOption

  @Option(help: ArgumentHelp("The column of the user.", valueName: "column"))
  var user: String?

  @Option(
    help: ArgumentHelp("The column of the account, in rows of the table of accounts.", valueName: "column"))
  var accountID: String?

  @Option(help: ArgumentHelp("The column of the event name.", valueName: "column"))
  var event: String?

  @Option(help: ArgumentHelp("The column of the time.", valueName: "column"))
  var time: String?

  @Option(help: ArgumentHelp("The column of the event's own id.", valueName: "column"))
  var eventID: String?

  @Option(help: ArgumentHelp("The column of the session.", valueName: "column"))
  var session: String?

  @Flag(help: "There is no column of event ids, whatever its name looks like.")
  var noEventID = false

  @Flag(help: "There is no column of sessions, whatever its name looks like.")
  var noSession = false

  @Option(
    help: ArgumentHelp(
      "What to call the source of the events; by default the first file's name without endings, or stdin.",
      valueName: "name"))
  var source: String?

  @Option(
    help: ArgumentHelp(
      "How times are written: auto, iso, s, ms, us, ns (since 1970), or a pattern such as '%d/%m/%Y %H:%M'.",
      valueName: "format"))
  var timeFormat = "auto"

  @Option(
    help: ArgumentHelp(
      "The zone of times that carry none, such as Europe/Berlin or +01:00.", valueName: "zone"))
  var timeZone = "UTC"

  @Option(help: ArgumentHelp("A YAML file that renames, types or leaves out columns.", valueName: "file.yml"))
  var map: String?

  @Option(
    help: ArgumentHelp(
      "Columns that say something of the user, not of the event; the newest value counts.",
      valueName: "columns"))
  var userProperties: String?

  @Option(
    help: ArgumentHelp(
      "The property, of events or users, whose values are the store's accounts.", valueName: "property"))
  var account: String?

  @Option(
    help: ArgumentHelp(
      "The rows are no events but say what users or accounts are like: users (properties user.…) or accounts (account.…).",
      valueName: "table"))
  var table: PropertyTable?

  @Flag(help: "The rows take the place of all that the source has in the table.")
  var replaceTable = false

  @Option(
    help: ArgumentHelp(
      "The silence that ends a session of this source where a statement splits by inactivity, such as 15m.",
      valueName: "duration"))
  var sessionGap: String?

  @Option(
    help: ArgumentHelp(
      "A CSV or JSON Lines file of raw_id, user_id and perhaps source that joins the store's identity map.",
      valueName: "file"))
  var identity: String?

  @Option(
    help: ArgumentHelp(
      "What counts once: ids (events of the same id, the default) or rows (also rows alike in every column).",
      valueName: "what"))
  var dedupe: DedupeChoice = .ids

  @Option(
    help: ArgumentHelp("The share of rejected rows above which the exit code is 3.", valueName: "percent"))
  var maxRejects = "0.1%"

  @Option(
    help: ArgumentHelp(
      "Memory for events before they are sorted to disk, such as 512MB; more makes fewer passes.",
      valueName: "size"))
  var memory: String?

  @OptionGroup var threads: ThreadsOption

  @Option(help: "Show progress: never, auto (a bar on a terminal, else a line every five seconds) or always.")
  var progress: ProgressChoice = .auto

  /// How the columns of the roles are to be found.
  var roles: ColumnRoleChoices {
    var roles = ColumnRoleChoices()
    let named: [(ColumnRole, String?)] = [
      (.user, user), (.account, accountID), (.event, event), (.time, time), (.session, session),
      (.eventID, eventID),
    ]
    for case (let role, let column?) in named { roles[role] = .named(column) }
    if noSession { roles[.session] = .none }
    if noEventID { roles[.eventID] = .none }
    return roles
  }

  func validate() throws {
    if noSession && session != nil { throw ValidationError("--session and --no-session exclude each other") }
    if noEventID && eventID != nil {
      throw ValidationError("--event-id and --no-event-id exclude each other")
    }
    try validateTable()
  }
}

extension IngestArguments {
  /// What is said of the columns must fit what the rows are.
  private func validateTable() throws {
    if table != .accounts && accountID != nil {
      throw ValidationError("--account-id is the column of the key of --table accounts")
    }
    guard let table else {
      if replaceTable { throw ValidationError("--replace-table needs --table") }
      return
    }
    let strangers: [(String, Bool)] = [
      ("--user", table == .accounts && user != nil), ("--event", event != nil),
      ("--event-id", eventID != nil),
      ("--session", session != nil), ("--user-properties", userProperties != nil),
      ("--session-gap", sessionGap != nil),
    ]
    if let option = strangers.first(where: { $0.1 })?.0 {
      throw ValidationError("rows of --table \(table.rawValue) have no \(option)")
    }
  }

  private static let leastMemory = 1_000_000

  /// How the files are to be read.
  func fileOptions() throws -> EventFileOptions {
    var options = EventFileOptions()
    options.roles = roles
    options.table = table
    if let map { options.mapping = try ColumnMapFile.load(map) }
    for name in userProperties?.split(separator: ",") ?? [] {
      let column = String(name.drop { $0 == " " })
      // A renamed column may be called by either name.
      let renamed = options.mapping.rules.first { $0.value.name == column }?.key
      options.mapping.rules[renamed ?? column, default: .init()].isUserProperty = true
    }
    options.times = TimeTextParser(
      format: try TimeFormat(parsing: timeFormat), zone: try OptionText.zone(timeZone, option: "--time-zone"))
    options.threads = try threads.count()
    return options
  }

  func ingestOptions() throws -> IngestOptions {
    var options = IngestOptions(source: sourceName, threads: try threads.count())
    if let memory {
      options.memoryBudget = try OptionText.byteSize(memory, option: "--memory", least: Self.leastMemory)
    }
    if let identity { options.identity = .add(try IdentityLinks.load(identity)) }
    options.dropsEqualRows = dedupe == .rows
    options.accountProperty = account
    if replaceTable, let table { options.replacedTables = [table] }
    options.sessionGap = try sessionGap.map { try OptionText.duration($0, option: "--session-gap") }
    return options
  }

  /// The source as named, or the name of the first file without directory and endings.
  var sourceName: String {
    if let source, !source.isEmpty { return source }
    return Self.sourceName(ofFile: file.first)
  }

  /// The name of a file without directory and endings, or `stdin`.
  static func sourceName(ofFile path: String?) -> String {
    guard let first = path, first != "-" else { return "stdin" }
    var name = first.split(separator: "/").last.map(String.init) ?? first
    for ending in [".gz", ".zst"] where name.lowercased().hasSuffix(ending) {
      name.removeLast(ending.count)
      break
    }
    if let dot = name.lastIndex(of: "."), dot != name.startIndex { name = String(name[..<dot]) }
    return name.isEmpty ? "stdin" : name
  }
}

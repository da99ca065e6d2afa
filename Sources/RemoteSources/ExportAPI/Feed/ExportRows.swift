import Connectors
import EventModel

/// How the rows of an object become events, or rows of a table.
enum ExportRows {
  static func table(of object: ExportProfile.Object) -> PropertyTable? {
    switch object {
    case .users: .users
    case .accounts: .accounts
    case .events, .segments, .funnels, .analytics: nil
    }
  }

  /// The options of the reader of event files that a query's field map stands for.
  static func options(
    _ object: ExportProfile.Object, _ query: ExportQuery, threads: Int, now: Int64
  ) throws(ExportError) -> EventFileOptions {
    var options = EventFileOptions()
    options.threads = threads
    options.table = table(of: object)
    options.tableTime = options.table == nil ? nil : Timestamp(microseconds: now)
    func choice(_ field: String) -> ColumnRoleChoice {
      query.fields[field].map { .named($0) } ?? ColumnRoleChoice.none
    }
    switch object {
    case .accounts:
      options.roles[.account] = choice("account")
      options.roles[.time] = choice("time")
    case .users:
      options.roles[.user] = choice("user")
      options.roles[.time] = choice("time")
    default:
      options.roles[.user] = choice("user")
      options.roles[.event] = choice("event")
      options.roles[.time] = choice("time")
      options.roles[.session] = choice("session")
      options.roles[.eventID] = choice("event_id")
    }
    for name in query.ignored { options.mapping.rules[name, default: .init()].isIgnored = true }
    for (name, other) in query.renamed { options.mapping.rules[name, default: .init()].name = other }
    do {
      options.times = TimeTextParser(format: try TimeFormat(parsing: query.timeFormat))
    } catch {
      throw .timeFormat(query.timeFormat)
    }
    return options
  }
}

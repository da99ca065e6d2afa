package import DatasetGenerator
import EventModel

/// The dumps of Heap Connect as an analyst would read them with dictionaries and loops: what a store must hold.
package enum NaiveHeapReading {
  package struct Event: Sendable {
    package var user: String
    package var name: String
    /// With the table's name in front.
    package var id: String
    package var time: Int64

    /// Who, what, which and when.
    package var words: String { "\(user) \(name) \(id) \(time)" }
  }

  private typealias Row = [String: HeapConnectDump.Value]

  /// The events all dumps leave, in no particular order.
  package static func events(of dumps: HeapConnectDumps) -> [Event] {
    var tables: [String: [Row]] = [:]
    for index in 0..<dumps.count {
      for table in dumps.dump(index).tables {
        let rows = table.rows.map { Row(uniqueKeysWithValues: zip(table.columns.map(\.name), $0)) }
        tables[table.name] = table.isIncremental ? (tables[table.name] ?? []) + rows : rows
      }
    }
    var links: [String: String] = [:]
    for row in tables["user_migrations"] ?? [] where row["from_user_id"] != row["to_user_id"] {
      links[text(row["from_user_id"])] = text(row["to_user_id"])
    }
    var newest: [String: Event] = [:]
    for (name, rows) in tables where !["users", "user_migrations", "_event_metadata"].contains(name) {
      for row in rows {
        let id = "\(name)/\(text(row[name == "sessions" ? "session_id" : "event_id"]))"
        let user = owner(of: text(row["user_id"]), links)
        newest["\(user) \(id)"] = Event(user: user, name: name, id: id, time: time(text(row["time"])))
      }
    }
    return Array(newest.values)
  }

  /// Follows links to their end; a ring ends in its smallest id.
  private static func owner(of id: String, _ links: [String: String]) -> String {
    var path: [String] = []
    var id = id
    while let next = links[id] {
      if path.contains(id) { return path.drop { $0 != id }.min() ?? id }
      path.append(id)
      id = next
    }
    return id
  }

  private static func text(_ value: HeapConnectDump.Value?) -> String {
    switch value {
    case .integer(let number)?: String(number)
    case .text(let text)?: text
    case .null?, nil: ""
    }
  }

  private static func time(_ text: String) -> Int64 {
    guard case .time(let time) = TimeTextParser().parse(text) else { return 0 }
    return time.microseconds
  }
}

import EventModel

extension StoreModel {
  /// Rows that say nothing new are dropped; with `replaces` all rows of the source go first.
  mutating func ingest(_ rows: [ModelTableRow], replaces: Bool) {
    if replaces, let first = rows.first {
      tableRows.removeAll { $0.table == first.table && $0.source == first.source }
    }
    for var row in rows {
      if row.table == .users { row.key = owner(of: row.rawKey, source: row.source) }
      if !tableRows.contains(row) { tableRows.append(row) }
    }
  }

  /// The newest value of each property of a user, from the table and from events; at one instant the table's.
  func properties(ofUser user: String) -> [String: PropertyValue] {
    var newest: [String: (time: Int64, value: PropertyValue)] = [:]
    for event in events where event.user == user {
      for (name, value) in event.properties where name.hasPrefix("user.") {
        let property = String(name.dropFirst("user.".count))
        if event.time >= newest[property]?.time ?? .min { newest[property] = (event.time, value) }
      }
    }
    for row in tableRows where row.table == .users && row.key == user {
      for (name, value) in row.properties where row.time >= newest[name]?.time ?? .min {
        newest[name] = (row.time, value)
      }
    }
    return newest.mapValues(\.value)
  }

  /// The newest values of an account.
  func properties(ofAccount account: String) -> [String: PropertyValue] {
    var newest: [String: (time: Int64, value: PropertyValue)] = [:]
    for row in tableRows where row.table == .accounts && row.key == account {
      for (name, value) in row.properties where row.time >= newest[name]?.time ?? .min {
        newest[name] = (row.time, value)
      }
    }
    return newest.mapValues(\.value)
  }

  /// All rows of a table by key, then time.
  func sequences(of table: PropertyTable) -> [String] {
    tableRows.enumerated().filter { $0.element.table == table }.sorted { left, right in
      let (a, b) = (left.element, right.element)
      if a.key != b.key { return a.key.utf8.lexicographicallyPrecedes(b.key.utf8) }
      return (a.time, left.offset) < (b.time, right.offset)
    }.map(\.element.text)
  }
}

package import EventModel
package import SegmentStore

/// The names of a snapshot under one numbering, whatever codes its files use.
package struct SnapshotCatalog: Sendable {
  /// An event name and how often it occurs.
  package struct EventName: Sendable {
    package var name: String
    package var rows: Int
  }

  /// Sorted by name; the position is the event's number.
  package private(set) var events: [EventName] = []
  /// Properties by name, then built-in columns; the position is the column's number.
  package private(set) var columns: [EventColumn] = []
  /// Event number by file and code.
  let eventNumbers: [[UInt32]]
  /// Column number by file and code.
  let columnNumbers: [[UInt32]]
  private let eventsByName: [ExactText: Int]
  private let numbersByColumn: [EventColumn: Int]
  /// Code by file and event number, or −1.
  private let eventCodes: [[Int32]]
  /// Code by file and column number, or −1.
  private let columnCodes: [[Int32]]

  package init(_ snapshot: Snapshot) {
    var rows: [ExactText: Int] = [:]
    var known: [EventColumn] = []
    var seen: Set<EventColumn> = []
    for file in snapshot.files {
      for event in file.footer.eventNames { rows[ExactText(event.name), default: 0] += event.rows }
      known += file.footer.columns.filter { seen.insert($0).inserted }
    }
    let events = rows.sorted { $0.key < $1.key }.map { EventName(name: $0.key.text, rows: $0.value) }
    let columns = known.sorted { ($0.kind.rawValue, $0.name) < ($1.kind.rawValue, $1.name) }
    let eventsByName = Dictionary(uniqueKeysWithValues: events.enumerated().map { (ExactText($1.name), $0) })
    let numbersByColumn = Dictionary(uniqueKeysWithValues: columns.enumerated().map { ($1, $0) })
    eventNumbers = snapshot.files.map { file in
      file.footer.eventNames.map { UInt32(eventsByName[ExactText($0.name)] ?? 0) }
    }
    columnNumbers = snapshot.files.map { file in
      file.footer.columns.map { UInt32(numbersByColumn[$0] ?? 0) }
    }
    func inverted(_ numbers: [[UInt32]], count: Int) -> [[Int32]] {
      numbers.map { list in
        var codes = [Int32](repeating: -1, count: count)
        for (code, number) in list.enumerated() { codes[Int(number)] = Int32(code) }
        return codes
      }
    }
    eventCodes = inverted(eventNumbers, count: events.count)
    columnCodes = inverted(columnNumbers, count: columns.count)
    self.events = events
    self.columns = columns
    self.eventsByName = eventsByName
    self.numbersByColumn = numbersByColumn
  }

  /// The number of the event called `name`.
  package func event(named name: String) -> Int? { eventsByName[ExactText(name)] }

  package func number(of column: EventColumn) -> Int? { numbersByColumn[column] }

  package func hasColumn(_ kind: EventColumn.Kind) -> Bool { columns.contains { $0.kind == kind } }

  package var propertyNames: [String] { columns.filter { $0.kind == .property }.map(\.name) }

  func code(ofEvent number: Int, inFile file: Int) -> UInt32? {
    let code = eventCodes[file][number]
    return code < 0 ? nil : UInt32(code)
  }

  func code(ofColumn number: Int, inFile file: Int) -> UInt32? {
    let code = columnCodes[file][number]
    return code < 0 ? nil : UInt32(code)
  }
}

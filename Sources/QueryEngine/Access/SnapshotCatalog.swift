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
  /// Properties by name, then built-in columns, then properties of users and accounts; the position is the column's number.
  package private(set) var columns: [EventColumn] = []
  /// The column whose values are the accounts of events, where the store names one that is there.
  package private(set) var accountColumn: Int?
  /// Which names are labels of raw events; `nil` where no source has any.
  let labels: EventLabels?
  /// The number of the column, made while reading, that lists an event's labels.
  let labelColumn: Int?
  /// The properties of users of which the earliest time counts, not the newest value.
  private(set) var earliestColumns: Set<Int> = []
  /// Event number by file and code; ``absent`` where no row is alive.
  let eventNumbers: [[UInt32]]
  /// Column number by file and code; ``absent`` where no row is alive.
  let columnNumbers: [[UInt32]]
  private let eventsByName: [ExactText: Int]
  private let numbersByColumn: [EventColumn: Int]
  /// Code by file and event number, or −1.
  private let eventCodes: [[Int32]]
  /// Code by file and column number, or −1.
  private let columnCodes: [[Int32]]

  /// The number of what no living row has.
  static let absent = UInt32.max

  package init(_ snapshot: Snapshot) {
    var rows: [ExactText: Int] = [:]
    var known: [EventColumn] = []
    var seen: Set<EventColumn> = []
    for (file, mask) in zip(snapshot.files, snapshot.masks) {
      for (code, event) in file.footer.eventNames.enumerated() {
        let living = mask.map { $0.remainder.eventRows[code] } ?? event.rows
        if living > 0 { rows[ExactText(event.name), default: 0] += living }
      }
      for (code, column) in file.footer.columns.enumerated()
      where mask.map({ $0.remainder.columnRows[code] > 0 }) ?? true {
        if seen.insert(column).inserted { known.append(column) }
      }
    }
    for table in snapshot.tables.values {
      for (file, mask) in zip(table.files, table.masks) {
        for (code, column) in file.footer.columns.enumerated()
        where column.kind.isOfTable && mask.map({ $0.remainder.columnRows[code] > 0 }) ?? true {
          if seen.insert(column).inserted { known.append(column) }
        }
      }
    }
    let events = rows.sorted { $0.key < $1.key }.map { EventName(name: $0.key.text, rows: $0.value) }
    labels = EventLabels(snapshot.manifest, events: events)
    // A property that the data bring goes first.
    let ownNames = [EventColumn.property(Self.labelsName), .userProperty(Self.labelsName)]
    let showsLabels = labels != nil && seen.isDisjoint(with: ownNames)
    if showsLabels { known.append(.property(Self.labelsName)) }
    let columns = known.sorted { ($0.kind.rawValue, $0.name) < ($1.kind.rawValue, $1.name) }
    let eventsByName = Dictionary(uniqueKeysWithValues: events.enumerated().map { (ExactText($1.name), $0) })
    let numbersByColumn = Dictionary(uniqueKeysWithValues: columns.enumerated().map { ($1, $0) })
    eventNumbers = snapshot.files.map { file in
      file.footer.eventNames.map { eventsByName[ExactText($0.name)].map { UInt32($0) } ?? Self.absent }
    }
    columnNumbers = snapshot.files.map { file in
      file.footer.columns.map { numbersByColumn[$0].map { UInt32($0) } ?? Self.absent }
    }
    labelColumn = showsLabels ? numbersByColumn[.property(Self.labelsName)] : nil
    func inverted(_ numbers: [[UInt32]], count: Int) -> [[Int32]] {
      numbers.map { list in
        var codes = [Int32](repeating: -1, count: count)
        for (code, number) in list.enumerated() where number != Self.absent {
          codes[Int(number)] = Int32(code)
        }
        return codes
      }
    }
    eventCodes = inverted(eventNumbers, count: events.count)
    columnCodes = inverted(columnNumbers, count: columns.count)
    self.events = events
    self.columns = columns
    self.eventsByName = eventsByName
    self.numbersByColumn = numbersByColumn
    accountColumn = snapshot.manifest.accountProperty.flatMap { property(named: $0) }
    let earliest = snapshot.manifest.sources.values.flatMap { $0.earliestProperties ?? [] }
    earliestColumns = Set(earliest.compactMap { number(of: .userProperty($0)) })
  }

  /// What the codes of a table's files mean; only properties of the table have numbers.
  func translations(of table: Snapshot.TableFiles) -> [RangeMerger.Translation] {
    table.files.map { file in
      RangeMerger.Translation(
        events: file.footer.eventNames.map { _ in 0 },
        columns: file.footer.columns.map { column in
          column.kind.isOfTable ? numbersByColumn[column].map { UInt32($0) } : nil
        })
    }
  }

  /// The number of the event called `name`.
  package func event(named name: String) -> Int? { eventsByName[ExactText(name)] }

  package func number(of column: EventColumn) -> Int? { numbersByColumn[column] }

  package func hasColumn(_ kind: EventColumn.Kind) -> Bool { columns.contains { $0.kind == kind } }

  /// Names by which statements can ask for properties, of events and, behind `user.` and `account.`, of users and accounts.
  package var propertyNames: [String] { columns.indices.compactMap { propertyName(ofColumn: $0) } }

  /// What statements call a property; `nil` for other columns.
  func propertyName(ofColumn number: Int) -> String? {
    switch columns[number].kind {
    case .property: columns[number].name
    case .userProperty: Self.userPrefix + columns[number].name
    case .accountProperty: Self.accountPrefix + columns[number].name
    default: nil
    }
  }

  /// The property that lists the labels of an event.
  private static let labelsName = "labels"
  private static let userPrefix = "user."
  private static let accountPrefix = "account."

  /// The column that a statement means by a property's name: that of events, else that of users, whose name may stand
  /// behind `user.`, else that of accounts, whose name stands behind `account.`.
  package func property(named name: String) -> Int? {
    if let number = number(of: .property(name)) ?? number(of: .userProperty(name)) { return number }
    if name.hasPrefix(Self.userPrefix) {
      return number(of: .userProperty(String(name.dropFirst(Self.userPrefix.count))))
    }
    if name.hasPrefix(Self.accountPrefix) {
      return number(of: .accountProperty(String(name.dropFirst(Self.accountPrefix.count))))
    }
    return nil
  }

  func code(ofEvent number: Int, inFile file: Int) -> UInt32? {
    let code = eventCodes[file][number]
    return code < 0 ? nil : UInt32(code)
  }

  func code(ofColumn number: Int, inFile file: Int) -> UInt32? {
    let code = columnCodes[file][number]
    return code < 0 ? nil : UInt32(code)
  }
}

extension EventColumn.Kind {
  /// Whether columns of the kind hold properties of users or accounts, which tables may have.
  fileprivate var isOfTable: Bool { self == .userProperty || self == .accountProperty }
}

import EventModel

/// The columns of a CSV file and what becomes of each.
struct CSVHeader {
  /// One column.
  struct Column {
    /// The name in the file; `column_3` for a third column without name.
    var name: String
    var role: ColumnRole?
  }

  /// One field that becomes a cell; without references, for it is read once per value.
  struct Cell {
    var field: Int
    /// Index into ``CSVHeader/eventColumns``.
    var eventColumn: UInt32
    /// Whether its text stays text, as that of session and event id does.
    var isText: Bool
    /// The type its values are read as; `nil` lets each value decide.
    var type: PropertyType?
  }

  var columns: [Column] = []
  /// In the order of the header.
  var eventColumns: [EventColumn] = []
  /// The fields that become cells.
  var cells: [Cell] = []
  let roles: ColumnRoles
  /// The field of the user, or of the account in a table of accounts.
  let keyField: Int
  /// The fields of event name and time; `nil` in tables that have none.
  let eventField: Int?
  let timeField: Int?

  /// - Parameter names: The fields of the header row.
  init(names: [String], input: String, options: EventFileOptions) throws(EventFileError) {
    let names = names.enumerated().map { $0.element.isEmpty ? "column_\($0.offset + 1)" : $0.element }
    var numberOfName: [String: Int] = [:]
    for (index, name) in names.enumerated() {
      if let first = numberOfName.updateValue(index + 1, forKey: name) {
        throw .duplicateColumn(input: input, column: name, first: first, second: index + 1)
      }
    }
    roles = try ColumnRoles(
      choices: options.roles, columns: names, mapping: options.mapping, input: input, mayAppearLater: false,
      table: options.table)

    for (column, rule) in options.mapping.rules.sorted(by: { $0.key < $1.key })
    where rule.isUserProperty && !names.contains(column) {
      throw .unknownUserProperty(input: input, column: column, columns: names)
    }
    var fieldOfRole: [ColumnRole: Int] = [:]
    var numberOfProperty: [String: Int] = [:]
    for (index, name) in names.enumerated() {
      let column = Column(name: name, role: roles.role(of: name))
      columns.append(column)
      if let role = column.role { fieldOfRole[role] = index }
      let eventColumn: EventColumn?
      switch column.role {
      case .user, .account, .event, .time: eventColumn = nil
      case .session: eventColumn = .session
      case .eventID: eventColumn = .eventID
      case nil:
        eventColumn = options.mapping.eventColumn(of: name)
        if let property = eventColumn?.name,
          let first = numberOfProperty.updateValue(index + 1, forKey: property)
        {
          throw .duplicateColumn(input: input, column: property, first: first, second: index + 1)
        }
      }
      if let eventColumn {
        cells.append(
          Cell(
            field: index, eventColumn: UInt32(eventColumns.count), isText: column.role != nil,
            type: column.role == nil ? options.mapping.rules[name]?.type : nil))
        eventColumns.append(eventColumn)
      }
    }
    for role in ColumnRole.all(of: options.table) where role.isRequired(of: options.table) {
      guard fieldOfRole[role] != nil else { throw .missingRole(input: input, role: role, columns: names) }
    }
    keyField = fieldOfRole[.user] ?? fieldOfRole[.account] ?? 0
    eventField = fieldOfRole[.event]
    timeField = fieldOfRole[.time]
  }
}

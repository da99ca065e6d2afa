import EventModel

/// The fields met in a run of JSON objects, by their flattened names, and what becomes of each.
struct JSONFields: ~Copyable {
  /// What becomes of a field's values.
  enum Use: UInt8 {
    /// The user, or the account in a table of accounts.
    case key
    case event
    case time
    case cell
    case nothing
  }

  struct Field {
    var use: Use
    /// Whether its text stays text, as that of session and event id does.
    var isText: Bool
    var type: PropertyType?
    /// Index into ``JSONFields/columns``.
    var column: UInt32
    /// Whether some key of that name stands outside `properties`.
    var hasDirectKey = false
  }

  private(set) var fields = GrowingBuffer<Field>()
  /// The flattened name of each field.
  private(set) var names: [String] = []
  private(set) var columns: [EventColumn] = []
  private var fieldOfName: [String: Int32] = [:]
  private var indexOfColumn: [EventColumn: UInt32] = [:]
  /// Nodes of the scanner's tree before this one were looked at by ``resolveDirectKeys(in:)``.
  private var resolvedNodes = 0
  private let roles: ColumnRoles?
  private let mapping: ColumnMapping

  init(roles: ColumnRoles?, mapping: ColumnMapping) {
    self.roles = roles
    self.mapping = mapping
  }

  /// The field of `token`, a value of the row scanned last.
  ///
  /// A member of the top-level object `properties` goes by its own name, unless the row has a value under that name
  /// outside of it.
  @inline(__always)
  mutating func field(of token: JSONToken, in scanner: borrowing JSONRowScanner) -> Int32 {
    let field = token.field >= 0 ? token.field : resolve(token.node, in: scanner)
    if token.isLifted, fields[Int(field)].hasDirectKey, hasDirectValue(field, in: scanner) {
      return wholePathField(of: token.node, in: scanner)
    }
    return field
  }

  /// The field of that name; a new one if it was not met before.
  mutating func field(named name: String) -> Int32 {
    if let field = fieldOfName[name] { return field }
    var field = Field(use: .nothing, isText: false, type: mapping.rules[name]?.type, column: 0)
    switch roles?.role(of: name) {
    case .user, .account: field.use = .key
    case .event: field.use = .event
    case .time: field.use = .time
    case .session: enter(.session, isText: true, in: &field)
    case .eventID: enter(.eventID, isText: true, in: &field)
    case nil:
      if let column = mapping.eventColumn(of: name) { enter(column, isText: false, in: &field) }
    }
    let index = Int32(fields.count)
    fields.append(field)
    names.append(name)
    fieldOfName[name] = index
    return index
  }

  private mutating func enter(_ column: EventColumn, isText: Bool, in field: inout Field) {
    field.use = .cell
    field.isText = isText
    if let known = indexOfColumn[column] {
      field.column = known
    } else {
      field.column = UInt32(columns.count)
      indexOfColumn[column] = field.column
      columns.append(column)
    }
  }

  private mutating func resolve(_ node: Int32, in scanner: borrowing JSONRowScanner) -> Int32 {
    let entry = scanner.tree.nodes[Int(node)]
    if entry.field >= 0 { return entry.field }
    let field = field(named: scanner.tree.path(of: node, withoutFirst: entry.isLifted))
    if !entry.isLifted { fields[Int(field)].hasDirectKey = true }
    scanner.tree.nodes[Int(node)].field = field
    return field
  }

  private mutating func wholePathField(of node: Int32, in scanner: borrowing JSONRowScanner) -> Int32 {
    let known = scanner.tree.nodes[Int(node)].wholePathField
    if known >= 0 { return known }
    let field = field(named: scanner.tree.path(of: node, withoutFirst: false))
    scanner.tree.nodes[Int(node)].wholePathField = field
    return field
  }

  /// Whether the row has a value for `field` outside `properties`.
  private func hasDirectValue(_ field: Int32, in scanner: borrowing JSONRowScanner) -> Bool {
    for index in 0..<scanner.tokens.count {
      let token = scanner.tokens[index]
      if !token.isLifted && token.isPresent && scanner.tree.nodes[Int(token.node)].field == field {
        return true
      }
    }
    return false
  }

  /// Finds the fields of all keys outside `properties` met so far, which decide about those within.
  @inline(__always)
  mutating func resolveDirectKeys(in scanner: borrowing JSONRowScanner) {
    while resolvedNodes < scanner.tree.nodes.count {
      let node = scanner.tree.nodes[resolvedNodes]
      if !node.isLifted && node.parent >= 0 { _ = resolve(Int32(resolvedNodes), in: scanner) }
      resolvedNodes += 1
    }
  }
}

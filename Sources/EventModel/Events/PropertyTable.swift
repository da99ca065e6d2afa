/// A table beside the events: its rows say what users or accounts are like, and are no events.
///
/// A row has a key, which stands where an event has its user; a time, from when on it holds; and properties. Of each
/// property of a key the newest value counts.
public enum PropertyTable: String, Sendable, CaseIterable, Codable {
  /// Keyed by user: properties that statements call `user.plan`.
  case users
  /// Keyed by account: properties that statements call `account.plan`.
  case accounts

  /// What a connector's column becomes in the table: its properties are those of the key, whatever kind of property the
  /// connector took them for. Built-in columns stay what they are.
  public func column(_ column: EventColumn) -> EventColumn {
    switch column.kind {
    case .property, .userProperty, .accountProperty: EventColumn(kind: propertyKind, name: column.name)
    case .session, .eventID, .source, .rawUser: column
    }
  }

  /// The kind of the table's properties.
  public var propertyKind: EventColumn.Kind {
    switch self {
    case .users: .userProperty
    case .accounts: .accountProperty
    }
  }
}

/// A named column beside user, event name and time: a property the source sent, or one of our own.
public struct EventColumn: Sendable {
  /// What a column holds; raw values are stored in segment files and never change.
  public enum Kind: UInt8, Sendable, CaseIterable {
    /// A property of the event, under the source's name for it.
    case property = 0
    /// The source's session id.
    case session = 1
    /// The source's event id, unique by (source, event id, user).
    case eventID = 2
    /// The name of the source the event came from.
    case source = 3
    /// The user id as the source sent it, of rows that an identity map gave another user.
    case rawUser = 4
    /// A property of the user, under the source's name for it: the newest value is the user's.
    case userProperty = 5
    /// A property of an account, under the source's name for it; only in rows of the table of accounts.
    case accountProperty = 6
  }

  public var kind: Kind
  /// The property's name; empty for the built-in kinds.
  public var name: String

  public init(kind: Kind, name: String) {
    self.kind = kind
    self.name = name
  }

  public static func property(_ name: String) -> EventColumn { EventColumn(kind: .property, name: name) }
  public static func userProperty(_ name: String) -> EventColumn {
    EventColumn(kind: .userProperty, name: name)
  }
  public static func accountProperty(_ name: String) -> EventColumn {
    EventColumn(kind: .accountProperty, name: name)
  }
  public static let session = EventColumn(kind: .session, name: "")
  public static let eventID = EventColumn(kind: .eventID, name: "")
  public static let source = EventColumn(kind: .source, name: "")
  public static let rawUser = EventColumn(kind: .rawUser, name: "")
}

extension EventColumn: Hashable {
  public static func == (left: EventColumn, right: EventColumn) -> Bool {
    left.kind == right.kind && ExactText(left.name) == ExactText(right.name)
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(kind)
    hasher.combine(ExactText(name))
  }
}

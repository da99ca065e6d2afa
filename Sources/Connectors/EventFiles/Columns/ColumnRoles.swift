public import EventModel

/// What a column means to an event, or to a row of a table, beyond being a property.
public enum ColumnRole: String, Sendable, Hashable, CaseIterable {
  case user
  /// The account a row of the table of accounts is about.
  case account
  case event
  case time
  case session
  case eventID

  /// Whether every event must have it, or every row of `table`.
  public func isRequired(of table: PropertyTable? = nil) -> Bool {
    switch self {
    case .user, .account: true
    case .event, .time: table == nil
    case .session, .eventID: false
    }
  }

  /// The roles that columns of events can have, or of rows of `table`.
  public static func all(of table: PropertyTable?) -> [ColumnRole] {
    switch table {
    case nil: [.user, .event, .time, .session, .eventID]
    case .users: [.user, .time]
    case .accounts: [.account, .time]
    }
  }
}

/// How the column of one role is to be found.
public enum ColumnRoleChoice: Sendable, Hashable {
  /// By the usual names.
  case guessed
  /// By its name in the input, or else by its name after mapping.
  case named(String)
  /// There is none; a required role must not say so.
  case none
}

/// How the columns of all roles are to be found.
public struct ColumnRoleChoices: Sendable, Hashable {
  private var choices: [ColumnRole: ColumnRoleChoice]

  /// Every role not given is guessed.
  public init(_ choices: [ColumnRole: ColumnRoleChoice] = [:]) {
    self.choices = choices
  }

  public subscript(role: ColumnRole) -> ColumnRoleChoice {
    get { choices[role] ?? .guessed }
    set { choices[role] = newValue }
  }
}

/// The columns found for the roles of one input.
public struct ColumnRoles: Sendable, Hashable {
  /// One column found.
  public struct Found: Sendable, Hashable {
    /// Its name in the input, flattened for JSON.
    public var column: String
    /// Whether the usual names decided, not the user.
    public var isGuessed: Bool

    public init(column: String, isGuessed: Bool) {
      self.column = column
      self.isGuessed = isGuessed
    }
  }

  private var found: [ColumnRole: Found]

  init(_ found: [ColumnRole: Found]) {
    self.found = found
  }

  /// The column of whom or what the row is about: the user, or of a table of accounts the account.
  var key: Found? { self[.user] ?? self[.account] }

  /// The column of `role`; always there for a required role.
  public subscript(role: ColumnRole) -> Found? { found[role] }

  /// The role of the input's column `column`.
  func role(of column: String) -> ColumnRole? {
    ColumnRole.allCases.first { found[$0]?.column == column }
  }
}

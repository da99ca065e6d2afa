import EventModel

extension ColumnRole {
  /// The usual names of the role's column in rows of a table, or of events; as for events.
  func usualNames(of table: PropertyTable?) -> [Set<String>] {
    guard table != nil else { return usualNames }
    switch self {
    // Not the creation: a row says what held when it was last changed.
    case .time:
      return [
        ["lastmodified", "lastmodifiedat", "updatedat", "modifiedat", "lastupdated", "lastupdatedat"],
        ["time", "timestamp", "ts"],
      ]
    case .user, .account: return usualNames + [["id"]]
    case .event, .session, .eventID: return []
    }
  }

  /// The usual names of the role's column, as ``normalized(_:)`` leaves them, in ranks: a name of an earlier rank
  /// wins, two of the same rank are ambiguous.
  var usualNames: [Set<String>] {
    switch self {
    case .account:
      [
        ["accountid"], ["account", "companyid", "organizationid", "organisationid", "orgid", "groupid"],
        ["company", "organization", "organisation", "workspaceid", "teamid", "tenantid"],
      ]
    case .user:
      [
        ["userid", "distinctid", "caseid"],
        ["user", "uid", "personid", "customerid", "memberid", "case", "case:concept:name"],
        ["anonymousid", "visitorid", "deviceid", "clientid", "anonid"],
      ]
    case .event:
      [
        ["event", "eventname", "activity"],
        ["eventtype", "concept:name", "activityname"],
        ["action", "name"],
      ]
    case .time:
      [
        ["time", "timestamp", "ts"],
        ["eventtime", "eventtimestamp", "time:timestamp", "datetime", "occurredat"],
        ["date", "createdat", "clienttime", "clienteventtime", "servertime", "receivedat"],
      ]
    case .session: [["session", "sessionid"], ["$sessionid"]]
    case .eventID: [["eventid", "insertid", "$insertid", "messageid"], ["uuid", "eventuuid"]]
    }
  }

  /// `name` in lower case without `_`, `-` and spaces.
  static func normalized(_ name: String) -> String {
    String(
      String.UnicodeScalarView(
        name.lowercased().unicodeScalars.filter { $0 != "_" && $0 != "-" && $0 != " " }))
  }
}

extension ColumnRoles {
  /// Finds the columns of all roles among the `columns` of an input.
  ///
  /// A column that was named for one role is no candidate for another.
  /// - Parameter mayAppearLater: Whether `columns` are only those seen so far, as in JSON Lines, so that an optional
  ///   column that was named may still come.
  init(
    choices: ColumnRoleChoices, columns: [String], mapping: ColumnMapping, input: String,
    mayAppearLater: Bool, table: PropertyTable? = nil
  ) throws(EventFileError) {
    var found: [ColumnRole: Found] = [:]
    var taken: [String: ColumnRole] = [:]
    let roles = ColumnRole.all(of: table)
    for role in roles {
      guard case .named(let name) = choices[role] else { continue }
      var column = name
      if !columns.contains(name) {
        if let renamed = columns.first(where: { mapping.name(of: $0) == name }) {
          column = renamed
        } else if mayAppearLater, name.hasPrefix("properties."), columns.contains(String(name.dropFirst(11)))
        {
          // The whole path of a member of `properties`, which goes by its own name.
          column = String(name.dropFirst(11))
        } else if role.isRequired(of: table) || !mayAppearLater {
          throw .unknownColumn(input: input, role: role, column: name, columns: columns)
        }
      }
      if let first = taken[column] {
        throw .columnWithTwoRoles(input: input, column: column, first: first, second: role)
      }
      taken[column] = role
      found[role] = Found(column: column, isGuessed: false)
    }
    let candidates: [(column: String, name: String)] = columns.compactMap { column in
      guard taken[column] == nil, let name = mapping.name(of: column) else { return nil }
      return (column, ColumnRole.normalized(name))
    }
    for role in roles where found[role] == nil {
      if choices[role] == .guessed {
        for names in role.usualNames(of: table) {
          let matches = candidates.filter { names.contains($0.name) }.map(\.column)
          if matches.count > 1 {
            throw .ambiguousRole(input: input, role: role, candidates: matches, columns: columns)
          }
          if let column = matches.first {
            found[role] = Found(column: column, isGuessed: true)
            break
          }
        }
      }
      if role.isRequired(of: table) && found[role] == nil {
        throw .missingRole(input: input, role: role, columns: columns)
      }
    }
    self.init(found)
  }
}

public import EventModel

/// What is to be done with columns before they become properties; keys are the names in the input.
///
/// For JSON Lines the names are flattened ones: `context.page.path`.
public struct ColumnMapping: Sendable, Hashable {
  /// What is to be done with one column.
  public struct Rule: Sendable, Hashable {
    /// The name it gets instead of its own.
    public var name: String?
    /// The type its values are read as. A value that does not read as this type stays as it is and is counted in
    /// ``EventFileReport/unconvertedValues``.
    public var type: PropertyType?
    /// Whether it is left out.
    public var isIgnored: Bool
    /// Whether it says something of the user, not of the event.
    public var isUserProperty: Bool

    public init(
      name: String? = nil, type: PropertyType? = nil, isIgnored: Bool = false, isUserProperty: Bool = false
    ) {
      self.isUserProperty = isUserProperty
      self.name = name
      self.type = type
      self.isIgnored = isIgnored
    }
  }

  public var rules: [String: Rule]

  public init(rules: [String: Rule] = [:]) {
    self.rules = rules
  }

  /// The name `column` has after mapping, or `nil` if it is ignored.
  func name(of column: String) -> String? {
    guard let rule = rules[column] else { return column }
    return rule.isIgnored ? nil : rule.name ?? column
  }

  /// What `column` becomes, or `nil` if it is ignored.
  func eventColumn(of column: String) -> EventColumn? {
    name(of: column).map { rules[column]?.isUserProperty == true ? .userProperty($0) : .property($0) }
  }
}

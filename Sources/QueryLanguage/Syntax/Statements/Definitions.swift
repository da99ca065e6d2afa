public import EventModel

/// `segment "EU buyers" = did purchase >= 2 times in last 30d and country in ('DE', 'FR')`.
public struct SegmentDefinition: Equatable, Sendable {
  /// The name it is known by.
  public var name: Located<String>
  /// Who belongs to it.
  public var selection: SegmentSelection
}

/// `event "Checkout" = page_view where path matches '/checkout/*'`.
public struct EventDefinition: Equatable, Sendable {
  /// The name it is known by.
  public var name: Located<String>
  /// The events it stands for, separated by `|` when written; at least one. They carry neither alias nor quantifier.
  public var alternatives: [Step]
  /// `where …`, for all alternatives.
  public var filter: Filter?
}

/// `remove segment "EU buyers"`: takes a definition out of force.
public struct RemoveStatement: Equatable, Sendable {
  /// What no longer holds.
  public var subject: Subject

  /// What can be removed.
  public enum Subject: Equatable, Sendable {
    case segment(Located<String>)
    case event(Located<String>)
    /// `group '/shop/*'`: the rule with this glob.
    case group(Located<Glob>)
    /// `setting zone`
    case setting(Located<String>)
  }
}

/// `set zone = 'Europe/Berlin'`: a default for later statements.
public struct SetStatement: Equatable, Sendable {
  /// The name it is known by.
  public var name: Located<String>
  /// What it is set to.
  public var value: Located<SettingValue>
}

/// The value of a setting.
public enum SettingValue: Hashable, Sendable {
  case literal(LiteralValue)
  case duration(ElapsedTime)
  /// A bare word or a name in double quotes.
  case name(String)
}

extension SegmentDefinition {
  /// A definition made by a program rather than read.
  package init(_ name: String, _ selection: SegmentSelection) {
    self.init(name: Located(name), selection: selection)
  }
}

/// A property, or a built-in field, of an event: of the event at hand, or of the one an alias names.
public struct PropertyReference: Equatable, Sendable {
  /// The step whose event is meant (`cart.price`); nil for the event at hand.
  public var alias: Located<String>?
  /// What is read from the event.
  public var subject: Subject
  /// Where it was written.
  public var span: SourceSpan

  public init(alias: Located<String>? = nil, subject: Subject, span: SourceSpan = .none) {
    self.alias = alias
    self.subject = subject
    self.span = span
  }

  /// What is read from the event.
  public enum Subject: Hashable, Sendable {
    /// A bare `user`, `event`, `time`, `session` or `source`.
    case field(EventField)
    /// Any other name, and those five in quotes.
    case property(String)
  }
}

/// The fields every event has beside its properties.
public enum EventField: String, Sendable, CaseIterable {
  case user, event, time, session, source
}

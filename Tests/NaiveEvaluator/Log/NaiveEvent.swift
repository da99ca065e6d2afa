package import EventModel

/// One event of a small log; a log is an array of these in ingestion order.
package struct NaiveEvent: Sendable, Equatable {
  package var user: String
  package var name: String
  /// UTC microseconds.
  package var time: Int64
  package var properties: [String: PropertyValue]
  /// The session id of the source, if it declared a session column.
  package var session: String?
  package var source: String?
  /// The source's id of the event.
  package var id: String?
  /// Further labels of the event, from specific to broad; `name` is the most specific one.
  package var labels: [String] = []
  /// The names that `only` and `hide` leave, in their order; `nil` where they leave all.
  package var shown: [String]?

  package var allNames: [String] { [name] + labels }
  /// Names that steps know the event by.
  package var names: [String] { shown ?? allNames }

  package init(
    user: String, name: String, time: Int64, properties: [String: PropertyValue] = [:],
    session: String? = nil, source: String? = nil
  ) {
    self.user = user
    self.name = name
    self.time = time
    self.properties = properties
    self.session = session
    self.source = source
  }

  /// What the event carries in `field`, `nil` where it carries nothing.
  package func value(of field: NaiveField) -> PropertyValue? {
    switch field {
    case .property(let name): properties[name]
    case .user: .string(user)
    case .event: .string(name)
    case .time: .timestamp(Timestamp(microseconds: time))
    case .session: session.map { .string($0) }
    case .source: source.map { .string($0) }
    }
  }
}

/// Something an event can be asked for: a property or one of the built-in fields of §3.3.
package enum NaiveField: Hashable, Sendable, ExpressibleByStringLiteral {
  case property(String)
  case user
  case event
  case time
  case session
  case source

  /// A literal is always a property, even if it is spelled like a built-in field.
  package init(stringLiteral name: String) {
    self = .property(name)
  }
}

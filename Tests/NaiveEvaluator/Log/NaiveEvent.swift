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

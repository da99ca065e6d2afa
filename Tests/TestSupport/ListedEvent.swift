package import EventModel

/// An event as a test writes it down.
package struct ListedEvent: Sendable {
  package var user: String
  package var name: String
  package var time: Timestamp
  /// Columns without a value are left out.
  package var values: [(column: EventColumn, value: PropertyValue)]

  package init(
    user: String, name: String, time: Timestamp, values: [(column: EventColumn, value: PropertyValue)] = []
  ) {
    self.user = user
    self.name = name
    self.time = time
    self.values = values
  }
}

import EventModel
import TestSupport

/// A row of a table as the plain model of a store keeps it.
struct ModelTableRow: Equatable {
  var table: PropertyTable
  /// Whose it is now: a user, or an account.
  var key: String
  /// The key it came with.
  var rawKey: String
  var source: String
  /// µs.
  var time: Int64
  var properties: [String: PropertyValue]

  var text: String {
    let values = properties.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ",")
    return "\(key)|\(rawKey)|\(source)|-|\(table.rawValue)|\(time)|\(values)"
  }

  var listed: ListedEvent {
    ListedEvent(
      user: rawKey, name: "ignored", time: Timestamp(microseconds: time),
      values: properties.sorted { $0.key < $1.key }.map { (EventColumn.property($0.key), $0.value) })
  }
}

import EventModel
import NaiveEvaluator
import SegmentStore

/// An event as the plain model of a store keeps it.
struct ModelEvent: Equatable {
  /// Whose it is now.
  var user: String
  /// The id it came with.
  var rawID: String
  var source: String
  var eventID: String?
  var name: String
  /// µs.
  var time: Int64
  var properties: [String: PropertyValue]
  /// Which segment file it would lie in.
  var file = 0

  /// Whether two events say the same.
  func isAlike(_ other: ModelEvent) -> Bool {
    user == other.user && rawID == other.rawID && source == other.source && eventID == other.eventID
      && name == other.name && time == other.time && properties == other.properties
  }

  /// Whether the later of two events with this one's id takes the other's place.
  func isSameEvent(_ other: ModelEvent) -> Bool {
    eventID != nil && eventID == other.eventID && source == other.source && user == other.user
  }

  var userHash: UInt64 { Array(user.utf8).withUnsafeBytes { Checksum.xxh3($0) } }

  var naive: NaiveEvent {
    NaiveEvent(
      user: user, name: name, time: time, properties: properties.filter { !$0.key.hasPrefix("user.") },
      source: source)
  }

  /// Everything in one line, to compare sequences by.
  var text: String {
    let values = properties.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ",")
    return "\(user)|\(rawID)|\(source)|\(eventID ?? "-")|\(name)|\(time)|\(values)"
  }
}

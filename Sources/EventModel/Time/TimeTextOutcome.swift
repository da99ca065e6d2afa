/// What a text in a time column turned out to be.
public enum TimeTextOutcome: Hashable, Sendable {
  case time(Timestamp)
  /// No time in the format asked for.
  case unreadable
  /// A time before the year 0001 or after the year 9999.
  case outOfRange

  /// The outcome for a count of microseconds since the epoch.
  @inlinable
  init(microseconds: Int64) {
    let isSupported =
      microseconds >= Timestamp.earliest.microseconds && microseconds <= Timestamp.latest.microseconds
    self = isSupported ? .time(Timestamp(microseconds: microseconds)) : .outOfRange
  }
}

public import EventModel

/// One side of a `compare` clause.
public enum ComparisonSide: Sendable, Equatable {
  case segment(String)
  case property(String, PropertyValue?)
  case period(ResultRange)
  /// Everyone the other sides do not name.
  case rest
}

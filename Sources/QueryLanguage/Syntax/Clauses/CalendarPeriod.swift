/// The calendar buckets of the language.
public enum CalendarPeriod: String, Sendable, CaseIterable {
  case hour, day, week, month
}

/// The day on which weeks begin.
public enum Weekday: String, Sendable, CaseIterable {
  case monday, tuesday, wednesday, thursday, friday, saturday, sunday
}

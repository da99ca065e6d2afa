/// The calendar buckets of the language.
public enum CalendarPeriod: String, Sendable, CaseIterable {
  case hour, day, week, month
}

internal import EventModel
internal import QueryResults

/// A table for programs: named columns, typed fields, full precision.
///
/// Most answers are one table. A funnel adds tables for histograms, optional steps, comparisons and units when they
/// were asked for; journeys are three tables (paths, nodes, edges); a retention adds its units; an event description
/// is a table of values and one of days; an experiment is nine (verdict, arms planned, health, population, arms,
/// comparisons, guardrails, sensitivity, segments). Later tables follow after an empty line, each with its own header.
struct FlatTable: Equatable {
  var columns: [String]
  var rows: [[Field]]

  enum Field: Equatable {
    /// No value; written as nothing, where an empty text is written as `""`.
    case empty
    case text(String)
    case integer(Int64)
    /// Written as nothing when it is not finite.
    case number(Double)
    case flag(Bool)
    case time(Timestamp)
  }
}

extension FlatTable.Field {
  static func integer(_ number: Int) -> Self { .integer(Int64(number)) }
  static func integer(_ number: Int?) -> Self { number.map { .integer(Int64($0)) } ?? .empty }
  static func number(_ number: Double?) -> Self { number.map { .number($0) } ?? .empty }
  static func text(_ text: String?) -> Self { text.map { .text($0) } ?? .empty }
  static func flag(_ flag: Bool?) -> Self { flag.map { .flag($0) } ?? .empty }
  static func time(_ time: Timestamp?) -> Self { time.map { .time($0) } ?? .empty }

  static func value(_ value: PropertyValue?) -> Self {
    switch value {
    case .string(let text): .text(text)
    case .integer(let number): .integer(number)
    case .double(let number): .number(number)
    case .boolean(let flag): .flag(flag)
    case .timestamp(let time): .time(time)
    case nil: .empty
    }
  }

  static func bounds(_ interval: ConfidenceInterval?) -> [Self] {
    [.number(interval?.lower), .number(interval?.upper)]
  }
}

extension QueryResult {
  /// The answer as tables for programs.
  var flatTables: [FlatTable] {
    switch body {
    case .funnel(let result): result.flatTables
    case .journeys(let result): result.flatTables
    case .transitions(let result): result.flatTables
    case .steps(let result): result.flatTables
    case .match(let result): result.flatTables
    case .retention(let result): result.flatTables
    case .lifecycle(let result): result.flatTables
    case .stickiness(let result): result.flatTables
    case .trend(let result): result.flatTables
    case .attribution(let result): result.flatTables
    case .experiment(let result): result.flatTables
    case .power(let result): result.flatTables
    case .events(let result): result.flatTables
    case .properties(let result): result.flatTables
    case .snapshots(let result): result.flatTables
    case .comparison(let result): result.flatTables
    case .eventDescription(let result): result.flatTables
    case .definition(let result): result.flatTables
    }
  }
}

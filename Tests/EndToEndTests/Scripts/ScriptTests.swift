import Connectors
import EventModel
import QueryEngine
import QueryLanguage
import QueryResults
import Reporting
import SegmentStore
import TestSupport
import Testing

struct ScriptTests {
  @Test func `there are scripts to run`() {
    #expect(ScriptFile.all.count >= 20)
    #expect(ScriptFile.all.allSatisfy { !$0.logs.isEmpty && !$0.questions.isEmpty })
    #expect(ScriptFile.all.flatMap(\.questions).allSatisfy { !$0.expectations.isEmpty })
  }

  @Test(arguments: ScriptFile.all)
  func `a script gives what was worked out by hand`(script: ScriptFile) throws {
    let store = try TemporaryStore()
    for (number, log) in script.logs.enumerated() {
      try store.ingest(Self.source(log), name: "log \(number)")
      if case .csv(_, let labels) = log, !labels.isEmpty { try store.declareLabels(labels) }
    }
    var engine = QueryEngine(snapshot: try Snapshot(store: store.store), threads: 2)
    for question in script.questions {
      let outcome = try Self.run(question.statement, on: engine)
      if case .success = outcome {
        // What is defined holds for the statements that follow.
        var definitions = engine.definitions
        if definitions.apply(try Parser.parseStatement(question.statement)) {
          engine = engine.defining(definitions)
        }
      }
      for expectation in question.expectations {
        Self.check(outcome, expectation, question.statement, in: script)
      }
    }
  }

  private static func source(_ log: ScriptFile.Log) -> any EventSource {
    switch log {
    case .csv(let text, _):
      EventFileSource(inputs: [EventFileInput(name: "log.csv", bytes: Array(text.utf8))], format: .csv)
    case .ladder(let users): ListedEventSource(GeneratedLog.ladder(users: users))
    }
  }

  private static func run(_ statement: String, on engine: QueryEngine) throws -> Result<
    QueryResult, QueryError
  > {
    do {
      return .success(try engine.run(try Parser.parseStatement(statement)))
    } catch let error as QueryError {
      return .failure(error)
    }
  }

  private static func check(
    _ outcome: Result<QueryResult, QueryError>, _ expectation: ScriptFile.Expectation, _ statement: String,
    in script: ScriptFile
  ) {
    let place: Comment = "\(script.name):\(expectation.line): \(statement)"
    switch (expectation.form, outcome) {
    case (.error, .failure(.invalid(let problems))): #expect(problems.map(\.code) == expectation.lines, place)
    case (.warning, .success(let result)): #expect(result.warnings.map(\.code) == expectation.lines, place)
    case (.csv, .success(let result)): checkTables(result, expectation, place)
    case (.table, .success(let result)): checkParts(result, .table, expectation, place)
    case (.markdown, .success(let result)): checkParts(result, .markdown, expectation, place)
    case (.json, .success(let result)): checkParts(result, .json, expectation, place)
    default: Issue.record("\(place) gave \(outcome)")
    }
  }

  /// Compares each expected table with the first one of the report that has its columns.
  private static func checkTables(
    _ result: QueryResult, _ expectation: ScriptFile.Expectation, _ place: Comment
  ) {
    let report = Report.render(result, format: .csv)
    let tables = CSVTable.all(
      in: report.split(omittingEmptySubsequences: false) { $0.isNewline }.map(String.init))
    for expected in CSVTable.all(in: expectation.lines) {
      let actual = tables.lazy.compactMap { $0.selecting(expected.columns) }.first
      let missing: Comment = "\(place): \(expected.columns) among \(tables.map(\.columns))"
      #expect(actual != nil, missing)
      #expect(
        actual?.rows.map { $0.joined(separator: ",") } == expected.rows.map { $0.joined(separator: ",") },
        place)
    }
  }

  private static func checkParts(
    _ result: QueryResult, _ format: OutputFormat, _ expectation: ScriptFile.Expectation, _ place: Comment
  ) {
    let report = Report.render(result, format: format)
    for part in expectation.lines {
      let missing: Comment = "\(place): no \(part) in \(report)"
      #expect(report.contains(part), missing)
    }
  }
}

import QueryEngine
import QueryLanguage
import QueryResults
import SegmentStore

/// Times statements with one thread and with several, and checks that the answers are the same.
struct StatementBenchmark {
  let options: BenchmarkOptions

  /// One line per statement, and whether all answers were equal.
  func run(_ text: String) throws -> (lines: [String], allEqual: Bool) {
    let snapshot = try Snapshot(store: Store(opening: options.store))
    let single = QueryEngine(snapshot: snapshot, threads: 1)
    let several = QueryEngine(snapshot: snapshot, threads: options.threads)
    var lines: [String] = []
    var allEqual = true
    for entry in Parser.parse(text).entries {
      guard let statement = entry.statement else {
        lines.append("line \(entry.span.start.line): not a statement")
        continue
      }
      let words = Printer.print(statement)
      do {
        let isEqual = try single.run(statement).body == several.run(statement).body
        let one = try Timing(runs: options.runs) { _ = try single.run(statement) }
        let many = try Timing(runs: options.runs) { _ = try several.run(statement) }
        allEqual = allEqual && isEqual
        lines.append(
          "\(words)\n  1 thread \(one.median.oneDecimal) ms, \(options.threads) threads \(many.median.oneDecimal) ms:"
            + " \((one.median / many.median).oneDecimal)×\(isEqual ? "" : ", ANSWERS DIFFER")")
      } catch QueryError.invalid(let problems) {
        lines.append("\(words)\n  \(problems.map(\.code).joined(separator: ", "))")
      }
    }
    return (lines, allEqual)
  }
}

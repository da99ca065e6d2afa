import Jobs
import Reporting

/// Puts what happens in a run into words.
enum JobWords {
  /// A line for the error stream; `nil` where the next event says enough.
  static func line(for event: JobEvent) -> String? {
    switch event {
    case .beginning: nil
    case .resumed(let part): "\(part): done before"
    case .ingested(let part, let outcome, let missing, let seconds):
      "\(part): " + words(outcome, missing: missing) + ", \(time(seconds))"
    case .answered(let part, let seconds): "\(part): answered in \(time(seconds))"
    case .decided(_, let verdict, let sentence): "  \(verdict): \(DisplayText.clean(sentence))"
    case .compared(let sentence, let isWarning): "  \(isWarning ? "! " : "")\(DisplayText.clean(sentence))"
    case .wrote(_, let path, let bytes): "  wrote \(path), \(NumberText.bytes(bytes))"
    case .removed(_, let path): "  removed \(path)"
    case .expected(_, let expectation, .met): "  holds: \(expectation)"
    case .expected(_, let expectation, .unmet(let found)):
      "  does not hold: \(expectation) (found \(DisplayText.clean(found)))"
    case .expected(_, let expectation, .missing(let path)):
      "  does not hold: \(expectation) (there is no \(path))"
    }
  }

  private static func words(_ outcome: JobIngestOutcome, missing: [String]) -> String {
    var parts: [String] = []
    if let snapshot = outcome.snapshot {
      parts.append("snapshot \(snapshot) with \(Phrase.count(outcome.rowsStored, "new row"))")
      if outcome.rowsRejected > 0 { parts.append("\(NumberText.grouped(outcome.rowsRejected)) rejected") }
    } else {
      parts.append(missing.isEmpty ? "nothing new" : "nothing to read")
    }
    if !missing.isEmpty { parts.append("\(Phrase.count(missing.count, "file")) missing") }
    return parts.joined(separator: ", ")
  }

  private static func time(_ seconds: Double) -> String { DurationText.rounded(seconds) }

  /// The verdicts side by side, and what several of them mean for the error rate.
  private static func experiments(_ verdicts: [JobOutcome.Verdict]) -> [String] {
    guard verdicts.count > 1 else { return [] }
    let list = verdicts.map { "\(DisplayText.clean($0.experiment)) \($0.verdict)" }.joined(separator: " · ")
    let chance = 1 - verdicts.reduce(1) { $0 * (1 - $1.alpha) }
    return [
      "  experiments: \(list)",
      "  Each has its own alpha: were there no effects at all, one of \(verdicts.count) would still look clear with a "
        + "chance of up to \(NumberText.percent(chance)).",
    ]
  }

  /// The last lines of a run, for standard output.
  static func summary(of outcome: JobOutcome, plan: JobPlan) -> String {
    var lines: [String] = []
    if let part = outcome.failedPart {
      lines.append("Job \(plan.name) failed at \(part).")
    } else if outcome.unmet > 0 {
      lines.append(
        "Job \(plan.name) failed: \(outcome.unmet) of \(Phrase.count(outcome.expectations, "expectation")) "
          + (outcome.unmet == 1 ? "does not hold." : "do not hold."))
    } else {
      lines.append("Job \(plan.name) is done.")
    }
    var counts: [String] = []
    if !plan.ingests.isEmpty { counts.append(Phrase.count(plan.ingests.count, "input")) }
    if !plan.statements.isEmpty { counts.append(Phrase.count(plan.statements.count, "statement")) }
    let outputs = plan.statements.reduce(0) { $0 + $1.outputs.count }
    if outputs > 0 { counts.append(Phrase.count(outputs, "output")) }
    if outcome.expectations > 0 { counts.append(Phrase.count(outcome.expectations, "expectation")) }
    lines.append("  " + counts.joined(separator: ", "))
    lines += experiments(outcome.verdicts)
    lines += outcome.overlaps.map { "  \($0.isWarning ? "! " : "")\(DisplayText.clean($0.sentence))" }
    lines.append("  log: \(plan.log)")
    if !outcome.isDone { lines.append("  go on with: sojourn run \(plan.file) --resume") }
    return lines.joined(separator: "\n") + "\n"
  }

  /// What a run would do, a line per part.
  static func text(of plan: JobPlan, store: String) -> String {
    var lines = ["job \(plan.name), store \(store), log \(plan.log)"]
    for ingest in plan.ingests {
      lines.append("ingest \(ingest.name): \(ingest.kind.rawValue) \(ingest.paths.joined(separator: ", "))")
    }
    for statement in plan.statements {
      lines.append("statement \(statement.name): \(statement.statement)")
      for output in statement.outputs { lines.append("  to \(output.path) as \(output.format.rawValue)") }
    }
    return lines.map { DisplayText.clean($0) + "\n" }.joined()
  }
}

public import EventModel
import FoundationEssentials
import Glibc
import QueryLanguage
import QueryResults
import Reporting
import SegmentStore

/// One run of a job: its parts in order, each logged, and what came of them.
///
/// Doing a finished run again is harmless: inputs the store holds are skipped, outputs are replaced by themselves.
public struct JobRun<Worker: JobWorker> {
  let plan: JobPlan
  let worker: Worker
  let clock: () -> Timestamp
  private(set) var log: RunLog
  /// Parts that an earlier attempt of this run has done.
  private var finished: Set<String> = []
  /// Answers by the name of their statement, for expectations.
  private var answers: [String: AnswerValue] = [:]
  private var outcome = JobOutcome()

  public init(_ plan: JobPlan, worker: Worker, clock: @escaping () -> Timestamp) {
    self.plan = plan
    self.worker = worker
    self.clock = clock
    let start = clock()
    let digits = start.iso8601.filter { $0.isNumber }.prefix(14)
    log = RunLog(path: plan.log, job: plan.name, run: "\(digits)-\(getpid())")
  }

  /// What a run of a job is known by when it goes on.
  public static func lastRun(ofLog path: String, job name: String) -> UnfinishedRun? {
    let entries = RunLog(path: path, job: name, run: "").entries()
    guard let begin = entries.last(where: { $0.event == "begin" }) else { return nil }
    let own = entries.filter { $0.run == begin.run }
    let isDone = own.last { $0.event == "end" }?.status == "done"
    // What failed after it was done once, such as an expectation, is not done.
    var states: [String: Bool] = [:]
    for entry in own where entry.event == "part" {
      if let part = entry.part { states[part] = entry.status == "done" }
    }
    return UnfinishedRun(
      run: begin.run, isFinished: isDone, digest: begin.digest ?? "", today: begin.today ?? "",
      parameters: begin.parameters ?? [:], finished: Set(states.filter(\.value).keys))
  }

  /// Goes on with a run that failed: what it has done is left out.
  public mutating func resume(_ run: UnfinishedRun) {
    log.run = run.run
    finished = run.finished
  }

  /// Whether the job file is the one that the run began with.
  public func fits(_ run: UnfinishedRun) -> Bool { run.digest == plan.digest }

  /// Does the job. Ends at the first part that fails; throws only when the log cannot be written or an ingest's options
  /// are wrong, before anything is done.
  public mutating func run() throws -> JobOutcome {
    for ingest in plan.ingests { try worker.check(ingest) }
    var begin = log.entry(finished.isEmpty ? "begin" : "resume", at: clock())
    begin.digest = plan.digest
    begin.today = JobDate.text(plan.today)
    begin.parameters = plan.parameters
    try log.append(begin)
    do {
      for (place, ingest) in plan.ingests.enumerated() { try self.ingest(ingest, number: place + 1) }
      for statement in plan.statements { try answer(statement) }
      try compareExperiments()
      try expectations(plan.expectations, part: "the job")
      try removeOldOutputs()
    } catch let stop as Stop {
      outcome.error = stop.error
      outcome.failedPart = stop.part
    }
    outcome.verdicts = verdicts()
    outcome.overlaps = overlaps()
    var end = log.entry("end", at: clock())
    end.status = outcome.wasCancelled ? "cancelled" : outcome.isDone ? "done" : "failed"
    try log.append(end)
    return outcome
  }

  /// A part failed; the rest is not done.
  private struct Stop: Error {
    var part: String
    var error: any Error
  }

  /// Does a part unless it is done, and logs how it ended; `body` answers whether it is done for good.
  mutating func part(
    _ name: String, _ body: (inout Self, inout RunLog.Entry) throws -> Bool
  ) throws {
    if finished.contains(name) {
      worker.show(.resumed(part: name))
      return
    }
    if worker.isCancelled { throw Stop(part: name, error: JobCancelled()) }
    worker.show(.beginning(part: name))
    let start = clock()
    var entry = log.entry("part", at: start)
    entry.part = name
    do {
      let isDone = try body(&self, &entry)
      entry.status = isDone ? "done" : "failed"
    } catch {
      entry.status = "failed"
      entry.message = worker.sentence(for: error)
      entry.time = clock().iso8601
      try log.append(entry)
      throw Stop(part: name, error: error)
    }
    let end = clock()
    entry.time = end.iso8601
    entry.seconds = Self.seconds(from: start, to: end)
    try log.append(entry)
  }

  private static func seconds(from start: Timestamp, to end: Timestamp) -> Double {
    Double((end.microseconds - start.microseconds) / 1_000) / 1_000
  }

  // MARK: Ingests

  private mutating func ingest(_ ingest: PlannedIngest, number: Int) throws {
    // Two ingests may have one name; their places tell them apart.
    try part("ingest \(number): \(ingest.name)") { run, entry in
      let missing =
        ingest.isOptional
        ? ingest.paths.filter { $0 != "-" && !JobPlanner.isAddress($0) && access($0, F_OK) != 0 } : []
      let paths = ingest.paths.filter { !missing.contains($0) }
      let start = run.clock()
      let outcome =
        paths.isEmpty ? .nothing : try run.worker.ingest(ingest, paths: paths)
      entry.snapshot = outcome.snapshot
      entry.rows = outcome.rowsStored
      entry.rejected = outcome.rowsRejected
      if outcome.exceedsRejects { run.outcome.exceedsRejects = true }
      run.worker.show(
        .ingested(
          part: entry.part ?? "", outcome, missing: missing,
          seconds: Self.seconds(from: start, to: run.clock())))
      return true
    }
  }

  // MARK: Statements

  private mutating func answer(_ statement: PlannedStatement) throws {
    try part("statement \(statement.name)") { run, entry in
      let part = entry.part ?? ""
      let start = run.clock()
      let result = try run.result(of: statement)
      run.worker.show(.answered(part: part, seconds: Self.seconds(from: start, to: run.clock())))
      entry.snapshot = result.snapshot
      if case .experiment(let report) = result.body { try run.note(report, part: part) }
      for output in statement.outputs { try run.write(result, to: output, part: part) }
      return try run.expectations(statement.expectations, part: part)
    }
    // Also where an earlier attempt has answered it: definitions are not stored.
    worker.putInForce(statement.statement)
  }

  /// Logs what an experiment came to.
  private mutating func note(_ report: ExperimentReport, part: String) throws {
    var entry = log.entry("verdict", at: clock())
    entry.part = part
    entry.experiment = report.inputs.experiment
    entry.verdict = report.verdict.name.rawValue
    entry.alpha = report.inputs.alpha
    entry.message = report.verdict.sentence
    try log.append(entry)
    worker.show(
      .decided(part: part, verdict: report.verdict.name.rawValue, sentence: report.verdict.sentence))
  }

  /// The newest verdict of each statement of this run, also of those that an earlier attempt has answered.
  private func verdicts() -> [JobOutcome.Verdict] {
    let entries = log.entries().filter { $0.event == "verdict" && $0.run == log.run }
    return plan.statements.compactMap { statement in
      guard let entry = entries.last(where: { $0.part == "statement \(statement.name)" }),
        let experiment = entry.experiment, let verdict = entry.verdict, let alpha = entry.alpha
      else { return nil }
      return JobOutcome.Verdict(experiment: experiment, verdict: verdict, alpha: alpha)
    }
  }

  private mutating func result(of statement: PlannedStatement) throws -> QueryResult {
    let result = try worker.answer(statement.statement, snapshot: statement.snapshot)
    if case .object(let members) = Self.json(result) { answers[statement.name] = members["result"] ?? .null }
    return result
  }

  private static func json(_ result: QueryResult) -> AnswerValue {
    let text = Report.render(result, format: .json)
    return (try? JSONDecoder().decode(AnswerValue.self, from: Data(text.utf8))) ?? .null
  }

  private mutating func write(_ result: QueryResult, to output: PlannedOutput, part: String) throws {
    let text = Report.render(result, format: output.format, width: 120)
    Directories.makeParents(of: output.path)
    let file = try AtomicFile(path: output.path)
    try file.write(Array(text.utf8))
    try file.commit()
    var entry = log.entry("wrote", at: clock())
    entry.part = part
    entry.path = output.path
    entry.template = output.template
    entry.bytes = text.utf8.count
    try log.append(entry)
    worker.show(.wrote(part: part, path: output.path, bytes: text.utf8.count))
  }

  // MARK: Expectations

  /// Holds expectations against answers; `true` when all are met.
  @discardableResult
  private mutating func expectations(_ list: [JobExpectation], part: String) throws -> Bool {
    var allMet = true
    for expectation in list {
      // A run that goes on has not asked what it had asked before.
      if answers[expectation.name] == nil,
        let statement = plan.statements.first(where: { $0.name == expectation.name })
      {
        do {
          _ = try result(of: statement)
        } catch {
          throw Stop(part: part, error: error)
        }
      }
      let held = expectation.outcome(for: answers[expectation.name] ?? .null)
      var entry = log.entry("expected", at: clock())
      entry.part = part
      entry.status = held == .met ? "done" : "failed"
      entry.message = expectation.text + Self.words(held)
      try log.append(entry)
      outcome.expectations += 1
      if held != .met {
        allMet = false
        outcome.unmet += 1
      }
      worker.show(.expected(part: part, expectation: expectation.text, outcome: Self.event(held)))
    }
    return allMet
  }

  private static func event(_ outcome: JobExpectation.Outcome) -> JobEvent.Expectation {
    switch outcome {
    case .met: .met
    case .unmet(let found): .unmet(found: found)
    case .missing(let path): .missing(path)
    }
  }

  private static func words(_ outcome: JobExpectation.Outcome) -> String {
    switch outcome {
    case .met: ""
    case .unmet(let found): ": found \(found)"
    case .missing(let path): ": there is no \(path)"
    }
  }

  // MARK: Retention

  /// Removes what outputs wrote in earlier runs, as far as the job says; only files that the log names are touched.
  private mutating func removeOldOutputs() throws {
    let outputs = plan.statements.flatMap { statement in
      statement.outputs.map { (part: "statement \(statement.name)", output: $0) }
    }.filter { $0.output.keep != nil }
    guard !outputs.isEmpty else { return }
    let entries = log.entries().filter { $0.event == "wrote" }
    let current = Set(plan.statements.flatMap { $0.outputs.map(\.path) })
    for (part, output) in outputs {
      for path in Self.outdated(entries, part: part, output: output, now: clock())
      where !current.contains(path) {
        guard unlink(path) == 0 else {
          if errno == ENOENT { continue }
          throw Stop(part: part, error: StoreError.system(call: "unlink", path: path, code: errno))
        }
        var entry = log.entry("removed", at: clock())
        entry.part = part
        entry.path = path
        try log.append(entry)
        worker.show(.removed(part: part, path: path))
      }
    }
  }

  private static func outdated(
    _ entries: [RunLog.Entry], part: String, output: PlannedOutput, now: Timestamp
  ) -> [String] {
    var seen: Set<String> = []
    // Newest first, each path by its last writing.
    let written = entries.reversed().filter { entry in
      guard entry.part == part, entry.template == output.template, let path = entry.path else { return false }
      return seen.insert(path).inserted
    }
    switch output.keep {
    case .count(let count): return written.dropFirst(count).compactMap(\.path)
    case .days(let days):
      let limit = Timestamp(microseconds: now.microseconds - Int64(days) * 86_400_000_000).iso8601
      return written.filter { $0.time < limit }.compactMap(\.path)
    case nil: return []
    }
  }
}

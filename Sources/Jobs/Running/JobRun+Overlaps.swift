import QueryLanguage
import QueryResults

extension JobRun {
  /// The part that compares the experiments of a job.
  private static var overlapPart: String { "overlap of experiments" }

  /// Looks for units that are in several experiments of the job, where there are several about one snapshot.
  mutating func compareExperiments() throws {
    var experiments: [(snapshot: Int?, asked: [ExperimentStatement])] = []
    for statement in plan.statements {
      guard case .experiment(let experiment) = statement.statement else { continue }
      if let place = experiments.firstIndex(where: { $0.snapshot == statement.snapshot }) {
        experiments[place].asked.append(experiment)
      } else {
        experiments.append((statement.snapshot, [experiment]))
      }
    }
    experiments.removeAll { $0.asked.count < 2 }
    if experiments.isEmpty { return }
    try part(Self.overlapPart) { run, _ in
      for (snapshot, asked) in experiments {
        let overlaps = try run.worker.overlaps(of: asked, snapshot: snapshot)
        for pair in overlaps.pairs { try run.note(pair) }
        for name in overlaps.leftOut {
          try run.note("\(name) is compared with no other experiment: its units are no users.", of: [name])
        }
      }
      return true
    }
  }

  private mutating func note(_ pair: ExperimentOverlap) throws {
    try note(
      pair.sentence, of: [pair.first.experiment, pair.second.experiment], units: pair.sharedUnits,
      findings: pair.findings.map(\.rawValue), isWarning: pair.isWarning)
  }

  private mutating func note(
    _ sentence: String, of experiments: [String], units: Int? = nil, findings: [String]? = nil,
    isWarning: Bool = false
  ) throws {
    var entry = log.entry("overlap", at: clock())
    entry.part = Self.overlapPart
    entry.status = isWarning ? "warn" : "ok"
    entry.experiments = experiments
    entry.units = units
    entry.findings = findings
    entry.message = sentence
    try log.append(entry)
    worker.show(.compared(sentence: sentence, isWarning: isWarning))
  }

  /// What was noted in this run, also by an earlier attempt.
  func overlaps() -> [JobOutcome.Overlap] {
    var newest: [RunLog.Entry] = []
    for entry in log.entries() where entry.event == "overlap" && entry.run == log.run {
      newest.removeAll { $0.experiments == entry.experiments }
      newest.append(entry)
    }
    return newest.compactMap { entry in
      entry.message.map { JobOutcome.Overlap(sentence: $0, isWarning: entry.status == "warn") }
    }
  }
}

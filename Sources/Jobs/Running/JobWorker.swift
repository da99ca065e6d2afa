public import QueryLanguage
public import QueryResults

/// What a run needs done: whoever runs jobs reads inputs and answers statements.
///
/// Called by the one thread that runs the job.
public protocol JobWorker {
  /// Looks at the options of an ingest before anything is done; throws what is wrong with them.
  func check(_ ingest: PlannedIngest) throws
  /// Reads the files that are there into the store; `paths` are those of the ingest that exist.
  func ingest(_ ingest: PlannedIngest, paths: [String]) throws -> JobIngestOutcome
  /// Answers a statement about snapshot `number`, or about the newest.
  func answer(_ statement: Statement, snapshot number: Int?) throws -> QueryResult
  /// Compares experiments about snapshot `number`, or about the newest, by the units they share.
  func overlaps(of experiments: [ExperimentStatement], snapshot number: Int?) throws -> ExperimentOverlaps
  /// What the run log says about a part that failed with `error`, in one line.
  func sentence(for error: any Error) -> String
  /// Lets what a statement defines or removes hold for those after it; other statements change nothing.
  func putInForce(_ statement: Statement)
  /// Whether the person asked to stop.
  var isCancelled: Bool { get }
  /// A part begins or has ended.
  func show(_ event: JobEvent)
}

/// What an ingest of a job came to.
public struct JobIngestOutcome: Sendable {
  /// `nil` when the store held everything already.
  public var snapshot: Int?
  public var rowsStored: Int
  public var rowsRejected: Int
  /// Whether more rows were rejected than the job allows.
  public var exceedsRejects: Bool

  /// Of an input that is not there, or holds nothing new.
  public static let nothing = JobIngestOutcome(
    snapshot: nil, rowsStored: 0, rowsRejected: 0, exceedsRejects: false)

  public init(snapshot: Int?, rowsStored: Int, rowsRejected: Int, exceedsRejects: Bool) {
    self.snapshot = snapshot
    self.rowsStored = rowsStored
    self.rowsRejected = rowsRejected
    self.exceedsRejects = exceedsRejects
  }
}

/// One thing that happened in a run, as facts.
public enum JobEvent: Sendable {
  case beginning(part: String)
  /// A part is done already: the run goes on after a failure.
  case resumed(part: String)
  case ingested(part: String, JobIngestOutcome, missing: [String], seconds: Double)
  case answered(part: String, seconds: Double)
  /// An experiment came to a verdict.
  case decided(part: String, verdict: String, sentence: String)
  /// Two experiments were compared.
  case compared(sentence: String, isWarning: Bool)
  case wrote(part: String, path: String, bytes: Int)
  case removed(part: String, path: String)
  case expected(part: String, expectation: String, outcome: Expectation)

  public enum Expectation: Sendable, Equatable {
    case met
    case unmet(found: String)
    case missing(String)
  }
}

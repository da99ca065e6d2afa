public import EventModel
public import QueryLanguage
public import Reporting

/// What one run of a job does, with every value in its place; nothing in it can turn out to be misspelt.
public struct JobPlan: Sendable {
  public let name: String
  /// The path of the job file.
  public let file: String
  /// `nil` where the job leaves it to the caller.
  public let store: String?
  public let zone: ZoneRules
  public let log: String
  let digest: String
  /// The day the run is for.
  let today: CivilDate
  /// The values of the parameters as texts that give the same values again.
  let parameters: [String: String]
  public let ingests: [PlannedIngest]
  public let statements: [PlannedStatement]
  let expectations: [JobExpectation]

  /// Puts values into a job.
  ///
  /// `settings` replace the parameters' defaults; the setting `today` is the day the run is for, in place of the day
  /// that `now` is in the job's zone. Throws with all mistakes.
  public init(_ job: Job, settings: [String: String], now: Timestamp) throws(JobFileError) {
    var planner = JobPlanner(job)
    self = try planner.plan(settings: settings, now: now)
  }

  init(
    job: Job, store: String?, zone: ZoneRules, log: String, today: CivilDate, parameters: [String: String],
    ingests: [PlannedIngest], statements: [PlannedStatement], expectations: [JobExpectation]
  ) {
    name = job.name
    file = job.file
    digest = job.digest
    self.store = store
    self.zone = zone
    self.log = log
    self.today = today
    self.parameters = parameters
    self.ingests = ingests
    self.statements = statements
    self.expectations = expectations
  }
}

/// Files, or a directory, that a run reads into the store.
public struct PlannedIngest: Sendable {
  public let name: String
  public let kind: JobInputKind
  public let paths: [String]
  /// `user`, `time_zone`, `map` and the like, as written; paths begin where the run begins.
  public let options: [String: Option]
  public let isOptional: Bool
  /// Where it stands in the job file.
  public let place: Place
  /// Where the values of options stand, by key.
  public let optionPlaces: [String: Place]

  /// A place in the job file, counted from 1.
  public struct Place: Sendable, Equatable {
    public let line: Int
    public let column: Int
  }

  /// The value of an option.
  public enum Option: Sendable, Equatable {
    /// One text, or several of an option that may be repeated.
    case texts([String])
    case flag(Bool)
  }
}

/// A statement that a run answers.
public struct PlannedStatement: Sendable {
  public let name: String
  public let statement: Statement
  public let snapshot: Int?
  public let outputs: [PlannedOutput]
  let expectations: [JobExpectation]
}

/// A file that a run writes.
public struct PlannedOutput: Sendable {
  public let path: String
  public let format: OutputFormat
  /// The path before values were put in: what outputs of several runs have in common.
  let template: String
  let keep: Job.Keep?
}

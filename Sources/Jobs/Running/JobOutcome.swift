/// A run that began earlier, as its log tells.
public struct UnfinishedRun: Sendable {
  public let run: String
  public let isFinished: Bool
  let digest: String
  /// The day it was for.
  public let today: String
  public let parameters: [String: String]
  let finished: Set<String>
}

/// The person asked to stop between two parts.
public struct JobCancelled: Error {}

/// What a run came to.
public struct JobOutcome: Sendable {
  /// What one experiment came to.
  public struct Verdict: Sendable, Equatable {
    public var experiment: String
    /// `ship`, `keep-control`, …
    public var verdict: String
    public var alpha: Double
  }

  /// What two experiments have to do with each other.
  public struct Overlap: Sendable, Equatable {
    public var sentence: String
    public var isWarning: Bool
  }

  /// Of the experiments asked, in the order of the job.
  public var verdicts: [Verdict] = []
  /// Of every two of them that were compared.
  public var overlaps: [Overlap] = []
  /// Why the run ended early, and at which part.
  public internal(set) var error: (any Error)?
  public internal(set) var failedPart: String?
  public internal(set) var expectations = 0
  public internal(set) var unmet = 0
  /// Whether an ingest rejected more rows than allowed.
  public internal(set) var exceedsRejects = false

  var wasCancelled: Bool { error is JobCancelled }

  public var isDone: Bool { error == nil && unmet == 0 }
}

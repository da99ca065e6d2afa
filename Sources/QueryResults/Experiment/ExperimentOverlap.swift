/// What several experiments about the same users have to do with each other.
public struct ExperimentOverlaps: Sendable, Equatable {
  /// One for every two experiments that were compared, in the order asked.
  public var pairs: [ExperimentOverlap]
  /// Experiments that were compared with no other, because their units are no users.
  public var leftOut: [String]

  public init(pairs: [ExperimentOverlap], leftOut: [String]) {
    self.pairs = pairs
    self.leftOut = leftOut
  }
}

/// The units that are in two experiments at once, and whether the two disturb each other.
public struct ExperimentOverlap: Sendable, Equatable {
  public var first: Side
  public var second: Side
  /// Units in both, by arm of the first, then of the second.
  public var units: [[Int]]
  /// Chi-square test of whether the arms of the one say anything about those of the other; nil with too few units.
  public var assignmentP: Double?
  /// For every goal of either: does its effect depend on the arm of the other experiment?
  public var interactions: [Interaction]
  /// What is wrong; empty when nothing is.
  public var findings: [Finding]
  /// All of it in words.
  public var sentence: String

  /// One of the two experiments.
  public struct Side: Sendable, Equatable {
    public var experiment: String
    /// Control first.
    public var arms: [String]
    /// Analysed units, whether in the other experiment or not.
    public var units: Int
    /// Test of whether its arms differ in how many of their units come into the other experiment.
    public var reachP: Double?

    public init(experiment: String, arms: [String], units: Int, reachP: Double?) {
      self.experiment = experiment
      self.arms = arms
      self.units = units
      self.reachP = reachP
    }
  }

  /// The effects of one experiment within the arms of the other.
  public struct Interaction: Sendable, Equatable {
    public var experiment: String
    public var breakdown: SegmentBreakdown
    /// The level of the experiment whose effect it is.
    public var alpha: Double

    public init(experiment: String, breakdown: SegmentBreakdown, alpha: Double) {
      self.experiment = experiment
      self.breakdown = breakdown
      self.alpha = alpha
    }

    /// Adjusted over all interactions that were tested together.
    public var pAdjusted: Double? { breakdown.interactionPAdjusted }
  }

  /// Something about a pair that a reader must know.
  public enum Finding: String, Sendable, Equatable, CaseIterable {
    /// The arm of the one tells the arm of the other.
    case assignedTogether = "assigned-together"
    /// The arm of the one changes how many come into the other.
    case reachDiffers = "reach-differs"
    /// The effect of the one depends on the arm of the other.
    case interaction
    /// There are units in both, but too few to tell.
    case notEnoughData = "not-enough-data"
  }

  public init(
    first: Side, second: Side, units: [[Int]], assignmentP: Double?, interactions: [Interaction],
    findings: [Finding] = [], sentence: String = ""
  ) {
    self.first = first
    self.second = second
    self.units = units
    self.assignmentP = assignmentP
    self.interactions = interactions
    self.findings = findings
    self.sentence = sentence
  }

  /// Units in both.
  public var sharedUnits: Int { units.joined().reduce(0, +) }

  /// Whether a finding changes what the effects mean.
  public var isWarning: Bool { findings.contains { $0 != .notEnoughData } }
}

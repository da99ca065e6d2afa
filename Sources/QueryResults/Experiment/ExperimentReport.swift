/// The answer to an `experiment` statement: a decision and everything it rests on, in reading order.
public struct ExperimentReport: Sendable, Equatable {
  /// The version of this report's fields in JSON; it grows when a field changes its meaning or goes.
  public static let schemaVersion = 1

  public var verdict: ExperimentVerdict
  public var inputs: ExperimentInputs
  public var health: [HealthCheck]
  /// From the units seen to the units analysed; see ``PopulationRow``.
  public var population: [PopulationRow]
  public var metrics: [ExperimentMetric]
  /// The outcome of each guardrail in each treatment arm.
  public var guardrails: [GuardrailOutcome]
  /// The effects within segments; exploration, not evidence.
  public var segments: [SegmentBreakdown]
  /// How far the experiment is, and whether a decision may be made now.
  public var progress: ExperimentProgress?
  /// The analysed units by day of exposure, ascending.
  public var days: [ExposureDay]
  /// Each goal's effects day by day.
  public var series: [EffectSeries]
  public var caveats: [ExperimentCaveat]

  public init(
    verdict: ExperimentVerdict,
    inputs: ExperimentInputs,
    health: [HealthCheck],
    population: [PopulationRow],
    metrics: [ExperimentMetric],
    guardrails: [GuardrailOutcome] = [],
    segments: [SegmentBreakdown] = [],
    progress: ExperimentProgress? = nil,
    days: [ExposureDay] = [],
    series: [EffectSeries] = [],
    caveats: [ExperimentCaveat] = []
  ) {
    self.verdict = verdict
    self.inputs = inputs
    self.health = health
    self.population = population
    self.metrics = metrics
    self.guardrails = guardrails
    self.segments = segments
    self.progress = progress
    self.days = days
    self.series = series
    self.caveats = caveats
  }
}

/// The decision.
public struct ExperimentVerdict: Sendable, Equatable {
  public var name: VerdictName
  /// The name of the rule that led to it.
  public var rule: String
  /// One sentence with effect, interval and horizon.
  public var sentence: String

  public init(
    name: VerdictName,
    rule: String,
    sentence: String
  ) {
    self.name = name
    self.rule = rule
    self.sentence = sentence
  }
}

/// The decisions an experiment can end in.
public enum VerdictName: String, Sendable, Equatable, CaseIterable {
  case ship
  case keepControl = "keep-control"
  case noDifferenceShown = "no-difference-shown"
  case nonInferior = "non-inferior"
  case harm
  /// A failed health check outranks every other verdict.
  case invalid
  case insufficientData = "insufficient-data"
}

/// A specific reservation, with a code so that programs can act on it.
public struct ExperimentCaveat: Sendable, Equatable {
  public var code: String
  public var message: String

  public init(
    code: String,
    message: String
  ) {
    self.code = code
    self.message = message
  }
}

public import EventModel

/// The named options of the matcher that a statement wrote; what is nil comes from the preset or the default.
public struct MatchingOptions: Equatable, Sendable {
  /// `within 7d`, from the first step.
  public var window: Located<Window>?
  /// `order strict`
  public var order: Located<StepOrder>?
  /// `repeats fold`
  public var repeats: Located<RepeatRule>?
  /// `reuse equal-steps`
  public var reuse: Located<ReuseRule>?
  /// `scope all`: what the range bounds.
  public var scope: Located<RangeScope>?
  /// `entry first`
  public var entry: Located<EntryRule>?
  /// `ties strictly-later`
  public var ties: Located<TieRule>?
  /// `tolerance 2s`
  public var tolerance: Located<ElapsedTime>?
  /// `resolution 1s`
  public var resolution: Located<ElapsedTime>?
  /// `holding order_id`
  public var holding: Holding?
  /// `excluding refund between 1 and 2`, of all such clauses.
  public var exclusions: [Exclusion] = []
  /// `effect remove-unit`, for all exclusions.
  public var exclusionEffect: Located<ExclusionEffect>?
  /// `as posthog`
  public var preset: Located<Preset>?

  /// No options written.
  package init() {}

  /// Whether nothing was written.
  package var isEmpty: Bool { self == MatchingOptions() }
}

/// In which order the steps of an attempt come.
public enum StepOrder: String, Sendable, CaseIterable {
  case ordered, strict, unordered, sets
}

/// What an immediate repeat of the step just reached does to a strict chain.
public enum RepeatRule: String, Sendable, CaseIterable {
  case fold
  case breakChain = "break"
}

/// Whether one event may fill several equal steps.
public enum ReuseRule: String, Sendable, CaseIterable {
  case equalSteps = "equal-steps"
  case none
}

/// What the range bounds.
public enum RangeScope: String, Sendable, CaseIterable {
  case entries, all
}

/// Which attempts count.
public enum EntryRule: String, Sendable, CaseIterable {
  case best
  case bestEarliest = "best earliest"
  case first, every
}

/// How events with equal times are taken.
public enum TieRule: String, Sendable, CaseIterable {
  case stepOrder = "step-order"
  case inputOrder = "input-order"
  case strictlyLater = "strictly-later"
}

/// What an excluded event does to the attempt it strikes.
public enum ExclusionEffect: String, Sendable, CaseIterable {
  case endAttempt = "end-attempt"
  case removeUnit = "remove-unit"
}

/// A set of options that reproduces another tool's numbers.
public enum Preset: String, Sendable, CaseIterable {
  case posthog, mixpanel, amplitude, heap, clickhouse
}

/// `holding p, q`: all steps agree on the properties; at least one.
public struct Holding: Equatable, Sendable {
  /// What the steps agree on.
  public var properties: [PropertyReference]
  /// `each value` or `first value`
  public var values: Located<HeldValues>?
  /// Where it was written.
  public var span: SourceSpan
}

/// Which values of a held property make attempts.
public enum HeldValues: String, Sendable, CaseIterable {
  case eachValue = "each value"
  case firstValue = "first value"
}

/// `excluding X between i and j`.
public struct Exclusion: Equatable, Sendable {
  /// The events it is about.
  public var step: Step
  /// Nil means between the first and the last step.
  public var between: StepRange?
}

/// Two step numbers as written, counted from 1; not checked against the pattern.
public struct StepRange: Hashable, Sendable {
  /// The step before the zone.
  public var from: Located<Int>
  /// The step behind the zone.
  public var to: Located<Int>
}

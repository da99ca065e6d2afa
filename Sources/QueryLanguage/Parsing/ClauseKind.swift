/// The clauses of all statements; what each statement takes is in ``StatementForm``.
enum ClauseKind: String, CaseIterable {
  // The stream.
  case fromDate = "from", toDate = "to", last, zone = "in", `where`, among, per, only, hide
  // The matcher.
  case within, order, repeats, reuse, scope, entry, ties, tolerance, resolution, holding, excluding, effect
  case preset = "as"
  // Counting.
  case having, by, every
  case weekStart = "week"
  case bins, compare
  case showUnits = "show"
  case stoppedAt = "stopped"
  // Paths.
  case node, group, collapse
  case fromStep = "from step"
  case toStep = "to step"
  case depth, top, weight
  case centre = "centred"
  case occurrence, support, max, closed
  case liftStep = "lift step"
  // Retention.
  case periods = "for"
  case mode, clock, cohort
  case atLeast = "at"
  case brackets, survival
  // Attribution.
  case touch, key, model, value
  // Experiments.
  case exposure, variant, variants, control, activation, goal, secondary, guardrail, method, alpha, power,
    sides
  case correction, cuped, cap, switchers
  case maturedOnly = "matured"
  case planned, looks, spending, prior, resamples, seed, strata
  case liftAmount = "lift"
  case arms
  // Correlation.
  case with, between

  /// The word a clause begins with.
  var keyword: String {
    switch self {
    case .fromStep: "from"
    case .toStep: "to"
    case .liftStep: "lift"
    default: rawValue
    }
  }

  /// The word that must follow the first for the clause to be meant.
  var secondWord: [String]? {
    switch self {
    case .weekStart: ["starts"]
    case .showUnits: ["units"]
    case .stoppedAt: ["at"]
    case .atLeast: ["least"]
    case .max: ["gap", "length"]
    case .maturedOnly: ["only"]
    default: nil
    }
  }

  /// How the clause is called in messages.
  var spelling: String {
    switch self {
    case .weekStart: "week starts"
    case .showUnits: "show units"
    case .stoppedAt: "stopped at"
    case .atLeast: "at least"
    case .maturedOnly: "matured only"
    case .centre: "centred on"
    default: keyword
    }
  }

  /// Clauses that may be written several times and add up.
  var isRepeatable: Bool {
    switch self {
    case .only, .hide, .excluding, .group, .collapse, .max, .goal, .secondary, .guardrail, .with: true
    default: false
    }
  }

  static let byKeyword: [String: [ClauseKind]] = Dictionary(grouping: allCases, by: \.keyword)
}

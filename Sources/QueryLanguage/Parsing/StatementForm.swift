/// The statements by their first word, with the clauses each one takes.
enum StatementForm: String, CaseIterable {
  case funnel, journeys, transitions, steps, match, frequent, retention, trend, lifecycle, stickiness,
    attribution
  case experiment, power, correlate, compare, timeline, show, describe, explain, segment, event, group, set

  /// The clauses the statement takes.
  var clauses: Set<ClauseKind> { StatementForm.clausesOfForms[self] ?? [] }

  private static let clausesOfForms = Dictionary(
    uniqueKeysWithValues: allCases.map { ($0, $0.listedClauses) })

  private var listedClauses: Set<ClauseKind> {
    let stream: Set<ClauseKind> = [.fromDate, .toDate, .last, .zone, .where, .among, .per, .only, .hide]
    let matching: Set<ClauseKind> = [
      .within, .order, .repeats, .reuse, .scope, .entry, .ties, .tolerance, .resolution, .holding, .excluding,
      .effect, .preset,
    ]
    let path: Set<ClauseKind> = [.node, .group, .collapse, .fromStep, .toStep, .depth]
    let calendar: Set<ClauseKind> = [.every, .weekStart]
    switch self {
    case .funnel:
      return stream.union(matching).union(calendar).union([
        .having, .by, .bins, .compare, .showUnits, .stoppedAt,
      ])
    case .journeys: return stream.union(path).union([.top, .compare])
    case .transitions: return stream.union(path).union([.top, .compare, .weight])
    case .steps: return stream.union(path).union([.top, .compare, .centre])
    case .match: return stream.union(path).union([.within, .occurrence, .top])
    case .frequent: return stream.union(path).union([.support, .max, .closed, .liftStep, .top, .compare])
    case .retention:
      return stream.union(calendar).union([
        .periods, .mode, .clock, .cohort, .atLeast, .brackets, .scope, .survival, .by, .compare, .showUnits,
      ])
    case .trend: return stream.union(calendar).union([.by, .compare])
    case .lifecycle, .stickiness: return stream.union(calendar)
    case .attribution: return stream.union(path).union([.touch, .key, .model, .within, .value])
    case .experiment:
      return stream.union([
        .exposure, .variant, .variants, .control, .activation, .goal, .secondary, .guardrail, .method, .alpha,
        .power, .sides, .correction, .cuped, .cap, .switchers, .maturedOnly, .planned, .prior, .resamples,
        .seed,
        .by,
      ])
    case .power: return stream.union([.within, .exposure, .liftAmount, .alpha, .power, .sides, .arms])
    case .correlate: return stream.union(matching).union([.with, .between, .support, .alpha, .top])
    case .compare, .describe: return stream
    case .timeline: return stream.union([.top])
    case .show: return stream.union(calendar).union([.top])
    case .explain, .segment, .event, .group, .set: return []
    }
  }

  /// Whether `by` may say which of an attempt's events gives the value.
  var attributesValues: Bool { self == .funnel }
}

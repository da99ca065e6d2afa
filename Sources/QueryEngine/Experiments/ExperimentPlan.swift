import EventModel
import QueryLanguage
import Statistics

/// An experiment ready to run: every name is a number, every option has its value.
struct ExperimentPlan: Sendable {
  /// One metric.
  struct Goal: Sendable {
    /// What is measured per unit.
    enum Value: Sendable {
      /// Whether the pattern was completed.
      case pattern(GoalPattern)
      case measure(BoundMeasure)
      case ratio(BoundMeasure, BoundMeasure)
      /// A quantile over units.
      case quantile(Double, BoundMeasure)
      /// µs after exposure, both ends included.
      case retention(BoundStep, from: Int64, to: Int64)
    }

    var name: String
    var role: ExperimentGoal.Role
    var direction: GoalDirection
    var value: Value
    /// µs from exposure, far edge included; `nil` for no end.
    var window: Int64?
    /// How much worse still passes.
    var margin: Amount?
    var cap: Cap?
    /// µs before exposure that the covariate and the check for earlier differences look at.
    var lookback: Int64
    /// Whether the values of single units are kept until the end.
    var keepsSamples = false

    /// The cap that is known before the units are.
    var fixedCap: Double? {
      if case .fixed(let limit)? = cap { limit } else { nil }
    }

    /// Why the metric cannot be followed day by day, which keeps sums only; `nil` if it can.
    var reasonNotFollowed: String? {
      if case .quantile = value { return "quantile" }
      if case .percentile? = cap { return "percentile-cap" }
      // A limit below 0 lowers the units of zeros, of which only the number is kept.
      return fixedCap.map { $0 < 0 } ?? false ? "cap-below-zero" : nil
    }

    /// Whether the metric is a share of units.
    var isRate: Bool {
      switch value {
      case .pattern, .retention: true
      case .measure, .ratio, .quantile: false
      }
    }

    var isRatio: Bool {
      if case .ratio = value { true } else { false }
    }

    fileprivate var columns: Set<Int> {
      switch value {
      case .pattern(let goal): goal.pattern.columns
      case .retention(let step, _, _): step.filter?.columns ?? []
      case .measure(let measure), .quantile(_, let measure): measure.columns
      case .ratio(let numerator, let denominator): numerator.columns.union(denominator.columns)
      }
    }

    /// The instants that count for a unit exposed at `exposure`.
    func span(from exposure: Int64) -> ClosedRange<Int64> {
      func after(_ time: Int64) -> Int64 { Self.saturating(exposure.addingReportingOverflow(time)) }
      if case .retention(_, let from, let to) = value { return after(from)...max(after(from), after(to)) }
      return exposure...(window.map(after) ?? .max)
    }

    /// The instants before `exposure` that the covariate is made of.
    func spanBefore(_ exposure: Int64) -> ClosedRange<Int64> {
      let (first, overflows) = exposure.subtractingReportingOverflow(max(1, lookback))
      let last = exposure == .min ? exposure : exposure - 1
      return min(overflows ? .min : first, last)...last
    }

    private static func saturating(_ sum: (partialValue: Int64, overflow: Bool)) -> Int64 {
      sum.overflow ? .max : sum.partialValue
    }
  }

  /// Properties of the exposure event by whose values units fall into segments or strata.
  struct Segmentation: Sendable {
    var names: [String]
    var fields: [BoundFilter.Field]
    /// How many segments are kept apart.
    var top: Int
  }

  var name: String
  var stream: BoundStream
  var exposure: BoundStep
  var exposureText: String
  /// Nil makes one arm of all exposed units.
  var variantField: BoundFilter.Field?
  var variantName: String
  /// The recognised variants with their planned weights; empty means every value that occurs, equally.
  var variants: [(value: PropertyValue, weight: Double)]
  var control: PropertyValue?
  var activation: BoundStep?
  var activationText: String?
  var goals: [Goal]
  var method: ExperimentMethod
  var alpha: Double
  var power: Double
  var sides: Int
  var correction: MultiplicityCorrection
  /// Whether effects are adjusted by the value before exposure.
  var usesCovariate: Bool
  var switchers: SwitcherRule
  var maturedOnly: Bool
  /// Units in all arms for which the test was planned.
  var planned: Int?
  /// Of a group-sequential test: how often it looks, and how the looks share alpha.
  var looks: Int
  var spending: AlphaSpending
  /// The effect it was planned to find.
  var lift: Amount?
  var prior: EffectPrior?
  var resamples: Int
  /// Whether the statement asks for a bootstrap by naming its draws.
  var namesResamples: Bool
  var seed: Int64
  var segmentation: Segmentation?
  /// Whether `among` names a segment that is evaluated at one instant for all.
  var isAmongLateSegment: Bool
  /// What the effect is weighted over.
  var strata: Segmentation?
  /// Another experiment, to whose units this one is narrowed and by whose arms it is broken down.
  var companion: CompanionExperiment?
  /// The instants that a right clock could show: from 2000 to the commit of the snapshot.
  var plausibleTimes: ClosedRange<Int64>
  var endOfData: Int64?

  static let defaultAlpha = 0.05
  static let defaultPower = 0.8
  /// The tuning of a confidence sequence that names no planned size: the one GrowthBook uses.
  static let defaultSequentialSize = 5_000
  static let defaultResamples = 2_000
  static let defaultLookback: Int64 = 14 * 86_400 * 1_000_000
  static let defaultSegments = 20
  static let defaultLooks = 5

  var columns: Set<Int> { stream.columns.union(valueColumns) }

  /// The columns beside those of the stream.
  var valueColumns: Set<Int> { valueFields.reduce(into: gatheredColumns) { $0.formUnion($1.columns) } }

  /// Those that rows of other units than users are read again by.
  var gatheredColumns: Set<Int> {
    var columns = exposure.filter?.columns ?? []
    columns.formUnion(activation?.filter?.columns ?? [])
    for field in [variantField].compactMap({ $0 }) + valueFields {
      if case .segment = field { continue }
      columns.formUnion(field.columns)
    }
    for goal in goals { columns.formUnion(goal.columns) }
    return columns
  }

  /// Whether segments of users are evaluated later than at exposure, where the treatment may have moved them.
  var evaluatesSegmentsLate: Bool {
    isAmongLateSegment
      || (segmentation?.fields ?? []).contains { field in
        if case .segment(let test) = field { !test.dependsOnEvent } else { false }
      }
  }

  /// The fields of segments, then those of strata.
  var valueFields: [BoundFilter.Field] { (segmentation?.fields ?? []) + (strata?.fields ?? []) }

  /// The goals whose effect is told day by day.
  var followedGoals: [Int] {
    goals.indices.filter { goals[$0].role == .goal && goals[$0].reasonNotFollowed == nil }
  }

  /// The longest time that any metric looks after exposure; `nil` when none has an end.
  var longestWindow: Int64? { goals.compactMap(\.window).max() }
}

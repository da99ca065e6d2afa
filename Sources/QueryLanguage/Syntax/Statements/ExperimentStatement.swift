public import EventModel

/// `experiment "checkout" exposure … variant … control 'A' goal … guardrail …`.
public struct ExperimentStatement: Equatable, Sendable {
  /// What the experiment is called.
  public var name: Located<String>
  /// Nil means the first event that carries a recognised variant.
  public var exposure: Step?
  /// The property that holds the variant.
  public var variant: PropertyReference
  /// `control 'A'`
  public var control: Located<LiteralValue>?
  /// `variants 'A' 50%, 'B' 50%`: the recognised variants; empty means all that occur.
  public var variants: [PlannedVariant] = []
  /// `activation step`: narrows the exposed units to those who did it after exposure.
  public var activation: Step?
  /// In the order written; at least one.
  public var goals: [ExperimentGoal]
  /// `method sequential`
  public var method: Located<ExperimentMethod>?
  /// `alpha 0.05`
  public var alpha: Located<Double>?
  /// `power 80%`
  public var power: Located<Amount>?
  /// `sides 1` or `sides 2`
  public var sides: Located<Int>?
  /// `correction holm`
  public var correction: Located<MultiplicityCorrection>?
  /// `cuped 14d`: how far before exposure the covariate looks.
  public var cuped: Located<ElapsedTime>?
  /// `cap 99.9%` (a percentile) or `cap 500` (a value), for all goals that set none.
  public var cap: Located<Amount>?
  /// `switchers exclude`
  public var switchers: Located<SwitcherRule>?
  /// `matured only`: leaves out units whose window still runs.
  public var maturedOnly = false
  /// `planned 20000`: units in all arms for which the test was planned.
  public var planned: Located<Int>?
  /// `looks 5`: how often a group-sequential test was planned to look, at equal shares of the planned units.
  public var looks: Located<Int>?
  /// `spending obrien-fleming`: how the looks of a group-sequential test share alpha.
  public var spending: Located<AlphaSpending>?
  /// `lift 5%`: the effect the experiment was planned to find; a share of control's figure, or absolute without `%`.
  public var lift: Located<Amount>?
  /// `prior 0 0.3`: mean and standard deviation of the relative effect.
  public var prior: Located<EffectPrior>?
  /// `resamples 2000`: draws of the bootstrap.
  public var resamples: Located<Int>?
  /// `seed 7`: of everything random.
  public var seed: Located<Int64>?
  /// `strata platform, country`: properties of the exposure event whose values weight the effect.
  public var strata: [PropertyReference] = []
  /// Which events and units are looked at.
  public var stream = StreamClauses()
  /// `by …`
  public var breakdown: Breakdown?
}

/// A variant with its planned share of units.
public struct PlannedVariant: Equatable, Sendable {
  /// As the variant property holds it.
  public var value: Located<LiteralValue>
  /// `50%`, or any weight; nil means equal shares.
  public var weight: Located<Amount>?
}

/// One metric of an experiment.
public struct ExperimentGoal: Equatable, Sendable {
  /// What the metric decides.
  public var role: Role
  /// What is measured per unit.
  public var metric: GoalMetric
  /// `within 14d`, from exposure.
  public var window: Located<Window>?
  /// `excluding refund`, `order strict` and the other options of the matcher, of conversions; its window, range and
  /// preset are always nil.
  public var matching = MatchingOptions()
  /// `lower-is-better`
  public var direction: Located<GoalDirection>?
  /// `margin 2%`: how much worse still passes; a share of the control's mean, or absolute without `%`.
  public var margin: Located<Amount>?
  /// `cap 99.9%`, for this metric only.
  public var cap: Located<Amount>?
  /// `as "Revenue"`
  public var label: Located<String>?
  /// Where it was written.
  public var span: SourceSpan

  /// What the metric decides.
  public enum Role: String, Sendable, CaseIterable {
    case goal, secondary, guardrail
  }
}

/// What is measured per unit.
public enum GoalMetric: Equatable, Sendable {
  /// `conversion of purchase`, or of a whole pattern.
  case conversion(Pattern)
  /// `mean of sum(amount) of purchase`, also written without `mean of`.
  case mean(Measure)
  /// `ratio of sum(amount) of purchase to count of purchase`
  case ratio(Measure, Measure)
  /// `quantile 0.9 of sum(amount) of purchase`
  case quantile(Double, Measure)
  /// `retention of visit between 7d and 14d`, counted from exposure.
  case retention(Step, from: ElapsedTime, to: ElapsedTime)
}

/// Which way a metric should move.
public enum GoalDirection: String, Sendable, CaseIterable {
  case higherIsBetter = "higher-is-better"
  case lowerIsBetter = "lower-is-better"
}

/// How effects are tested.
public enum ExperimentMethod: String, Sendable, CaseIterable {
  case fixed, sequential
  case groupSequential = "group-sequential"
  case bayesian, bootstrap
}

/// How a group-sequential test spends alpha as information comes in.
public enum AlphaSpending: String, Sendable, CaseIterable {
  /// α·t².
  case quadratic
  /// Almost nothing early.
  case obrienFleming = "obrien-fleming"
  /// About the same at every look.
  case pocock
}

/// How several tests share the error rate.
public enum MultiplicityCorrection: String, Sendable, CaseIterable {
  case none, bonferroni, holm
  case benjaminiHochberg = "benjamini-hochberg"
  case benjaminiYekutieli = "benjamini-yekutieli"
  /// Dunnett's test of several arms with one control, times the number of goals.
  case dunnett
}

/// What happens to units seen in two variants.
public enum SwitcherRule: String, Sendable, CaseIterable {
  case exclude, first
}

/// A normal prior on the relative effect.
public struct EffectPrior: Hashable, Sendable {
  /// Of the relative effect.
  public var mean: Double
  /// The standard deviation of the relative effect.
  public var deviation: Double
}

extension ExperimentStatement {
  /// An experiment with the goals and nothing else; further clauses are set afterwards.
  package init(
    named name: String, exposure: Step?, variant: PropertyReference, goals: [ExperimentGoal]
  ) {
    self.init(name: Located(name), exposure: exposure, variant: variant, goals: goals)
  }
}

extension ExperimentGoal {
  /// A goal that no text spells.
  package init(_ metric: GoalMetric, within window: Located<Window>?) {
    self.init(role: .goal, metric: metric, window: window, span: .none)
  }
}

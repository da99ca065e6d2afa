import EventModel

/// Everything clauses can say, gathered while a statement is read; its builder takes what its form allows.
struct ClauseValues {
  var stream = StreamClauses()
  var matching = MatchingOptions()
  var path = PathClauses()
  var having: Having?
  var breakdown: Breakdown?
  var every: Located<CalendarPeriod>?
  var weekStart: Located<Weekday>?
  var bins: Located<Bins>?
  var compare: Located<Comparison>?
  var showsUnits = false
  var stoppedAt: Located<Int>?
  var top: Located<Int>?
  var weight: Located<TransitionWeight>?
  var centre: Located<StepCentre>?
  var occurrence: Located<MatchOccurrence>?
  var support: Located<Amount>?
  var maximumGap: Located<Window>?
  var maximumLength: Located<Int>?
  var isClosed = false
  var liftStep: Step?
  var liftAmount: Located<Amount>?
  var periods: Located<Int>?
  var mode: Located<RetentionMode>?
  var clock: Located<RetentionClock>?
  var cohort: Located<CohortRule>?
  var atLeast: Located<Int>?
  var brackets: [Located<Int>] = []
  var showsSurvival = false
  var touch: Step?
  var key: PropertyReference?
  var model: Located<AttributionModel>?
  var value: PropertyReference?
  var exposure: Step?
  var variant: PropertyReference?
  var variants: [PlannedVariant] = []
  var control: Located<LiteralValue>?
  var activation: Step?
  var goals: [ExperimentGoal] = []
  var method: Located<ExperimentMethod>?
  var alpha: Located<Double>?
  var power: Located<Amount>?
  var sides: Located<Int>?
  var correction: Located<MultiplicityCorrection>?
  var cuped: Located<ElapsedTime>?
  var cap: Located<Amount>?
  var switchers: Located<SwitcherRule>?
  var maturedOnly = false
  var planned: Located<Int>?
  var looks: Located<Int>?
  var spending: Located<AlphaSpending>?
  var strata: [PropertyReference] = []
  var prior: Located<EffectPrior>?
  var resamples: Located<Int>?
  var seed: Located<Int64>?
  var arms: Located<Int>?
  var candidates: [CorrelationCandidates] = []
  var between: StepRange?

  /// Where each clause was written first, by its kind's raw value; compound clauses also leave a key per part
  /// (`collapse loops`).
  var places: [String: SourceSpan] = [:]
}

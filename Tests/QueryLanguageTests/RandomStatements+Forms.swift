import EventModel
@testable import QueryLanguage

extension RandomStatements {
  mutating func stream() -> StreamClauses {
    var stream = StreamClauses()
    switch int(0...5) {
    case 0: stream.range = DateRange(from: Located(date()), to: located(2) { $0.date() })
    case 1: stream.range = DateRange(to: located(2) { $0.date() }, last: Located(elapsed()))
    case 2: stream.range = DateRange(to: Located(date()))
    default: break
    }
    stream.zone = located { $0.text() }
    stream.filter = maybe { $0.filter(aliased: false) }
    stream.segment = maybe { $0.selection() }
    stream.unit = located { $0.unit() }
    stream.only = chance(5) ? some(1...3) { Located($0.glob()) } : []
    stream.hide = chance(5) ? some(1...3) { Located($0.glob()) } : []
    return stream
  }

  mutating func unit() -> AnalysisUnit {
    switch int(0...4) {
    case 0: .user
    case 1: .account
    case 2: .session(SessionRule(gap: maybe(2) { $0.elapsed() }, resetsAtMidnight: chance(2)))
    default: .property(PropertyReference(subject: chance(4) ? .field(.source) : .property(text())))
    }
  }

  mutating func range() -> StepRange { StepRange(from: count(), to: count()) }

  mutating func matching() -> MatchingOptions {
    var options = MatchingOptions()
    options.window = located(2) { $0.window() }
    options.order = option(StepOrder.self)
    options.repeats = option(RepeatRule.self)
    options.reuse = option(ReuseRule.self)
    options.scope = option(RangeScope.self)
    options.entry = option(EntryRule.self)
    options.ties = option(TieRule.self)
    options.tolerance = located { $0.elapsed() }
    options.resolution = located { $0.elapsed() }
    options.holding = maybe { parts in
      Holding(
        properties: parts.some(1...2) { $0.property() }, values: parts.option(HeldValues.self), span: .none)
    }
    options.exclusions =
      chance(3)
      ? some(1...2) { parts in Exclusion(step: parts.step(isPlain: true), between: parts.maybe { $0.range() })
      } : []
    options.exclusionEffect = option(ExclusionEffect.self)
    options.preset = option(Preset.self)
    return options
  }

  /// The options a goal takes.
  mutating func goalMatching() -> MatchingOptions {
    guard chance(3) else { return MatchingOptions() }
    var options = matching()
    (options.window, options.scope, options.preset) = (nil, nil, nil)
    return options
  }

  mutating func attribution() -> ValueAttribution {
    switch int(0...4) {
    case 0: .first
    case 1: .last
    case 2: .nearest
    case 3: .all
    default: .step(count().value)
    }
  }

  mutating func breakdown(attributed: Bool) -> Breakdown {
    if !attributed { visible = [] }
    return Breakdown(
      keys: some(1...3) { parts in
        switch parts.int(0...3) {
        case 0: .segment(parts.name())
        case 1: .count(of: parts.step(isPlain: true), between: parts.maybe(2) { $0.range() })
        default: .property(parts.property(aliased: attributed))
        }
      },
      attribution: attributed ? located { $0.attribution() } : nil, top: located { $0.count().value },
      span: .none)
  }

  mutating func comparison() -> Comparison {
    switch int(0...3) {
    case 0: return .previousPeriod
    case 1:
      return .periods(some(2...3) { Comparison.Period(from: Located($0.date()), to: Located($0.date())) })
    case 2:
      var sides = some(2...3) { Comparison.SegmentSide.segment($0.name()) }
      if chance(2) { sides[int(0...(sides.count - 1))] = .rest }
      return .segments(sides)
    default:
      var sides = some(2...3) { Comparison.ValueSide.value(Located($0.literal())) }
      if chance(2) { sides[int(0...(sides.count - 1))] = .rest }
      return .values(property(), sides)
    }
  }

  mutating func path() -> PathClauses {
    var path = PathClauses()
    path.node = maybe { $0.property() }
    path.groups = chance(4) ? some(1...2) { GroupRule(glob: Located($0.glob()), label: $0.name()) } : []
    path.collapseRepeats = maybe { parts in
      CollapseRepeats(names: parts.some(0...2) { $0.name() }, keepsLast: parts.chance(2))
    }
    path.collapseLoops = located { $0.count().value }
    visible = []
    path.from = maybe { $0.step() }
    visible = []
    path.to = maybe { $0.step() }
    path.depth = located { $0.count().value }
    return path
  }

  mutating func measure() -> Measure {
    let aggregate: Measure.Aggregate =
      switch int(0...10) {
      case 0: .count
      case 1: .users
      case 2: .sessions
      case 3: .accounts
      case 4: .distinct(property())
      case 5: .sum(property())
      case 6: .mean(property())
      case 7: .median(property())
      case 8: .minimum(property())
      case 9: .maximum(property())
      default: .quantile(Double.random(in: 0...1, using: &random), property())
      }
    return Measure(aggregate: aggregate, step: freshStep(), span: .none)
  }

  mutating func freshStep() -> Step {
    visible = []
    defer { visible = [] }
    return step()
  }

  mutating func metric() -> GoalMetric {
    switch int(0...4) {
    case 0: .mean(measure())
    case 1: .ratio(measure(), measure())
    case 2: .quantile(Double.random(in: 0...1, using: &random), measure())
    case 3: .retention(freshStep(), from: elapsed(), to: elapsed())
    default: .conversion(pattern())
    }
  }

  mutating func experiment() -> ExperimentStatement {
    ExperimentStatement(
      name: name(), exposure: maybe { $0.freshStep() }, variant: property(),
      control: located { $0.literal() },
      variants: chance(3)
        ? some(1...3) { parts in
          PlannedVariant(value: Located(parts.literal()), weight: parts.located(2) { $0.amount() })
        } : [],
      activation: maybe { $0.freshStep() },
      goals: some(1...3) { parts in
        ExperimentGoal(
          role: ExperimentGoal.Role.allCases.randomElement(using: &parts.random) ?? .goal,
          metric: parts.metric(),
          window: parts.located { $0.window() }, matching: parts.goalMatching(),
          direction: parts.option(GoalDirection.self),
          margin: parts.located { $0.amount() }, cap: parts.located { $0.amount() },
          label: parts.maybe { $0.name() }, span: .none)
      },
      method: option(ExperimentMethod.self),
      alpha: located { Double.random(in: 0.001..<1, using: &$0.random) },
      power: located { $0.amount() }, sides: located { $0.int(1...2) },
      correction: option(MultiplicityCorrection.self), cuped: located { $0.elapsed() },
      cap: located { $0.amount() },
      switchers: option(SwitcherRule.self), maturedOnly: chance(3), planned: located { $0.count().value },
      looks: located { $0.int(1...1_000) }, spending: option(AlphaSpending.self),
      lift: located { $0.amount() },
      prior: located { EffectPrior(mean: $0.double(), deviation: $0.double()) },
      resamples: located { $0.count().value },
      seed: located { Int64.random(in: .min ... .max, using: &$0.random) },
      strata: chance(4) ? some(1...2) { $0.property() } : [],
      stream: stream(), breakdown: maybe { $0.breakdown(attributed: false) })
  }

  mutating func retention() -> RetentionStatement {
    visible = []
    let start = step()
    let comeback = step()
    visible = []
    var retention = RetentionStatement(start: start, comeback: comeback, stream: stream())
    retention.every = option(CalendarPeriod.self)
    retention.periods = located { $0.int(1...100_000) }
    retention.mode = option(RetentionMode.self)
    retention.clock = option(RetentionClock.self)
    retention.cohort = option(CohortRule.self)
    retention.atLeast = located { $0.count().value }
    if chance(4) { retention.brackets = [1, 3, 7].prefix(int(1...3)).map { Located($0) } }
    retention.scope = option(RangeScope.self)
    retention.weekStart = option(Weekday.self)
    retention.showsSurvival = chance(4)
    retention.breakdown = maybe { $0.breakdown(attributed: false) }
    retention.compare = located { $0.comparison() }
    retention.showsUnits = chance(4)
    return retention
  }

  mutating func funnel() -> FunnelStatement {
    var funnel = FunnelStatement(pattern: pattern())
    funnel.matching = matching()
    funnel.having = maybe { parts in
      Having(filter: parts.filter(aliased: true), attribution: parts.located { $0.attribution() })
    }
    funnel.breakdown = maybe { $0.breakdown(attributed: true) }
    visible = []
    funnel.stream = stream()
    funnel.every = option(CalendarPeriod.self)
    funnel.weekStart = option(Weekday.self)
    funnel.bins = located { $0.chance(2) ? .automatic : .count($0.int(1...100)) }
    funnel.compare = located { $0.comparison() }
    funnel.showsUnits = chance(4)
    funnel.stoppedAt = located { $0.int(1...9) }
    return funnel
  }

  mutating func plainStatement() -> Statement {
    let period = option(CalendarPeriod.self)
    let weekStart = option(Weekday.self)
    switch int(0...22) {
    case 0, 1: return .funnel(funnel())
    case 2:
      return .journeys(
        JourneysStatement(
          stream: stream(), path: path(), top: located { $0.count().value },
          compare: located { $0.comparison() }))
    case 3:
      return .transitions(
        TransitionsStatement(
          stream: stream(), path: path(), weight: option(TransitionWeight.self),
          top: located { $0.count().value },
          compare: located { $0.comparison() }))
    case 4:
      let centre = located(2) { parts in
        parts.chance(3) ? StepCentre.start : parts.chance(2) ? .end : .pattern(parts.centrePattern())
      }
      return .steps(StepsStatement(stream: stream(), path: path(), centre: centre))
    case 5:
      return .match(
        MatchStatement(
          pattern: pattern(), stream: stream(), path: path(), window: located { $0.window() },
          occurrence: option(MatchOccurrence.self), top: located { $0.count().value }))
    case 6:
      return .frequent(
        FrequentStatement(
          stream: stream(), path: path(), support: located { $0.amount() },
          maximumGap: located { $0.window() },
          maximumLength: located { $0.count().value }, isClosed: chance(2), lift: maybe { $0.freshStep() }))
    case 7: return .retention(retention())
    case 8:
      return .trend(
        TrendStatement(
          measures: some(1...3) { $0.measure() }, stream: stream(), every: period, weekStart: weekStart,
          breakdown: maybe { $0.breakdown(attributed: false) }, compare: located { $0.comparison() }))
    case 9:
      return .lifecycle(
        LifecycleStatement(step: freshStep(), stream: stream(), every: period, weekStart: weekStart))
    case 10:
      return .stickiness(
        StickinessStatement(step: freshStep(), stream: stream(), every: period, weekStart: weekStart))
    case 11:
      return .attribution(
        AttributionStatement(
          conversion: freshStep(), touch: freshStep(), key: property(), model: located(2) { $0.model() },
          window: located { $0.window() }, value: maybe { $0.property() }, stream: stream(), path: path()))
    case 12, 13: return .experiment(experiment())
    case 14:
      return .power(
        PowerStatement(
          metric: metric(), window: located { $0.window() }, exposure: maybe { $0.freshStep() },
          lift: located { $0.amount() }, alpha: nil, power: located { $0.amount() }, sides: nil,
          arms: located { $0.int(2...1000) }, stream: stream()))
    case 15:
      let pattern = pattern()
      let matching = matching()
      visible = []
      return .correlate(
        CorrelateStatement(
          pattern: pattern,
          candidates: some(0...2) { parts in
            parts.chance(2) ? .events : .properties(parts.some(0...2) { $0.property() })
          },
          between: maybe { $0.range() }, support: located { $0.amount() }, stream: stream(),
          matching: matching))
    case 16:
      return .compareSnapshots(
        CompareSnapshotsStatement(first: count(), second: count(), stream: stream()))
    case 17:
      return .timeline(
        TimelineStatement(unit: Located(unit()), key: Located(literal()), stream: stream()))
    case 18:
      let subjects: [ShowStatement.Subject] = [
        .events, .properties(of: maybe { $0.name() }), .values(of: property()), .segments, .snapshots,
        .definitions,
        .groups, .settings, .sources, .segment(name()),
        .overlap(some(2...4) { $0.name() }),
      ]
      return .show(
        ShowStatement(
          subject: subjects.randomElement(using: &random) ?? .events, stream: stream(), every: period,
          weekStart: weekStart))
    case 19:
      let subjects: [DescribeStatement.Subject] = [.event(name()), .property(property()), .segment(name())]
      return .describe(
        DescribeStatement(subject: subjects.randomElement(using: &random) ?? .event(name()), stream: stream())
      )
    case 20: return .defineSegment(SegmentDefinition(name: name(), selection: selection()))
    case 21:
      return .defineEvent(
        EventDefinition(
          name: name(), alternatives: some(1...3) { $0.step(isPlain: true) },
          filter: maybe { $0.filter(aliased: false) }))
    default:
      if chance(2) { return .defineGroup(GroupRule(glob: Located(glob()), label: name())) }
      if chance(3) {
        let subjects: [RemoveStatement.Subject] = [
          .segment(name()), .event(name()), .group(Located(glob())), .setting(name()),
        ]
        return .remove(RemoveStatement(subject: subjects.randomElement(using: &random) ?? .event(name())))
      }
      let value: SettingValue =
        chance(3) ? .literal(literal()) : chance(2) ? .duration(elapsed()) : .name(text())
      return .set(SetStatement(name: name(), value: Located(value)))
    }
  }

  /// A pattern that is not just one boundary, which would be `centred on start`.
  mutating func centrePattern() -> Pattern {
    while true {
      let pattern = pattern()
      if pattern.steps.count > 1 || (pattern.steps[0].events != .start && pattern.steps[0].events != .end) {
        return pattern
      }
    }
  }

  mutating func model() -> AttributionModel {
    switch int(0...7) {
    case 0: .first
    case 1: .last
    case 2: .linear
    case 3: .participation
    case 4: .position(first: double(), middle: double(), last: double())
    case 5: .decay(elapsed())
    case 6: .markov(order: maybe(2) { $0.int(1...100) })
    default: .shapley
    }
  }
}

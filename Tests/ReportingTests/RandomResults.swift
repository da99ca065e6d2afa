import EventModel
import QueryResults

/// A small generator with a fixed sequence (SplitMix64), so that a printed seed brings a failure back.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

/// Random answers with names that are meant to break writers.
struct RandomResults {
  var generator: SeededGenerator

  init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

  static let oddTexts = [
    "", " ", "a", "add_to_cart", "=1+1", "+49", "-5", "@x", "\t=x", "\r=x", "'quoted'", "\"", "\\", "a,b",
    "a\nb", "a\r\nb",
    "|pipe|", "`tick`", "<b>", "**bold**", "[x](y)", "日本語のイベント", "e\u{301}", "\u{301}", "👩‍👩‍👧‍👦", "🇩🇪", "\u{0}",
    "\u{1B}[31mred",
    "\u{7F}", "\u{85}", "\u{2028}", "\u{202E}rtl", "\u{FEFF}", "\u{10FFFF}", "\"\u{301}", ",\u{301}", "null",
    "NaN", "1e5",
    String(repeating: "long ", count: 60), String(repeating: "x", count: 300),
  ]

  mutating func text() -> String {
    let parts = Int.random(in: 1...2, using: &generator)
    return (0..<parts).map { _ in Self.oddTexts.randomElement(using: &generator) ?? "" }.joined()
  }

  mutating func count() -> Int { Int.random(in: 0...9_999_999, using: &generator) }

  mutating func number() -> Double {
    let choices: [Double] = [
      0, -0.0, 1, 0.1, 1.0 / 3, 1e-300, .leastNonzeroMagnitude, 1e21, 123_456_789.125,
      .greatestFiniteMagnitude, -2.5,
    ]
    return choices.randomElement(using: &generator) ?? 0
  }

  mutating func maybe<T>(_ value: (inout Self) -> T) -> T? {
    Bool.random(using: &generator) ? value(&self) : nil
  }

  mutating func list<T>(_ limit: Int = 3, _ value: (inout Self) -> T) -> [T] {
    (0..<Int.random(in: 0...limit, using: &generator)).map { _ in value(&self) }
  }

  mutating func share() -> Double? { maybe { Double.random(in: 0...1, using: &$0.generator) } }

  mutating func interval() -> ConfidenceInterval? {
    maybe { ConfidenceInterval(lower: $0.number(), upper: $0.number()) }
  }

  mutating func time() -> Timestamp {
    Timestamp(
      microseconds: Int64.random(
        in: Timestamp.earliest.microseconds...Timestamp.latest.microseconds, using: &generator))
  }

  mutating func value() -> PropertyValue {
    switch Int.random(in: 0...4, using: &generator) {
    case 0: .integer(Int64.random(in: .min ... .max, using: &generator))
    case 1: .double(number())
    case 2: .boolean(Bool.random(using: &generator))
    case 3: .timestamp(time())
    default: .string(text())
    }
  }

  mutating func group() -> GroupKey {
    GroupKey(
      values: [GroupValue(property: "p", value: maybe { $0.value() })],
      kind: GroupKind.allCases.randomElement(using: &generator) ?? .value)
  }

  mutating func steps() -> [FunnelStep] {
    (1...3).map { step in
      FunnelStep(
        step: step, label: text(), units: count(), attempts: count(), open: maybe { $0.count() },
        rateOfAll: share(),
        rateOfFirst: share(), rateOfPrevious: share(), intervalOfAll: interval(), intervalOfFirst: interval(),
        intervalOfPrevious: interval(),
        timeFromPrevious: maybe { random in
          DurationSummary(
            count: random.count(), mean: random.number(), median: random.maybe { $0.number() }, p10: nil,
            p25: nil,
            p75: nil, p90: random.number(), p95: nil, min: 0, max: random.number(),
            histogram: random.maybe { random in
              random.list { HistogramBin(from: $0.number(), to: $0.number(), units: $0.count()) }
            })
        })
    }
  }

  mutating func funnel() -> FunnelResult {
    FunnelResult(
      steps: steps(),
      groups: maybe { random in random.list { FunnelGroup(group: $0.group(), steps: $0.steps()) } },
      buckets: maybe { random in random.list { FunnelBucket(bucket: "2026-01-05", steps: $0.steps()) } },
      optional: maybe { random in
        random.list { FunnelOptionalStep(step: 2, label: $0.text(), attempts: $0.count()) }
      },
      compare: maybe { random in
        random.list {
          FunnelComparison(
            a: .segment($0.text()), b: .property("p", $0.value()),
            steps: [
              FunnelComparisonStep(
                step: 2, a: Proportion(reached: $0.count(), entered: $0.count()),
                b: Proportion(reached: 0, entered: 0), difference: $0.share(), interval: $0.interval(),
                p: $0.share(),
                pAdjusted: $0.share())
            ])
        }
      },
      units: maybe { random in
        random.list { random in
          FunnelUnit(
            unit: random.value(), depth: 1, times: random.list { random in random.maybe { $0.time() } },
            held: random.list { random in random.maybe { $0.value() } }, open: random.maybe { _ in true })
        }
      })
  }

  mutating func journeys() -> JourneysResult {
    JourneysResult(
      paths: list { random in
        JourneyPath(
          path: random.list(8) { $0.text() }, units: random.count(), paths: random.count(),
          share: random.share(),
          convertedShare: random.share(), medianDuration: random.maybe { $0.number() })
      },
      nodes: list { random in
        JourneyNode(
          position: Int.random(in: -3...3, using: &random.generator), event: random.text(),
          paths: random.count(),
          units: 1, starts: 1, dropped: 0, arrived: 0, cut: random.count())
      },
      edges: list { random in
        JourneyEdge(
          position: 1, from: random.text(), to: random.text(), paths: random.count(), units: 1,
          share: random.share(),
          medianTime: random.maybe { $0.number() }, meanTime: random.number())
      }, totals: JourneyTotals(paths: count(), units: count()))
  }

  mutating func events() -> EventListResult {
    EventListResult(
      events: list(6) { random in
        EventSummary(
          name: random.text(), events: random.count(), users: random.count(),
          first: random.maybe { $0.time() },
          last: random.maybe { $0.time() })
      })
  }

  mutating func properties() -> PropertyListResult {
    PropertyListResult(
      properties: list(4) { random in
        PropertySummary(
          name: random.text(),
          types: [TypeCount(type: .string, count: random.count()), TypeCount(type: .double, count: 0)],
          distinct: random.maybe { $0.count() }, examples: random.list { $0.value() })
      })
  }

  mutating func experiment() -> ExperimentReport {
    ExperimentReport(
      verdict: ExperimentVerdict(
        name: VerdictName.allCases.randomElement(using: &generator) ?? .ship, rule: text(), sentence: text()),
      inputs: ExperimentInputs(
        experiment: text(),
        arms: [PlannedArm(arm: text(), weight: number(), control: true)],
        range: ResultRange(from: time(), to: nil),
        data: ExperimentData(events: count(), first: time(), last: time()), exposure: text(), variant: text(),
        method: "fixed", alpha: 0.05, window: maybe { $0.number() }),
      health: list { random in
        HealthCheck(
          check: random.text(), value: random.share(), threshold: nil,
          status: HealthStatus.allCases.randomElement(using: &random.generator) ?? .ok,
          measure: HealthMeasure.allCases.randomElement(using: &random.generator) ?? .p)
      },
      population: [],
      metrics: list { random in
        ExperimentMetric(
          name: random.text(), role: .goal, direction: .higherIsBetter, kind: .mean,
          arms: [
            ArmOutcome(
              arm: random.text(), n: random.count(),
              measure: .mean(
                sum: random.number(), mean: random.maybe { $0.number() }, standardDeviation: nil),
              interval: random.interval()),
            ArmOutcome(
              arm: random.text(), n: 0, measure: .rate(converters: 0, rate: random.share()),
              interval: random.interval()),
          ],
          comparisons: random.list { random in
            ArmComparison(
              treatment: random.text(), control: random.text(), absoluteEffect: random.maybe { $0.number() },
              relativeEffect: random.share(), interval: random.interval(),
              relativeInterval: random.interval(),
              level: 0.95, method: random.text(), statistic: random.maybe { $0.number() }, p: random.share(),
              pAdjusted: random.share(), mde: random.share(), reason: random.maybe { $0.text() })
          })
      },
      days: list { random in
        ExposureDay(day: random.text(), arms: [ArmCount(arm: random.text(), units: random.count())])
      },
      series: list { random in
        EffectSeries(
          metric: random.text(), treatment: random.text(), control: random.text(),
          points: random.list { random in
            EffectPoint(
              day: random.text(), units: random.count(), effect: random.maybe { $0.number() },
              interval: random.interval(), p: random.share(), runningP: random.share())
          }, reason: random.maybe { $0.text() })
      })
  }

  mutating func result() -> QueryResult {
    let body: ResultBody =
      switch Int.random(in: 0...4, using: &generator) {
      case 0: .funnel(funnel())
      case 1: .journeys(journeys())
      case 2: .events(events())
      case 3: .properties(properties())
      default: .experiment(experiment())
      }
    return QueryResult(
      statement: text(), snapshot: 1, range: maybe { ResultRange(from: $0.time(), to: $0.time()) },
      timezone: "UTC",
      unit: text(),
      options: [
        ResultOption(key: "window", value: .duration(number())),
        ResultOption(key: "text", value: .text(text())),
        ResultOption(key: "top", value: .integer(Int.random(in: 0...2, using: &generator))),
        ResultOption(key: "list", value: .list([.null, .flag(true), .number(number())])),
      ], body: body, warnings: list { ResultWarning(code: "odd", message: $0.text()) },
      stats: QueryStatistics(
        eventsInSnapshot: count(), eventsRead: count(), bytesRead: count(), units: count(),
        unitsWithoutKey: count(),
        elapsedMilliseconds: number()))
  }
}

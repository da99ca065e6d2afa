/// The part of an answer that depends on what was asked.
public enum ResultBody: Sendable, Equatable {
  case funnel(FunnelResult)
  case journeys(JourneysResult)
  case transitions(TransitionsResult)
  case steps(StepMatrixResult)
  case match(MatchResult)
  case retention(RetentionResult)
  case lifecycle(LifecycleResult)
  case stickiness(StickinessResult)
  case trend(TrendResult)
  case attribution(AttributionResult)
  case experiment(ExperimentReport)
  case power(PowerResult)
  case events(EventListResult)
  case properties(PropertyListResult)
  case snapshots(SnapshotListResult)
  case comparison(SnapshotComparisonResult)
  case eventDescription(EventDescription)
  case definition(DefinitionResult)

  /// The word for this kind of answer in reports.
  public var kind: String {
    switch self {
    case .funnel: "funnel"
    case .journeys: "journeys"
    case .transitions: "transitions"
    case .steps: "steps"
    case .match: "match"
    case .retention: "retention"
    case .lifecycle: "lifecycle"
    case .stickiness: "stickiness"
    case .trend: "trend"
    case .attribution: "attribution"
    case .experiment: "experiment"
    case .power: "power"
    case .events: "events"
    case .properties: "properties"
    case .snapshots: "snapshots"
    case .comparison: "comparison"
    case .eventDescription: "event"
    case .definition: "definition"
    }
  }
}

import EventModel
import QueryLanguage
import SegmentStore

/// Another experiment that the same users may be in: what tells its arms.
struct CompanionExperiment: Sendable {
  var name: String
  var stream: BoundStream
  var exposure: BoundStep
  var variantField: BoundFilter.Field?
  var variants: [PropertyValue]
  var switchers: SwitcherRule
}

/// Reads the arms of a companion, for the blocks of one worker.
struct CompanionReader {
  private let companion: CompanionExperiment
  private var variants: VariantNumbers

  init(_ companion: CompanionExperiment) {
    self.companion = companion
    variants = VariantNumbers(planned: companion.variants)
  }

  /// By user of the block, the variant the companion counts the user under.
  mutating func arms(in block: RowBlock, _ times: RowTimes) throws -> [Int: PropertyValue] {
    let stream = companion.stream
    var rows = try companion.exposure.rows(in: block, stream: stream)
    if stream.isBounded { rows = rows.filter { stream.range.contains(times[Int($0)]) } }
    let numbers = try variants.numbers(of: companion.variantField, rows, in: block)
    var first: [Int: Int] = [:]
    var switchers: Set<Int> = []
    for (user, number) in zip(block.users(ofRows: rows), numbers) where number >= 0 {
      guard let known = first[user] else {
        first[user] = number
        continue
      }
      if known != number { switchers.insert(user) }
    }
    if companion.switchers == .exclude { for user in switchers { first[user] = nil } }
    return first.mapValues { variants.values[$0] }
  }
}

extension ExperimentPlan {
  /// The same experiment among the units of another: only what decides, within the arms of the other.
  func beside(_ other: ExperimentPlan) -> ExperimentPlan {
    var plan = self
    plan.companion = CompanionExperiment(
      name: other.name, stream: other.stream, exposure: other.exposure, variantField: other.variantField,
      variants: other.variants.map(\.value), switchers: other.switchers)
    plan.segmentation = Segmentation(names: [other.name], fields: [.absent], top: .max)
    plan.strata = nil
    plan.goals = goals.filter { $0.role == .goal }
    for index in plan.goals.indices {
      // Of goals, effects would be kept day by day.
      plan.goals[index].role = .secondary
      var needsSamples = plan.goals[index].cap != nil
      if case .quantile = plan.goals[index].value { needsSamples = true }
      plan.goals[index].keepsSamples = needsSamples
    }
    return plan
  }

  /// Whether two statements ask about one experiment: the same exposures, the same variants.
  func isSameExperiment(as other: ExperimentPlan) -> Bool {
    exposureText == other.exposureText && variantName == other.variantName
  }
}

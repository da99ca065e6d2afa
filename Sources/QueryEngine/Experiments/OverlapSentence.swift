import QueryResults

/// What is to be said of a pair of experiments, for someone who will decide about one of them.
struct OverlapSentence {
  private let pair: ExperimentOverlap
  /// Whether the goal of each interaction is a share of units.
  private let shares: [Bool]

  init(_ pair: ExperimentOverlap, shares: [Bool]) {
    self.pair = pair
    self.shares = shares
  }

  var text: String {
    let (first, second) = (pair.first, pair.second)
    if pair.sharedUnits == 0 { return "\(first.experiment) and \(second.experiment) share no unit." }
    let opening =
      "\(first.experiment) and \(second.experiment) share \(pair.sharedUnits) units (\(share(first)), \(share(second)))."
    return ([opening] + (pair.findings.isEmpty ? [allClear] : pair.findings.flatMap(sentences)))
      .joined(separator: " ")
  }

  private func share(_ side: ExperimentOverlap.Side) -> String {
    "\(EffectSentence.percent(Double(pair.sharedUnits) / Double(max(1, side.units)))) % of \(side.experiment)"
  }

  private var allClear: String {
    let smallest = pair.interactions.compactMap(\.pAdjusted).min() ?? 1
    return
      "Their arms were assigned independently (P \(probability(pair.assignmentP))) and no effect depends on the other's arm (smallest adjusted P \(probability(smallest)))."
  }

  private func probability(_ p: Double?) -> String { p.map(EffectSentence.probability) ?? "?" }

  private func sentences(_ finding: ExperimentOverlap.Finding) -> [String] {
    switch finding {
    case .assignedTogether:
      [
        "Their arms were not assigned independently (P \(probability(pair.assignmentP))): the effect of the one is part of what is found for the other."
      ]
    case .reachDiffers:
      [(pair.first, pair.second), (pair.second, pair.first)].compactMap { side, other in
        guard let p = side.reachP, p < ExperimentAnswer.healthThreshold else { return nil }
        return
          "The arm in \(side.experiment) changes who comes into \(other.experiment) (P \(probability(p))), so that the arms of \(other.experiment) are fair only within each arm of \(side.experiment)."
      }
    case .interaction:
      zip(pair.interactions, shares).compactMap { one, isShare in
        guard let p = one.pAdjusted, p < one.alpha else { return nil }
        return interaction(one, p, isShare: isShare)
      }
    case .notEnoughData: ["That is too few to tell whether the two disturb each other."]
    }
  }

  private func interaction(_ one: ExperimentOverlap.Interaction, _ p: Double, isShare: Bool) -> String {
    let companion = one.experiment == pair.first.experiment ? pair.second : pair.first
    let other = companion.experiment
    func place(_ segment: SegmentEffect) -> Int {
      companion.arms.firstIndex { $0 == segment.values.first ?? nil } ?? companion.arms.count
    }
    let effects = one.breakdown.segments.sorted { place($0) < place($1) }.compactMap { segment -> String? in
      guard let effect = segment.effect, let arm = segment.values.first ?? nil else { return nil }
      return "\(EffectSentence.amount(effect, isShare: isShare)) with \(arm)"
    }
    return
      "The effect of \(one.experiment) on \(one.breakdown.metric) (\(one.breakdown.treatment)) depends on the arm in \(other) (adjusted P \(probability(p))): \(effects.joined(separator: ", "))\(isShare ? " percentage points" : "")."
  }
}

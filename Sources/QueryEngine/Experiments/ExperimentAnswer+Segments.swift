import EventModel
import QueryResults
import Statistics

extension ExperimentAnswer {
  /// The effects within segments, with one test per comparison of whether they differ; Holm over all of them.
  func segments() -> [SegmentBreakdown] {
    guard let segmentation = plan.segmentation, !counts.segments.isEmpty else { return [] }
    var breakdowns: [SegmentBreakdown] = []
    for figures in figures {
      for arm in counts.arms.indices.dropFirst() {
        breakdowns.append(breakdown(figures, arm, keys: segmentation.names))
      }
    }
    let adjusted = MultiplicityAdjustment.holm.adjust(breakdowns.map(\.interaction.p))
    for index in breakdowns.indices { breakdowns[index].interactionPAdjusted = adjusted[index] }
    return breakdowns
  }

  private func breakdown(_ figures: MetricFigures, _ arm: Int, keys: [String]) -> SegmentBreakdown {
    var estimates: [EffectEstimate] = []
    let effects = figures.segments.enumerated().map { index, arms -> SegmentEffect in
      let (a, b) = (arms[0], arms[arm])
      var effect = SegmentEffect(
        values: counts.segments[index].map { $0.map { $0?.text } } ?? [],
        controlUnits: a.units, treatmentUnits: b.units, controlFigure: a.figure(of: figures.goal),
        treatmentFigure: b.figure(of: figures.goal))
      effect.reason = Self.reason {
        let estimate = try self.estimates(
          figures.goal, a, b, usesCovariate: plan.usesCovariate, inference
        ).absolute
        estimates.append(estimate)
        effect.effect = estimate.effect
        effect.interval = interval { try estimate.interval(alpha: plan.alpha) }
      }
      return effect
    }
    var test = OmnibusTest(method: "Cochran Q over segments")
    test.reason = Self.reason {
      let result = try HeterogeneityTest.test(estimates)
      test.statistic = result.statistic
      test.degreesOfFreedom = result.degreesOfFreedom
      test.p = result.pValue.value
    }
    return SegmentBreakdown(
      metric: figures.goal.name, treatment: counts.arms[arm].name, control: counts.arms[0].name, keys: keys,
      segments: effects, interaction: test)
  }
}

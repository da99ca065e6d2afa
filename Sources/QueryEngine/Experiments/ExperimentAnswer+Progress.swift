import EventModel
import QueryLanguage
import QueryResults
import Statistics

extension ExperimentAnswer {
  /// How far the experiment is against its plan, and what it could have found.
  func progress(_ metrics: [ExperimentMetric]) -> ExperimentProgress {
    let units = inference.units
    let pace = ExposurePace.unitsPerDay(counts.unitsByDay)
    var daysLeft: Int?
    if let planned = plan.planned, let pace {
      daysLeft = try? DurationPlanning.daysLeft(
        controlUnitsNeeded: Double(planned), controlUnits: units, controlUnitsPerDay: pace)
    }
    return ExperimentProgress(
      units: units, planned: plan.planned,
      informationFraction: plan.planned.flatMap { $0 > 0 ? Double(units) / Double($0) : nil },
      isDecisionValid: isDecisionValid, unitsPerDay: pace, daysLeft: daysLeft, power: plan.power,
      detectable: metrics.flatMap { metric in
        metric.comparisons.map { comparison in
          DetectableEffect(
            metric: metric.name, treatment: comparison.treatment, absolute: comparison.mde,
            relative: relative(comparison.mde, metric))
        }
      })
  }

  /// An always-valid method allows a decision at any time, a fixed horizon once the planned size is there.
  private var isDecisionValid: Bool? {
    if plan.method == .sequential { return true }
    return plan.planned.map { inference.units >= $0 }
  }

  private func relative(_ amount: Double?, _ metric: ExperimentMetric) -> Double? {
    guard let amount, let figure = metric.arms.first?.measure.figure, figure != 0 else { return nil }
    return amount / abs(figure)
  }
}

extension ArmMeasure {
  /// The one number that the arm is compared by.
  var figure: Double? {
    switch self {
    case .rate(_, let rate): rate
    case .mean(_, let mean, _): mean
    case .ratio(_, _, let ratio): ratio
    case .quantile(_, let value): value
    }
  }
}

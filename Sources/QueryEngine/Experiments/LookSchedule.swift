import QueryLanguage
import QueryResults
import Statistics

/// The planned looks of a group-sequential test, as far as the units that came in have reached them.
///
/// A look is taken at the end of the first day with its share of the planned units. Looks that fall on one day are one
/// look, the last of them. Used by one thread.
final class LookSchedule {
  /// All planned looks.
  let looks: [PlannedLook]
  /// The looks taken: their place in ``looks`` and the last day of their units.
  let taken: [(look: Int, day: Int64)]
  private let shares: [Double]
  private let spending: SpendingFunction
  private let isTwoSided: Bool
  private var boundsByAlpha: [Double: [Double]] = [:]

  /// Whether all planned units are in.
  var isComplete: Bool { shares.last == 1 }

  /// `label` names a day.
  init(_ plan: ExperimentPlan, unitsByDay: [(day: Int64, units: Int)], label: (Int64) -> String) {
    let planned = max(1, plan.planned ?? 1)
    isTwoSided = plan.sides == 2
    spending = SpendingFunction(plan.spending)
    var looks: [PlannedLook] = []
    var taken: [(look: Int, day: Int64)] = []
    var shares: [Double] = []
    var (units, place) = (0, 0)
    for number in 1...max(1, plan.looks) {
      let needed = Int((Double(planned) * Double(number) / Double(plan.looks)).rounded(.up))
      var look = PlannedLook(look: number, plannedUnits: needed)
      while units < needed, place < unitsByDay.count {
        units += unitsByDay[place].units
        place += 1
      }
      if units >= needed, place > 0 {
        let day = unitsByDay[place - 1].day
        let share = min(1, Double(units) / Double(planned))
        (look.day, look.units, look.share) = (label(day), units, share)
        if taken.last?.day == day {
          taken.removeLast()
          shares.removeLast()
        }
        taken.append((number - 1, day))
        shares.append(share)
      }
      looks.append(look)
    }
    self.taken = taken
    self.shares = shares
    if let design = try? GroupSequentialDesign(
      shares: shares, spending: spending, alpha: plan.alpha, twoSided: isTwoSided)
    {
      for (index, look) in taken.enumerated() {
        looks[look.look].spent = design.spent[index]
        looks[look.look].bound = design.bounds[index].isFinite ? design.bounds[index] : nil
      }
    }
    self.looks = looks
  }

  /// The bounds of the looks taken.
  func bounds(alpha: Double) throws(StatisticsError) -> [Double] {
    if let known = boundsByAlpha[alpha] { return known }
    let bounds = try GroupSequentialDesign(
      shares: shares, spending: spending, alpha: alpha, twoSided: isTwoSided
    ).bounds
    boundsByAlpha[alpha] = bounds
    return bounds
  }

  /// The smallest level at which one of the looks would have crossed its bound (repeated P value; Jennison and
  /// Turnbull 1984); not below 1e-10.
  ///
  /// `statistics` are those of the looks taken; where one side counts, signed so that the good side is positive.
  func pValue(_ statistics: [Double?]) throws(StatisticsError) -> Double {
    func crosses(_ alpha: Double) throws(StatisticsError) -> Bool {
      for (statistic, bound) in zip(statistics, try bounds(alpha: alpha)) {
        if let statistic, (isTwoSided ? abs(statistic) : statistic) >= bound { return true }
      }
      return false
    }
    // Halves of the logarithm, so that all comparisons ask for the same levels.
    var (low, high) = (1e-10, 0.999)
    if try crosses(low) { return low }
    if try !crosses(high) { return 1 }
    for _ in 0..<36 {
      let middle = (low * high).squareRoot()
      if try crosses(middle) { high = middle } else { low = middle }
    }
    return high
  }
}

extension SpendingFunction {
  fileprivate init(_ spending: AlphaSpending) {
    self =
      switch spending {
      case .quadratic: .power(2)
      case .obrienFleming: .obrienFleming
      case .pocock: .pocock
      }
  }
}

import EventModel
import QueryResults
import Statistics

/// Judges what pairs of experiments share, and adjusts all their interactions together.
struct OverlapJudgement {
  /// Below this expected number of units in a cell nothing is said of an assignment.
  static let smallestExpectedCount = 5.0

  private var pairs: [ExperimentOverlap] = []
  /// Whether each goal, by pair and interaction, is a share of units.
  private var shares: [[Bool]] = []

  /// Adds a pair: each of the two among the units of the other.
  mutating func add(_ first: ExperimentAnswer, _ second: ExperimentAnswer) {
    let units = first.counts.arms.map { arm in
      second.counts.arms.map { other in
        first.counts.segments.firstIndex { $0 == [other.value] }.map { arm.segments[$0].units } ?? 0
      }
    }
    let (ofFirst, ofSecond) = (Self.interactions(first), Self.interactions(second))
    shares.append(ofFirst.shares + ofSecond.shares)
    pairs.append(
      ExperimentOverlap(
        first: Self.side(first), second: Self.side(second), units: units,
        assignmentP: Self.independence(units),
        interactions: ofFirst.interactions + ofSecond.interactions))
  }

  /// Every pair with what is to be said of it.
  func overlaps() -> [ExperimentOverlap] {
    var pairs = pairs
    let p = pairs.flatMap { $0.interactions.map(\.breakdown.interaction.p) }
    var adjusted = MultiplicityAdjustment.holm.adjust(p)[...]
    for pair in pairs.indices {
      for index in pairs[pair].interactions.indices {
        pairs[pair].interactions[index].breakdown.interactionPAdjusted = adjusted.popFirst() ?? nil
      }
      pairs[pair].findings = Self.findings(pairs[pair])
      pairs[pair].sentence = OverlapSentence(pairs[pair], shares: shares[pair]).text
    }
    return pairs
  }

  private static func side(_ answer: ExperimentAnswer) -> ExperimentOverlap.Side {
    let arms = answer.counts.arms
    let reach = arms.map { [$0.units(.analysed), $0.units(.apart)] }
    return ExperimentOverlap.Side(
      experiment: answer.plan.name, arms: arms.map(\.name), units: reach.joined().reduce(0, +),
      reachP: independence(reach))
  }

  private static func interactions(
    _ answer: ExperimentAnswer
  ) -> (interactions: [ExperimentOverlap.Interaction], shares: [Bool]) {
    let breakdowns = answer.segments()
    let isShare = Dictionary(
      answer.plan.goals.map { ($0.name, $0.isRate) }, uniquingKeysWith: { first, _ in first })
    return (
      breakdowns.map {
        .init(experiment: answer.plan.name, breakdown: $0, alpha: answer.plan.alpha)
      }, breakdowns.map { isShare[$0.metric] ?? false }
    )
  }

  /// The P value of a table without its empty rows and columns; `nil` where it has too few units to tell.
  private static func independence(_ table: [[Int]]) -> Double? {
    let columns = (table.first ?? []).indices.filter { column in table.contains { $0[column] > 0 } }
    let rows = table.filter { row in row.contains { $0 > 0 } }.map { row in columns.map { row[$0] } }
    let total = Double(rows.joined().reduce(0, +))
    guard rows.count > 1, columns.count > 1 else { return nil }
    let smallestRow = rows.map { Double($0.reduce(0, +)) }.min() ?? 0
    let smallestColumn =
      columns.indices.map { column in
        rows.reduce(0) { $0 + Double($1[column]) }
      }.min() ?? 0
    guard smallestRow * smallestColumn / total >= smallestExpectedCount else { return nil }
    return (try? ChiSquareTest.independence(rows))?.pValue.value
  }

  private static func findings(_ pair: ExperimentOverlap) -> [ExperimentOverlap.Finding] {
    if pair.sharedUnits == 0 { return [] }
    func isBelow(_ p: Double?) -> Bool { p.map { $0 < ExperimentAnswer.healthThreshold } ?? false }
    var findings: [ExperimentOverlap.Finding] = []
    if isBelow(pair.assignmentP) { findings.append(.assignedTogether) }
    if isBelow(pair.first.reachP) || isBelow(pair.second.reachP) { findings.append(.reachDiffers) }
    if pair.interactions.contains(where: { one in one.pAdjusted.map { $0 < one.alpha } ?? false }) {
      findings.append(.interaction)
    }
    let isTested = pair.assignmentP != nil && pair.interactions.contains { $0.pAdjusted != nil }
    if findings.isEmpty, !isTested { findings.append(.notEnoughData) }
    return findings
  }
}

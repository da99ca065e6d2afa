internal import EventModel
internal import QueryResults

extension CorrelationResult {
  func present(in document: inout Document, _ context: PresentationContext) {
    var summary = "\(NumberText.grouped(converted)) of \(ValueText.count(entered, unit: context.unit)) "
    summary += "that reached step \(fromStep) reached step \(toStep)"
    if entered > 0 { summary += " (\(NumberText.percent(Double(converted) / Double(entered))))" }
    document.add(.paragraph(summary, .body))
    document.add(
      TextTable(
        columns: [
          .key("Candidate"), .figure("Converted"), .figure("Others"), .figure("Odds ratio"), .interval(),
          .figure("Adjusted p"), .figure("Support"),
        ],
        rows: rows.map { row in
          [
            .text(row.title), .percent(row.converted.share), .percent(row.others.share),
            .figure(row.oddsRatio.map(NumberText.general) ?? NumberText.missing),
            .figure(row.interval.map { Self.bounds($0) } ?? ""),
            .figure(NumberText.probability(row.pAdjusted)), .percent(row.support),
          ]
        }))
    let events = rows.filter { $0.kind == .event }
    document.add(
      TextTable(
        title: "How often and how soon",
        columns: [
          .key("Event"), .figure("Times, converted"), .figure("Times, others"), .figure("Mean time to first"),
        ],
        rows: events.map { row in
          [
            .text(DisplayText.clean(row.name)),
            .figure(row.timesConverted.map(NumberText.general) ?? NumberText.missing),
            .figure(row.timesOthers.map(NumberText.general) ?? NumberText.missing),
            .duration(row.meanDelay),
          ]
        }))
    document.add(
      .paragraph(
        "\(ValueText.counted(tested, "candidate")) tested; \(NumberText.grouped(tooRare)) had less than "
          + "\(NumberText.percent(support)) of the units; p-values by Holm over all tested. Such a difference "
          + "is no proof of a cause", .quiet))
  }

  private static func bounds(_ interval: ConfidenceInterval) -> String {
    "[\(NumberText.general(interval.lower)), \(NumberText.general(interval.upper))]"
  }
}

extension CorrelationRow {
  /// `search` for an event, `platform = web` for a property.
  fileprivate var title: String {
    switch kind {
    case .event: DisplayText.clean(name)
    case .property: "\(DisplayText.clean(name)) = \(ValueText.text(value, kind: .none))"
    }
  }
}

extension Proportion {
  fileprivate var share: Double? { entered > 0 ? Double(reached) / Double(entered) : nil }
}

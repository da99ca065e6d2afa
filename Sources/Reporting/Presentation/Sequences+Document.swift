internal import EventModel
internal import QueryResults

extension TransitionsResult {
  func present(in document: inout Document, _ context: PresentationContext) {
    document.add(
      TextTable(
        columns: [
          .key("From"), .key("To"), .figure("Count"), .figure(context.unitHeading), .figure("Share"),
          .figure("Of from"), .figure("Of to"), .figure("Per path"), .figure("Median"),
        ],
        rows: rows.map { row in
          [
            .text(DisplayText.clean(row.from)), .text(DisplayText.clean(row.to)), .count(row.count),
            .count(row.units), .percent(row.share), .percent(row.shareOut), .percent(row.shareIn),
            .figure(row.perPath.map { NumberText.fixed($0, digits: 2) } ?? NumberText.missing),
            .duration(row.medianTime),
          ]
        }))
  }
}

extension StepMatrixResult {
  func present(in document: inout Document, _ context: PresentationContext) {
    document.add(.paragraph(ValueText.count(units, unit: context.unit), .body))
    document.add(
      TextTable(
        columns: [.key("Event")] + columns.map { .figure("\($0)") },
        rows: rows.map { row in
          [.text(DisplayText.clean(row.event))]
            + row.shares.map { $0 == 0 ? .figure("·") : .percent($0) }
        }))
  }
}

extension MatchResult {
  func present(in document: inout Document, _ context: PresentationContext) {
    document.add(
      .paragraph(
        "\(ValueText.counted(occurrences, "occurrence")) in \(ValueText.count(units, unit: context.unit))",
        .body))
    document.add(
      TextTable(
        columns: [
          .key(DisplayText.clean(context.unit)), .text("Events"), .figure("At"), .figure("Started"),
          .figure("Took"),
        ],
        rows: matches.map { match in
          var took: Double?
          if let first = match.times.first, let last = match.times.last {
            // In floating point: no difference of two times can overflow it.
            took = (Double(last.microseconds) - Double(first.microseconds)) / 1e6
          }
          let places = [match.positions.first, match.positions.last].compactMap(\.self)
          return [
            .text(ValueText.text(match.unit)), .path(match.events.map(DisplayText.clean)),
            .figure(
              places.first == places.last
                ? places.first.map(NumberText.grouped) ?? ""
                : places.map(NumberText.grouped).joined(separator: "–")),
            .figure(match.times.first.map(context.time.moment) ?? NumberText.missing), .duration(took),
          ]
        }))
  }
}

extension AttributionResult {
  func present(in document: inout Document, _ context: PresentationContext) {
    var summary = "\(ValueText.counted(conversions, "conversion")), model \(DisplayText.clean(model))"
    if let amount { summary += ", amount \(NumberText.general(amount))" }
    document.add(.paragraph(summary, .body))
    let largest = credit.reduce(0) { max($0, $1.credit) }
    document.add(
      TextTable(
        columns: [.key("Touch"), .figure("Credit"), .figure("Share"), .bar()],
        rows: credit.map { entry in
          [
            .text(ValueText.text(entry.value, kind: .none)),
            .figure(NumberText.fixed(entry.credit, digits: 2)),
            .percent(entry.share), .bar(largest > 0 ? entry.credit / largest : 0),
          ]
        }))
  }
}

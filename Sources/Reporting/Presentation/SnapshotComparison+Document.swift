internal import QueryResults

extension SnapshotComparisonResult {
  /// All events, and of their days those that differ.
  func present(in document: inout Document, _ context: PresentationContext) {
    let total = total
    let columns: [TextTable.Column] = [
      .figure("Snapshot \(first)"), .figure("Snapshot \(second)"), .figure("Difference"),
    ]
    document.add(
      .paragraph(
        "Snapshot \(first) has \(ValueText.counted(total.first, "event")), snapshot \(second) has "
          + "\(NumberText.grouped(total.second)): \(Self.signed(total.difference)).", .body))
    document.add(
      TextTable(
        columns: [.key("Event")] + columns,
        rows: events.map { [.text(DisplayText.clean($0.event))] + Self.cells($0.total) }))
    let changed = events.flatMap { event in
      event.days.filter { $0.count.difference != 0 }.map { (event: event.event, day: $0) }
    }
    guard !changed.isEmpty else {
      return document.add(.paragraph("Every event occurs equally often on every day.", .body))
    }
    document.add(
      TextTable(
        title: "Days that differ", columns: [.key("Event"), .figure("Day")] + columns,
        rows: changed.map { change in
          [.text(DisplayText.clean(change.event)), .figure(DisplayText.clean(change.day.day))]
            + Self.cells(change.day.count)
        }))
  }

  private static func cells(_ count: CountPair) -> [TextTable.Cell] {
    [.count(count.first), .count(count.second), .figure(signed(count.difference))]
  }

  private static func signed(_ number: Int) -> String {
    (number > 0 ? "+" : "") + NumberText.grouped(number)
  }
}

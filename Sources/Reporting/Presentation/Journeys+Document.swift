internal import QueryResults

extension JourneysResult {
  /// How many paths, and nodes per position, are drawn when the statement has no `top`.
  private static let drawnPaths = 20
  private static let drawnNodes = 8
  /// How many ways on are named per node.
  private static let drawnEdges = 3

  func present(in document: inout Document, _ context: PresentationContext) {
    document.add(
      .paragraph(
        "\(ValueText.counted(totals.paths, "path")) of \(ValueText.count(totals.units, unit: Self.people))",
        .body))
    let pathLimit = context.topRows ?? Self.drawnPaths
    document.add(pathTable(limit: pathLimit, context))
    if paths.count > pathLimit {
      let rest = paths[pathLimit...].reduce(0) { $0 + $1.paths }
      document.add(
        .paragraph(
          "… and \(ValueText.counted(paths.count - pathLimit, "more variant")) with "
            + "\(ValueText.counted(rest, "path")); `top N` gathers the rest, JSON and CSV list all.", .quiet))
    }
    document.add(flowTable(limit: context.topRows ?? Self.drawnNodes, context))
    for comparison in compare ?? [] {
      document.add(Self.comparedPaths(comparison))
      document.add(Self.comparedEdges(comparison))
    }
  }

  private static func comparisonTable(
    _ comparison: JourneyComparison, _ subject: String, _ columns: [TextTable.Column]
  ) -> TextTable {
    let first = ValueText.text(comparison.a)
    let second = ValueText.text(comparison.b)
    return TextTable(
      title: "\(subject): \(second) against \(first)",
      columns: columns + [.figure(first), .interval(), .figure(second), .interval()]
        + .estimate("Diff, pp") + [.figure("p"), .figure("p Holm")])
  }

  private static func comparedPaths(_ comparison: JourneyComparison) -> TextTable {
    var table = comparisonTable(comparison, "Paths", [.key("#", .right), .text("Path")])
    for (place, path) in comparison.paths.enumerated() {
      table.rows.append(
        [.figure("\(place + 1)"), .path(path.path.map(DisplayText.clean))] + cells(path.share))
    }
    return table
  }

  private static func comparedEdges(_ comparison: JourneyComparison) -> TextTable {
    var table = comparisonTable(comparison, "Edges", [.key("Pos", .right), .text("Edge")])
    for edge in comparison.edges {
      table.rows.append(
        [.figure("\(edge.position)"), .path([DisplayText.clean(edge.from), DisplayText.clean(edge.to)])]
          + cells(edge.share))
    }
    return table
  }

  private static func cells(_ share: ShareDifference) -> [TextTable.Cell] {
    var cells: [TextTable.Cell] = []
    for side in [share.a, share.b] {
      cells += [
        .figure("\(NumberText.grouped(side.reached))/\(NumberText.grouped(side.entered))"),
        .percent(side.entered > 0 ? Double(side.reached) / Double(side.entered) : nil),
      ]
    }
    cells += .amount(
      share.difference.map { $0 * 100 },
      share.interval.map { ConfidenceInterval(lower: $0.lower * 100, upper: $0.upper * 100) }, isSigned: true)
    cells += [.figure(NumberText.probability(share.p)), .figure(NumberText.probability(share.pAdjusted))]
    return cells
  }

  /// `units` of a journey are distinct users, whatever the sequences are.
  private static let people = "user"

  private func pathTable(limit: Int, _ context: PresentationContext) -> TextTable {
    let showsConversion = paths.contains { $0.convertedShare != nil }
    var table = TextTable(
      title: "Paths",
      columns: [.key("#", .right), .text("Path"), .figure("Paths"), .gluedFigure("Share"), .expendableBar()])
    table.columns.append(.figure(ValueText.heading(unit: Self.people)))
    if showsConversion { table.columns.append(.figure("Converted")) }
    table.columns.append(.figure("Median"))
    let largest = paths.reduce(0) { max($0, $1.share ?? 0) }
    for (place, path) in paths.prefix(limit).enumerated() {
      var cells: [TextTable.Cell] = [
        .figure("\(place + 1)"), .path(path.path.map(DisplayText.clean)), .count(path.paths),
        .percent(path.share), .bar(largest > 0 ? (path.share ?? 0) / largest : 0), .count(path.units),
      ]
      if showsConversion { cells.append(.percent(path.convertedShare)) }
      cells.append(.duration(path.medianDuration))
      table.rows.append(cells)
    }
    return table
  }

  /// The nodes of each position with what became of their paths and the ways most of them went on.
  private func flowTable(limit: Int, _ context: PresentationContext) -> TextTable {
    let showsStarts = nodes.contains { $0.starts > 0 }
    let showsArrived = nodes.contains { $0.arrived > 0 }
    let showsCut = nodes.contains { $0.cut > 0 }
    var table = TextTable(
      title: "Flow",
      columns: [.key("Pos", .right), .key("Event"), .figure("Paths")])
    if showsStarts { table.columns.append(.figure("Starts")) }
    table.columns.append(.figure("Dropped"))
    if showsArrived { table.columns.append(.figure("Arrived")) }
    if showsCut { table.columns.append(.figure("Cut")) }
    table.columns.append(.text("Goes on to"))
    let edgesBySource = Dictionary(grouping: edges) { EdgeSource(position: $0.position, event: $0.from) }
    var drawnAtPosition = 0
    var hidden = 0
    var hiddenPaths = 0
    func closePosition() {
      guard hidden > 0 else { return }
      var cells: [TextTable.Cell] = [
        .blank, .text("… \(NumberText.grouped(hidden)) more"), .count(hiddenPaths),
      ]
      cells += Array(repeating: .blank, count: table.columns.count - cells.count)
      table.rows.append(cells)
    }
    for (place, node) in nodes.enumerated() {
      let isFirst = place == 0 || nodes[place - 1].position != node.position
      if isFirst {
        closePosition()
        (drawnAtPosition, hidden, hiddenPaths) = (0, 0, 0)
      }
      guard drawnAtPosition < limit else {
        hidden += 1
        hiddenPaths += node.paths
        continue
      }
      drawnAtPosition += 1
      var cells: [TextTable.Cell] = [
        isFirst ? .figure("\(node.position)") : .blank, .text(DisplayText.clean(node.event)),
        .count(node.paths),
      ]
      if showsStarts { cells.append(Self.nonzero(node.starts)) }
      cells.append(Self.nonzero(node.dropped))
      if showsArrived { cells.append(Self.nonzero(node.arrived)) }
      if showsCut { cells.append(Self.nonzero(node.cut)) }
      let source = EdgeSource(position: node.position, event: node.event)
      cells.append(.list(Self.waysOn(edgesBySource[source] ?? [], from: node)))
      table.rows.append(cells)
    }
    closePosition()
    return table
  }

  private struct EdgeSource: Hashable {
    var position: Int
    var event: String
  }

  private static func nonzero(_ count: Int) -> TextTable.Cell { count == 0 ? .figure("·") : .count(count) }

  private static func waysOn(_ edges: [JourneyEdge], from node: JourneyNode) -> [String] {
    let sorted = edges.sorted { $0.paths != $1.paths ? $0.paths > $1.paths : $0.to < $1.to }
    var parts = sorted.prefix(drawnEdges).map { edge in
      let share = node.paths > 0 ? Double(edge.paths) / Double(node.paths) : nil
      let time = edge.medianTime.map { " in \(DurationText.rounded($0))" } ?? ""
      // The name stands in the middle, where a narrow column shortens.
      return "\(NumberText.percent(share)) \(DisplayText.clean(edge.to))\(time)"
    }
    if sorted.count > drawnEdges { parts.append("\(sorted.count - drawnEdges) more") }
    return parts
  }
}

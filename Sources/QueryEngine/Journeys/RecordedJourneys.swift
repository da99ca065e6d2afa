import QueryResults

/// Counts the recorded paths of all workers: whole paths by sorting them, nodes and edges position by position.
///
/// Everything is counted on as many threads as the scan had; `top` is known before edges are counted, so that what it leaves
/// out never gets an entry of its own.
struct RecordedJourneys: Sendable {
  private var logs: [PathLog]
  private let layout: PathWord
  private let order: LabelOrder
  private let top: Int?
  private let threads: Int
  private let isCancelled: @Sendable () -> Bool

  /// `nil` where the workers have not recorded paths.
  init?(
    _ plan: JourneyPlan, workers: [JourneyOperator], threads: Int, isCancelled: @escaping @Sendable () -> Bool
  ) {
    let logs = workers.compactMap(\.log)
    guard logs.count == workers.count, let first = logs.first else { return nil }
    self.logs = logs
    layout = first.layout
    order = first.order
    top = plan.top
    self.threads = threads
    self.isCancelled = isCancelled
  }

  /// What has been counted; the gaps of the paths are let go of on the way, for they are most of the memory.
  mutating func result() throws -> JourneysResult {
    let total = logs.reduce(0) { $0 + $1.words.count }
    let (nodes, edges) = try flow(total)
    for index in logs.indices { logs[index].removeGaps() }
    return JourneysResult(
      paths: try paths(total), nodes: nodes, edges: edges, totals: JourneyTotals(paths: total, units: total))
  }

  private func flow(_ total: Int) throws -> (nodes: [JourneyNode], edges: [JourneyEdge]) {
    let nodes = try ParallelTasks.results(layout.depth, threads: threads) { position in
      try RecordedNodes(
        logs, layout: layout, position: position, labels: order.texts.count, isCancelled: isCancelled)
    }
    let shown = nodes.map { ShownLabels($0, limit: top, order) }
    let edges = try ParallelTasks.results(layout.depth - 1, threads: threads) { position in
      try RecordedEdges(
        logs, layout: layout, position: position, from: shown[position], to: shown[position + 1],
        isCancelled: isCancelled
      ).results(order, position: position, total: total)
    }
    return (
      nodes.indices.flatMap { nodes[$0].results(shown[$0], order, position: $0) }, edges.flatMap { $0 }
    )
  }

  /// Whole paths, most frequent first, ties in the order of their labels, other last.
  private func paths(_ total: Int) throws -> [JourneyPath] {
    let counted = try ParallelTasks.results(logs.count, threads: threads) { CountedWords(logs[$0].words) }
    let variants = counted.dropFirst().reduce(counted.first ?? CountedWords()) {
      CountedWords(merging: $0, $1)
    }
    let ranked = variants.ranked(limit: top)
    var numbers = WordTable()
    for place in ranked { _ = numbers.number(of: variants.words[place]) }
    let kept = numbers
    let samples = try ParallelTasks.results(logs.count, threads: threads) { index in
      var probe = CancelProbe(isCancelled)
      var numbers: [UInt32] = []
      numbers.reserveCapacity(logs[index].words.count)
      for word in logs[index].words {
        try probe.count()
        numbers.append(UInt32(truncatingIfNeeded: kept.known(word) ?? ranked.count))
      }
      return (times: logs[index].durations, numbers: numbers)
    }
    let durations = TimeGroups(samples, count: ranked.count + 1)
    func path(_ labels: [String], number: Int) -> JourneyPath {
      let count = durations.count(of: number)
      return JourneyPath(
        path: labels, units: count, paths: count, share: FunnelAnswer.rate(count, total), convertedShare: nil,
        medianDuration: durations.median(of: number))
    }
    var paths = ranked.enumerated().map { number, place in
      path(layout.ranks(of: variants.words[place]).map { order.texts[$0] }, number: number)
    }
    if durations.count(of: ranked.count) > 0 {
      paths.append(path([JourneyAnswer.otherText], number: ranked.count))
    }
    return paths
  }
}

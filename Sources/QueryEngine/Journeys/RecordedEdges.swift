import QueryResults

/// The edges that leave one position of recorded paths, as they are told.
struct RecordedEdges: Sendable {
  private let from: ShownLabels
  private let to: ShownLabels
  /// By the place of the source × the number of targets + the place of the target.
  private let times: TimeGroups

  init(
    _ logs: [PathLog], layout: PathWord, position: Int, from: ShownLabels, to: ShownLabels,
    isCancelled: @escaping @Sendable () -> Bool
  ) throws {
    self.from = from
    self.to = to
    var lists: [(times: [Int64], numbers: [UInt32])] = []
    var probe = CancelProbe(isCancelled)
    for log in logs {
      var numbers: [UInt32] = []
      numbers.reserveCapacity(log.gaps[position].count)
      for word in log.words {
        try probe.count()
        let target = layout.code(in: word, at: position + 1)
        guard target > 0 else { continue }
        let source = layout.code(in: word, at: position)
        numbers.append(
          UInt32(
            truncatingIfNeeded: from.placeOfRank[source - 1] &* to.ranks.count
              &+ to.placeOfRank[target - 1]))
      }
      lists.append((log.gaps[position], numbers))
    }
    times = TimeGroups(lists, count: from.ranks.count * to.ranks.count)
  }

  /// In the order of the texts of sources, then of targets; `total` is the number of all paths.
  func results(_ order: LabelOrder, position: Int, total: Int) -> [JourneyEdge] {
    var edges: [JourneyEdge] = []
    for source in from.ranks.indices {
      for target in to.ranks.indices {
        let number = source * to.ranks.count + target
        let paths = times.count(of: number)
        guard paths > 0 else { continue }
        edges.append(
          JourneyEdge(
            position: position + 1, from: from.text(at: source, order), to: to.text(at: target, order),
            paths: paths, units: paths, share: FunnelAnswer.rate(paths, total),
            medianTime: times.median(of: number), meanTime: times.mean(of: number)))
      }
    }
    return edges
  }
}

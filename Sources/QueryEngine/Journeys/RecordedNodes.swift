import QueryResults

/// The nodes of recorded paths at one position, by the rank of their labels.
struct RecordedNodes: Sendable {
  struct Node: Sendable {
    var paths = 0
    /// Paths that end here.
    var dropped = 0
    /// Paths that go on, but not within `depth`.
    var cut = 0
  }

  private(set) var nodes: [Node]

  init(
    _ logs: [PathLog], layout: PathWord, position: Int, labels: Int,
    isCancelled: @escaping @Sendable () -> Bool
  ) throws {
    var nodes = [Node](repeating: Node(), count: labels)
    var probe = CancelProbe(isCancelled)
    for log in logs {
      for (path, word) in log.words.enumerated() {
        try probe.count()
        let code = layout.code(in: word, at: position)
        guard code > 0 else { continue }
        nodes[code - 1].paths += 1
        guard position == layout.depth - 1 || layout.code(in: word, at: position + 1) == 0 else { continue }
        if log.isCut[path] { nodes[code - 1].cut += 1 } else { nodes[code - 1].dropped += 1 }
      }
    }
    self.nodes = nodes
  }

  /// The nodes as they are told: by name or as other, most frequent first and other last.
  func results(_ shown: ShownLabels, _ order: LabelOrder, position: Int) -> [JourneyNode] {
    var told: [Node] = [Node](repeating: Node(), count: shown.ranks.count)
    for (rank, node) in nodes.enumerated() where node.paths > 0 {
      let place = shown.placeOfRank[rank]
      told[place].paths += node.paths
      told[place].dropped += node.dropped
      told[place].cut += node.cut
    }
    let places = told.indices.sorted { left, right in
      let (leftRank, rightRank) = (shown.ranks[left], shown.ranks[right])
      if (leftRank == nil) != (rightRank == nil) { return rightRank == nil }
      return told[left].paths != told[right].paths ? told[left].paths > told[right].paths : left < right
    }
    return places.map { place in
      let node = told[place]
      return JourneyNode(
        position: position + 1, event: shown.text(at: place, order), paths: node.paths, units: node.paths,
        starts: position == 0 ? node.paths : 0, dropped: node.dropped, arrived: 0, cut: node.cut)
    }
  }
}

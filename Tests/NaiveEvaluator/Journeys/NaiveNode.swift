import EventModel

/// One node of a path after the pipeline of §4.1.
struct NaiveNode {
  var label: String
  /// What the node may be asked for by: its label, or all shown labels of an event that has several.
  var names: [String]
  var time: Int64
  var count: Int
  var users: Set<String>
}

/// One unit's path after the cut.
struct NaiveJourney {
  enum End { case dropped, arrived, cut }
  var nodes: [NaiveNode]
  /// The position of each node.
  var positions: [Int]
  /// How many nodes precede the elided middle.
  var elidedAfter: Int?
  var end: End

  var users: Set<String> { nodes.reduce(into: []) { $0.formUnion($1.users) } }
  var variant: [String] {
    var labels = nodes.map(\.label)
    if let elidedAfter { labels.insert("…", at: elidedAfter) }
    return labels
  }
  var duration: Int64 { (nodes.last?.time ?? 0) - (nodes.first?.time ?? 0) }
}

extension NaiveJourneys {
  /// The nodes of one sequence: `node`, `group`, `only`/`hide`, `collapse`.
  func nodes(of sequence: NaiveSequence) -> [NaiveNode] {
    var nodes: [NaiveNode] = []
    for event in sequence.events where range.contains(event.time) {
      let named = node.flatMap { event.value(of: $0) }.map { [NaiveText.of($0)] } ?? event.names
      let names = named.map { name in groups.first { NaiveGlob.matches($0.glob, name) }?.label ?? name }
        .filter { label in
          (only.isEmpty || only.contains { NaiveGlob.matches($0, label) })
            && !hide.contains { NaiveGlob.matches($0, label) }
        }
      guard let label = names.first else { continue }
      nodes.append(
        NaiveNode(label: label, names: names, time: event.time, count: 1, users: [event.user]))
    }
    for collapse in collapse { nodes = collapsed(nodes, collapse) }
    return nodes
  }

  private func collapsed(_ nodes: [NaiveNode], _ collapse: Collapse) -> [NaiveNode] {
    var kept: [NaiveNode] = []
    for node in nodes {
      switch collapse {
      case .repeats(let labels, let keepsLast):
        guard let last = kept.last, last.label == node.label, labels.isEmpty || labels.contains(node.label)
        else {
          kept.append(node)
          continue
        }
        kept[kept.count - 1].count += node.count
        kept[kept.count - 1].users.formUnion(node.users)
        if keepsLast { kept[kept.count - 1].time = node.time }
      case .loops(let reach):
        let earlier = kept.indices.last { kept.count - $0 <= reach && kept[$0].label == node.label }
        guard let earlier else {
          kept.append(node)
          continue
        }
        for folded in kept[(earlier + 1)...] { kept[earlier].users.formUnion(folded.users) }
        kept.removeSubrange((earlier + 1)...)
        kept[earlier].count += 1
        kept[earlier].users.formUnion(node.users)
      }
    }
    return kept
  }

  /// The path of one sequence after the cut by `from`, `to` and `depth`; `nil` if the unit leaves.
  func journey(of nodes: [NaiveNode]) -> NaiveJourney? {
    var start = 0
    if let from {
      guard let first = nodes.firstIndex(where: { $0.names.contains(where: from.contains) }) else {
        return nil
      }
      start = first
    }
    guard let to else {
      if nodes.isEmpty { return nil }
      let kept = Array(nodes[start...].prefix(depth))
      return NaiveJourney(
        nodes: kept, positions: Array(1...kept.count), elidedAfter: nil,
        end: start + kept.count < nodes.count ? .cut : .dropped)
    }
    let earliest = from == nil ? 0 : start + 1
    guard
      let goal = nodes.indices.first(where: { $0 >= earliest && nodes[$0].names.contains(where: to.contains) }
      )
    else {
      return nil
    }
    if from == nil {
      let kept = Array(nodes[...goal].suffix(depth))
      return NaiveJourney(
        nodes: kept, positions: (1...kept.count).map { $0 - kept.count - 1 }, elidedAfter: nil, end: .arrived)
    }
    let whole = Array(nodes[start...goal])
    if whole.count <= depth {
      return NaiveJourney(nodes: whole, positions: Array(1...whole.count), elidedAfter: nil, end: .arrived)
    }
    let (head, tail) = ((depth + 1) / 2, depth / 2)
    return NaiveJourney(
      nodes: Array(whole.prefix(head) + whole.suffix(tail)), positions: Array(1...depth), elidedAfter: head,
      end: tail == 0 ? .cut : .arrived)
  }
}

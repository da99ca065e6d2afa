import EventModel

/// Which labels of one position are told by name, in the order of their texts; the others are one.
struct ShownLabels: Sendable {
  /// The ranks of the labels; `nil` is all others.
  private(set) var ranks: [Int?]
  /// By rank, the place in ``ranks``; −1 for labels that do not occur.
  private(set) var placeOfRank: [Int]

  /// The `limit` most frequent, ties in the order of texts, or all that occur.
  init(_ nodes: RecordedNodes, limit: Int?, _ order: LabelOrder) {
    let present = nodes.nodes.indices.filter { nodes.nodes[$0].paths > 0 }
    let kept = present.sorted { left, right in
      let (leftPaths, rightPaths) = (nodes.nodes[left].paths, nodes.nodes[right].paths)
      return leftPaths != rightPaths ? leftPaths > rightPaths : left < right
    }.prefix(limit ?? present.count).sorted()
    ranks = kept
    placeOfRank = [Int](repeating: -1, count: nodes.nodes.count)
    var placeOfOther: Int?
    if kept.count < present.count {
      let other = ExactText(JourneyAnswer.otherText)
      let place = kept.firstIndex { ExactText(order.texts[$0]) > other } ?? kept.count
      ranks.insert(nil, at: place)
      placeOfOther = place
    }
    for (place, rank) in ranks.enumerated() { if let rank { placeOfRank[rank] = place } }
    guard let placeOfOther else { return }
    for rank in present where placeOfRank[rank] < 0 { placeOfRank[rank] = placeOfOther }
  }

  func text(at place: Int, _ order: LabelOrder) -> String {
    ranks[place].map { order.texts[$0] } ?? JourneyAnswer.otherText
  }
}

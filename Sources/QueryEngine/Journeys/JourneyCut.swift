/// One unit's path through the pipeline of a journeys statement.
struct PathNode {
  var label: Int32
  /// The row that gives the node its time.
  var row: UInt32
  /// The row whose properties `from` and `to` look at: the first of a run.
  var firstRow: UInt32
}

/// How a path ends.
enum JourneyEnd {
  /// Nothing came after.
  case dropped
  /// It reached `to`.
  case arrived
  /// It goes on beyond `depth`.
  case cut
}

/// The part of a path that is counted.
struct JourneyCut {
  /// Indices of the counted nodes.
  var head: Range<Int>
  /// Nodes after an elided middle; empty without one.
  var tail: Range<Int>
  /// The position of the first node: 1, or −n for a path read backwards from `to`.
  var firstPosition: Int
  var end: JourneyEnd
  /// Whether nodes are left out after ``head``.
  var isElided = false

  var count: Int { head.count + tail.count }

  func node(_ index: Int) -> Int {
    index < head.count ? head.lowerBound + index : tail.lowerBound + index - head.count
  }

  /// Positions read 1, 2, … or −n, …, −1.
  func position(_ index: Int) -> Int { firstPosition + index }

  /// Cuts `count` nodes; `start` is the first node, `goal` the node that reached `to`, where asked for.
  static func make(
    count: Int, start: Int, goal: Int?, isFromGiven: Bool, depth: Int
  ) -> JourneyCut {
    guard let goal else {
      let end = min(count, start + depth)
      return JourneyCut(
        head: start..<end, tail: end..<end, firstPosition: 1, end: end < count ? .cut : .dropped)
    }
    guard isFromGiven else {
      let first = max(0, goal + 1 - depth)
      return JourneyCut(
        head: first..<goal + 1, tail: goal + 1..<goal + 1, firstPosition: first - goal - 1, end: .arrived)
    }
    let length = goal + 1 - start
    if length <= depth {
      return JourneyCut(head: start..<goal + 1, tail: goal + 1..<goal + 1, firstPosition: 1, end: .arrived)
    }
    let tail = depth / 2
    return JourneyCut(
      head: start..<start + (depth + 1) / 2, tail: goal + 1 - tail..<goal + 1, firstPosition: 1,
      end: tail == 0 ? .cut : .arrived, isElided: true)
  }
}

import EventModel
import QueryResults

/// How often one side takes each path and each edge.
struct JourneyShares {
  struct EdgeKey: Hashable {
    var position: Int
    var from: ExactText
    var to: ExactText
  }

  let total: Int
  private var paths: [[ExactText]: Int] = [:]
  private var edges: [EdgeKey: Int] = [:]

  /// Without `top` so many variants and edges are compared.
  static let comparedByDefault = 20

  init(_ side: JourneysResult) {
    total = side.totals.paths
    for path in side.paths { paths[path.path.map { ExactText($0) }] = path.paths }
    for edge in side.edges { edges[Self.key(edge)] = edge.paths }
  }

  private static func key(_ edge: JourneyEdge) -> EdgeKey {
    EdgeKey(position: edge.position, from: ExactText(edge.from), to: ExactText(edge.to))
  }

  /// Each pair of sides over the `limit` most frequent variants and edges of the whole, what is folded into other left
  /// out; Holm's adjustment runs over all of them.
  static func comparisons(
    _ names: [ComparisonSide], _ sides: [JourneyShares], of whole: JourneysResult, limit: Int
  ) -> [JourneyComparison] {
    let other = JourneyAnswer.otherText
    let paths = whole.paths.filter { $0.path != [other] }.prefix(limit)
    let edges = whole.edges.enumerated().filter { $0.element.from != other && $0.element.to != other }
      .sorted { ($1.element.paths, $0.offset) < ($0.element.paths, $1.offset) }.prefix(limit).map(\.element)
    var comparisons: [JourneyComparison] = []
    for a in sides.indices {
      for b in sides.indices where a < b {
        func difference(_ count: (JourneyShares) -> Int) -> ShareDifference {
          ShareDifference((count(sides[a]), sides[a].total), (count(sides[b]), sides[b].total))
        }
        comparisons.append(
          JourneyComparison(
            a: names[a], b: names[b],
            paths: paths.map { path in
              let key = path.path.map { ExactText($0) }
              return .init(path: path.path, share: difference { $0.paths[key] ?? 0 })
            },
            edges: edges.map { edge in
              .init(
                position: edge.position, from: edge.from, to: edge.to,
                share: difference { $0.edges[key(edge)] ?? 0 })
            }))
      }
    }
    let tested = comparisons.flatMap { $0.paths.map(\.share.p) + $0.edges.map(\.share.p) }
    var adjusted = RateDifference.adjusted(tested).makeIterator()
    for place in comparisons.indices {
      for path in comparisons[place].paths.indices {
        comparisons[place].paths[path].share.pAdjusted = adjusted.next() ?? nil
      }
      for edge in comparisons[place].edges.indices {
        comparisons[place].edges[edge].share.pAdjusted = adjusted.next() ?? nil
      }
    }
    return comparisons
  }
}

extension ShareDifference {
  fileprivate init(_ a: (part: Int, whole: Int), _ b: (part: Int, whole: Int)) {
    let difference = RateDifference(a, b)
    self.init(
      a: .init(reached: a.part, entered: a.whole), b: .init(reached: b.part, entered: b.whole),
      difference: difference.difference, interval: difference.interval, p: difference.p, pAdjusted: nil)
  }
}

import NaiveEvaluator
import QueryResults

extension Differences {
  /// Compares a journeys answer with the plain evaluator's.
  init(_ result: QueryResult, _ expected: NaiveJourneysResult) {
    self.init()
    guard case .journeys(let journeys) = result.body else {
      equal("\(result.body)", "journeys", "the answer")
      return
    }
    equal(journeys.totals, JourneyTotals(paths: expected.totalPaths, units: expected.totalUnits), "totals")
    equal(journeys.paths.map(\.path), expected.paths.map(\.path), "paths")
    for (path, naive) in zip(journeys.paths, expected.paths) {
      let place = "path \(naive.path)"
      equal(path.units, naive.units, "\(place): units")
      equal(path.paths, naive.paths, "\(place): paths")
      near(path.share, naive.share, "\(place): share")
      near(path.convertedShare, naive.convertedShare, "\(place): converted share")
      near(path.medianDuration, naive.medianDuration, "\(place): median duration")
    }
    let nodes = expected.nodes.map {
      JourneyNode(
        position: $0.position, event: $0.event, paths: $0.paths, units: $0.units, starts: $0.starts,
        dropped: $0.dropped, arrived: $0.arrived, cut: $0.cut)
    }
    equal(journeys.nodes, nodes, "nodes")
    equal(
      journeys.edges.map { [String($0.position), $0.from, $0.to] },
      expected.edges.map { [String($0.position), $0.from, $0.to] }, "edges")
    for (edge, naive) in zip(journeys.edges, expected.edges) {
      let place = "edge \(naive.position) \(naive.from) \(naive.to)"
      equal(edge.units, naive.units, "\(place): units")
      equal(edge.paths, naive.paths, "\(place): paths")
      near(edge.share, naive.share, "\(place): share")
      near(edge.medianTime, naive.medianTime, "\(place): median time")
      near(edge.meanTime, naive.meanTime, "\(place): mean time")
    }
    flow(journeys)
  }

  /// What comes in and starts at a node must go out, drop, arrive or be cut there.
  private mutating func flow(_ journeys: JourneysResult) {
    for node in journeys.nodes {
      let incoming = journeys.edges.filter { $0.position == node.position - 1 && $0.to == node.event }
      let outgoing = journeys.edges.filter { $0.position == node.position && $0.from == node.event }
      let arriving = incoming.reduce(0) { $0 + $1.paths } + node.starts
      let leaving = outgoing.reduce(0) { $0 + $1.paths } + node.dropped + node.arrived + node.cut
      equal(arriving, leaving, "what enters against what leaves at \(node)")
      equal(arriving, node.paths, "what enters at \(node)")
    }
    equal(journeys.paths.reduce(0) { $0 + $1.paths }, journeys.totals.paths, "sum of variants")
    equal(journeys.nodes.reduce(0) { $0 + $1.starts }, journeys.totals.paths, "sum of starts")
  }
}

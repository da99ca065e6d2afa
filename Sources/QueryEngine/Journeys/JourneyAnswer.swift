import EventModel
import QueryResults

/// Merges the paths and flow of all workers under common labels and ranks them.
struct JourneyAnswer {
  static let elidedText = "…"
  static let otherText = "(other)"

  private struct NodePlace: Hashable {
    var position: Int
    var label: ExactText
  }

  private struct EdgePlace: Hashable {
    var position: Int
    var from: ExactText
    var to: ExactText
  }

  private let plan: JourneyPlan
  private var variants: [[ExactText]: JourneyTally.Variant] = [:]
  private var nodes: [NodePlace: JourneyTally.Node] = [:]
  private var edges: [EdgePlace: JourneyTally.Edge] = [:]
  private var total = JourneyTally.Entry()
  private(set) var rowsWithoutKey = 0

  init(plan: JourneyPlan, workers: [JourneyOperator]) {
    self.plan = plan
    for worker in workers { merge(worker) }
  }

  private mutating func merge(_ worker: JourneyOperator) {
    let texts = worker.labels.texts.map { ExactText($0) }
    func text(_ label: Int32) -> ExactText {
      switch label {
      case JourneyTally.elided: ExactText(Self.elidedText)
      case JourneyTally.other: ExactText(Self.otherText)
      default: texts[Int(label)]
      }
    }
    let tally = worker.tally
    total.merge(tally.total)
    rowsWithoutKey += worker.rowsWithoutKey
    for (number, variant) in tally.variants.enumerated() {
      guard let variant else { continue }
      let path = tally.labels(ofVariant: number).map(text)
      variants[path, default: .init()].merge(variant)
    }
    for (number, node) in tally.nodes.enumerated() {
      let place = tally.place(ofNode: number)
      nodes[NodePlace(position: place.position, label: text(place.label)), default: .init()].merge(node)
    }
    for (number, edge) in tally.edges.enumerated() {
      let place = tally.place(ofEdge: number)
      edges[
        EdgePlace(position: place.position, from: text(place.from), to: text(place.to)), default: .init()
      ].merge(edge)
    }
  }

  var pathCount: Int { total.paths }

  // MARK: Top

  /// What `top` keeps, or `nil` when it leaves nothing out.
  func fold() -> JourneyOperator.Fold? {
    guard let top = plan.top else { return nil }
    var byPosition: [Int: [(label: ExactText, paths: Int)]] = [:]
    for (place, node) in nodes { byPosition[place.position, default: []].append((place.label, node.entry.paths)) }
    let kept = byPosition.mapValues { labels in
      Set(labels.sorted { $0.paths != $1.paths ? $0.paths > $1.paths : $0.label < $1.label }.prefix(top).map(\.label))
    }
    let variants = rankedVariants().prefix(top).map { $0.path.map(\.text) }
    let foldsNodes = byPosition.contains { $0.value.count > top }
    guard foldsNodes || self.variants.count > top else { return nil }
    return .init(kept: kept, variants: Set(variants))
  }

  /// Folds the rest into other by adding up, which is exact while every user has one path.
  mutating func apply(_ fold: JourneyOperator.Fold) {
    let other = ExactText(Self.otherText)
    func name(_ position: Int, _ label: ExactText) -> ExactText {
      fold.kept[position]?.contains(label) == true ? label : other
    }
    var foldedNodes: [NodePlace: JourneyTally.Node] = [:]
    for (place, node) in nodes {
      let label = name(place.position, place.label)
      foldedNodes[NodePlace(position: place.position, label: label), default: .init()].merge(node)
    }
    var foldedEdges: [EdgePlace: JourneyTally.Edge] = [:]
    for (place, edge) in edges {
      let folded = EdgePlace(
        position: place.position, from: name(place.position, place.from), to: name(place.position + 1, place.to))
      foldedEdges[folded, default: .init()].merge(edge)
    }
    var foldedVariants: [[ExactText]: JourneyTally.Variant] = [:]
    for (path, variant) in variants {
      let isKept = fold.variants.contains(path.map(\.text))
      foldedVariants[isKept ? path : [other], default: .init()].merge(variant)
    }
    (nodes, edges, variants) = (foldedNodes, foldedEdges, foldedVariants)
  }

  private func rankedVariants() -> [(path: [ExactText], variant: JourneyTally.Variant)] {
    let other = [ExactText(Self.otherText)]
    return variants.map { ($0.key, $0.value) }.sorted { left, right in
      if (left.path == other) != (right.path == other) { return right.path == other }
      if left.variant.entry.paths != right.variant.entry.paths {
        return left.variant.entry.paths > right.variant.entry.paths
      }
      return left.path.lexicographicallyPrecedes(right.path)
    }
  }

  // MARK: Result

  func result() -> JourneysResult {
    JourneysResult(
      paths: rankedVariants().map(path), nodes: nodeResults(), edges: edgeResults(),
      totals: JourneyTotals(paths: total.paths, units: total.users))
  }

  private func share(_ paths: Int) -> Double? {
    total.paths == 0 ? nil : Double(paths) / Double(total.paths)
  }

  private func path(_ path: [ExactText], _ variant: JourneyTally.Variant) -> JourneyPath {
    JourneyPath(
      path: path.map(\.text), units: variant.entry.users, paths: variant.entry.paths,
      share: share(variant.entry.paths),
      convertedShare: plan.to == nil ? nil : Double(variant.arrived) / Double(variant.entry.paths),
      medianDuration: DurationSummary.quantile(variant.durations.sorted(), 0.5))
  }

  private func nodeResults() -> [JourneyNode] {
    let other = ExactText(Self.otherText)
    return nodes.sorted { left, right in
      if left.key.position != right.key.position { return left.key.position < right.key.position }
      if (left.key.label == other) != (right.key.label == other) { return right.key.label == other }
      if left.value.entry.paths != right.value.entry.paths {
        return left.value.entry.paths > right.value.entry.paths
      }
      return left.key.label < right.key.label
    }.map { place, node in
      JourneyNode(
        position: place.position, event: place.label.text, paths: node.entry.paths, units: node.entry.users,
        starts: node.starts, dropped: node.dropped, arrived: node.arrived, cut: node.cut)
    }
  }

  private func edgeResults() -> [JourneyEdge] {
    edges.sorted { left, right in
      (left.key.position, left.key.from, left.key.to) < (right.key.position, right.key.from, right.key.to)
    }.map { place, edge in
      let times = edge.times.sorted()
      let sum = times.reduce(Int128(0)) { $0 + Int128($1) }
      return JourneyEdge(
        position: place.position, from: place.from.text, to: place.to.text, paths: edge.entry.paths,
        units: edge.entry.users, share: share(edge.entry.paths),
        medianTime: DurationSummary.quantile(times, 0.5),
        meanTime: times.isEmpty ? nil : Double(sum) / Double(times.count) / microsecondsPerSecond)
    }
  }
}

extension JourneyTally.Variant {
  fileprivate mutating func merge(_ other: Self) {
    entry.merge(other.entry)
    arrived += other.arrived
    durations += other.durations
  }
}

extension JourneyTally.Node {
  fileprivate mutating func merge(_ other: Self) {
    entry.merge(other.entry)
    starts += other.starts
    dropped += other.dropped
    arrived += other.arrived
    cut += other.cut
  }
}

extension JourneyTally.Edge {
  fileprivate mutating func merge(_ other: Self) {
    entry.merge(other.entry)
    times += other.times
  }
}

import EventModel
import QueryResults

/// Merges the paths and flow of all workers under common labels, ranks them and folds what `top` leaves out.
struct JourneyAnswer {
  static let elidedText = "…"
  static let otherText = "(other)"

  private let plan: JourneyPlan
  /// Sorted, so that label numbers compare as their texts do.
  private let labels: [ExactText]
  private var tally: JourneyTally

  init(plan: JourneyPlan, workers: [JourneyOperator]) {
    self.plan = plan
    let labels = Set(workers.flatMap { $0.labels.texts.map { ExactText($0) } }).sorted()
    self.labels = labels
    tally = JourneyTally(labels: labels.count, depth: plan.depth)
    let numbers = Dictionary(uniqueKeysWithValues: labels.enumerated().map { ($1, Int32($0)) })
    for (index, worker) in workers.enumerated() {
      let renamed = worker.labels.texts.map { numbers[ExactText($0)] ?? 0 }
      if index == 0, plan.node == nil, renamed == Array(0..<Int32(labels.count)) {
        // The same labels under the same numbers: half of the work is done.
        tally = worker.tally
        continue
      }
      tally.merge(worker.tally, rename: .init(label: { _, label in label < 0 ? label : renamed[Int(label)] }))
    }
  }

  private func text(_ label: Int32) -> String {
    switch label {
    case JourneyTally.elided: Self.elidedText
    case JourneyTally.other: Self.otherText
    default: labels[Int(label)].text
    }
  }

  // MARK: Ranking

  /// The variants with paths, most frequent first, ties in the order of their labels, other last.
  private func rankedVariants(top: Int? = nil) -> [Int] {
    var variants = tally.variants.indices.filter { tally.variants[$0].entry.paths > 0 }
    func paths(_ number: Int) -> Int { tally.variants[number].entry.paths }
    if let top, variants.count > top {
      // Only what is at least as frequent as the last one kept takes part in the ranking.
      let least = TimeRanks.leastOfGreatest(top, of: variants.map(paths))
      variants.removeAll { paths($0) < least }
    }
    let keyed = variants.map { (number: $0, path: tally.labels(ofVariant: $0)) }
    let ranked = keyed.sorted { left, right in
      let (leftOther, rightOther) = (left.path == [JourneyTally.other], right.path == [JourneyTally.other])
      if leftOther != rightOther { return rightOther }
      let (leftPaths, rightPaths) = (paths(left.number), paths(right.number))
      return leftPaths != rightPaths ? leftPaths > rightPaths : precedes(left.path, right.path)
    }.map(\.number)
    return top.map { Array(ranked.prefix($0)) } ?? ranked
  }

  /// Compares as the texts would; marks are negative numbers, so they are looked up.
  private func precedes(_ left: [Int32], _ right: [Int32]) -> Bool {
    for (left, right) in zip(left, right) where left != right {
      if left >= 0, right >= 0 { return left < right }
      return ExactText(text(left)) < ExactText(text(right))
    }
    return left.count < right.count
  }

  /// What `top` keeps, or `nil` when it leaves nothing out.
  func fold() -> JourneyOperator.Fold? {
    guard let top = plan.top else { return nil }
    var byPosition: [Int: [(label: Int32, paths: Int)]] = [:]
    for (number, node) in tally.nodes.enumerated() {
      let place = tally.place(ofNode: number)
      byPosition[place.position, default: []].append((place.label, node.entry.paths))
    }
    let variantCount = tally.variants.reduce(0) { $0 + ($1.entry.paths > 0 ? 1 : 0) }
    guard variantCount > top || byPosition.contains(where: { $0.value.count > top }) else { return nil }
    let kept = byPosition.mapValues { labels in
      Set(
        labels.sorted { $0.paths != $1.paths ? $0.paths > $1.paths : $0.label < $1.label }.prefix(top)
          .map { self.labels[Int($0.label)] })
    }
    let variants = rankedVariants(top: top).map { tally.labels(ofVariant: $0).map(text) }
    return .init(kept: kept, variants: Set(variants))
  }

  /// Folds the rest into other by adding up, which is exact while every user has one path.
  mutating func apply(_ fold: JourneyOperator.Fold) {
    let kept = fold.kept.mapValues { texts in labels.map { texts.contains($0) } }
    var keepsVariant = [Bool](repeating: false, count: tally.variants.count)
    for number in rankedVariants(top: plan.top) { keepsVariant[number] = true }
    var folded = JourneyTally(labels: labels.count, depth: plan.depth)
    folded.merge(
      tally,
      rename: .init(
        label: { position, label in
          position == 0 || kept[position]?[Int(label)] == true ? label : JourneyTally.other
        },
        keepsVariant: keepsVariant))
    tally = folded
  }

  // MARK: Result

  func result() -> JourneysResult {
    JourneysResult(
      paths: pathResults(), nodes: nodeResults(), edges: edgeResults(),
      totals: JourneyTotals(paths: tally.total.paths, units: tally.total.users))
  }

  private func share(_ paths: Int) -> Double? {
    FunnelAnswer.rate(paths, tally.total.paths)
  }

  private func pathResults() -> [JourneyPath] {
    let durations = tally.durations.groups(count: tally.variants.count)
    return rankedVariants().map { number in
      let variant = tally.variants[number]
      return JourneyPath(
        path: tally.labels(ofVariant: number).map(text), units: variant.entry.users,
        paths: variant.entry.paths, share: share(variant.entry.paths),
        convertedShare: plan.to == nil ? nil : FunnelAnswer.rate(variant.arrived, variant.entry.paths),
        medianDuration: durations.median(of: number))
    }
  }

  private func nodeResults() -> [JourneyNode] {
    tally.nodes.indices.map { (place: tally.place(ofNode: $0), node: tally.nodes[$0]) }.sorted {
      left, right in
      if left.place.position != right.place.position { return left.place.position < right.place.position }
      let (leftOther, rightOther) = (
        left.place.label == JourneyTally.other, right.place.label == JourneyTally.other
      )
      if leftOther != rightOther { return rightOther }
      if left.node.entry.paths != right.node.entry.paths {
        return left.node.entry.paths > right.node.entry.paths
      }
      return left.place.label < right.place.label
    }.map { place, node in
      JourneyNode(
        position: place.position, event: text(place.label), paths: node.entry.paths, units: node.entry.users,
        starts: node.starts, dropped: node.dropped, arrived: node.arrived, cut: node.cut)
    }
  }

  private func edgeResults() -> [JourneyEdge] {
    let times = tally.edgeTimes.groups(count: tally.edges.count)
    return tally.edges.indices.map { (place: tally.place(ofEdge: $0), number: $0) }.sorted { left, right in
      if left.place.position != right.place.position { return left.place.position < right.place.position }
      return precedes([left.place.from, left.place.to], [right.place.from, right.place.to])
    }.map { place, number in
      JourneyEdge(
        position: place.position, from: text(place.from), to: text(place.to),
        paths: tally.edges[number].paths, units: tally.edges[number].users,
        share: share(tally.edges[number].paths), medianTime: times.median(of: number),
        meanTime: times.mean(of: number))
    }
  }
}

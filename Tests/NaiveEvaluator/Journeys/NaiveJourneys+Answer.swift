extension NaiveJourneys {
  /// The answer for a log.
  package func answer(on log: [NaiveEvent]) -> NaiveJourneysResult {
    var stream = stream
    stream.unit = unit ?? (log.contains { $0.session != nil } ? .session : .user)
    let journeys = stream.sequences(of: log).sequences.compactMap { journey(of: nodes(of: $0)) }
    let names = namesByPosition(journeys)
    return NaiveJourneysResult(
      paths: variants(of: journeys), nodes: flowNodes(of: journeys, names),
      edges: flowEdges(of: journeys, names), totalPaths: journeys.count, totalUnits: users(of: journeys))
  }

  private func users(of journeys: [NaiveJourney]) -> Int {
    journeys.reduce(into: Set<String>()) { $0.formUnion($1.users) }.count
  }

  private func variants(of journeys: [NaiveJourney]) -> [NaivePathVariant] {
    let grouped = Dictionary(grouping: journeys, by: \.variant)
    let ranked = grouped.keys.sorted { a, b in
      let (left, right) = (grouped[a]?.count ?? 0, grouped[b]?.count ?? 0)
      return left != right ? left > right : a.lexicographicallyPrecedes(b)
    }
    let kept = top.map { Array(ranked.prefix($0)) } ?? ranked
    var rows = kept.map { variant($0, grouped[$0] ?? [], of: journeys.count) }
    let rest = ranked.dropFirst(kept.count).flatMap { grouped[$0] ?? [] }
    if !rest.isEmpty { rows.append(variant(["(other)"], rest, of: journeys.count)) }
    return rows
  }

  private func variant(_ path: [String], _ journeys: [NaiveJourney], of total: Int) -> NaivePathVariant {
    let arrived = journeys.count { $0.end == .arrived }
    return NaivePathVariant(
      path: path, units: users(of: journeys), paths: journeys.count,
      share: Double(journeys.count) / Double(total),
      convertedShare: to == nil ? nil : Double(arrived) / Double(journeys.count),
      durations: journeys.map(\.duration).sorted())
  }

  /// The name that each label has at each position: itself, or `(other)` beyond the `top` most frequent.
  private func namesByPosition(_ journeys: [NaiveJourney]) -> [Int: [String: String]] {
    var counts: [Int: [String: Int]] = [:]
    for journey in journeys {
      for (node, position) in zip(journey.nodes, journey.positions) {
        counts[position, default: [:]][node.label, default: 0] += 1
      }
    }
    return counts.mapValues { counts in
      let ranked = counts.sorted { $0.value != $1.value ? $0.value > $1.value : $0.key < $1.key }.map(\.key)
      let kept = top.map { Set(ranked.prefix($0)) } ?? Set(ranked)
      return Dictionary(uniqueKeysWithValues: ranked.map { ($0, kept.contains($0) ? $0 : "(other)") })
    }
  }

  private func flowNodes(of journeys: [NaiveJourney], _ names: [Int: [String: String]]) -> [NaiveFlowNode] {
    var rows: [NaiveFlowNode] = []
    for position in names.keys.sorted() {
      for name in Set(names[position, default: [:]].values) {
        var row = NaiveFlowNode(
          position: position, event: name, paths: 0, units: 0, starts: 0, dropped: 0, arrived: 0, cut: 0)
        var users: Set<String> = []
        for journey in journeys {
          guard let index = journey.positions.firstIndex(of: position),
            names[position]?[journey.nodes[index].label] == name
          else { continue }
          row.paths += 1
          users.formUnion(journey.users)
          if index == 0 { row.starts += 1 }
          guard index == journey.nodes.count - 1 else { continue }
          switch journey.end {
          case .dropped: row.dropped += 1
          case .arrived: row.arrived += 1
          case .cut: row.cut += 1
          }
        }
        row.units = users.count
        rows.append(row)
      }
    }
    return rows.sorted { a, b in
      if a.position != b.position { return a.position < b.position }
      if (a.event == "(other)") != (b.event == "(other)") { return b.event == "(other)" }
      return a.paths != b.paths ? a.paths > b.paths : a.event < b.event
    }
  }

  private struct EdgeKey: Hashable {
    var position: Int
    var from: String
    var to: String
  }

  /// Over an elided middle the edge leads from the last node before it to the first node after it.
  private func flowEdges(of journeys: [NaiveJourney], _ names: [Int: [String: String]]) -> [NaiveFlowEdge] {
    var members: [EdgeKey: [(users: Set<String>, time: Int64)]] = [:]
    for journey in journeys {
      for index in journey.nodes.indices.dropLast() {
        let (a, b) = (journey.nodes[index], journey.nodes[index + 1])
        let (p, q) = (journey.positions[index], journey.positions[index + 1])
        let key = EdgeKey(
          position: p, from: names[p]?[a.label] ?? a.label, to: names[q]?[b.label] ?? b.label)
        members[key, default: []].append((journey.users, b.time - a.time))
      }
    }
    return members.map { key, members in
      NaiveFlowEdge(
        position: key.position, from: key.from, to: key.to, paths: members.count,
        units: members.reduce(into: Set<String>()) { $0.formUnion($1.users) }.count,
        share: Double(members.count) / Double(journeys.count), times: members.map(\.time).sorted())
    }.sorted { ($0.position, $0.from, $0.to) < ($1.position, $1.from, $1.to) }
  }
}

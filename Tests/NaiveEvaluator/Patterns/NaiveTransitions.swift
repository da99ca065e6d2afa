/// One cell of the directly-follows matrix (§4.5).
package struct NaiveTransition: Sendable {
  package var from: String
  package var to: String
  package var count: Int
  /// Distinct users.
  package var units: Int
  /// Of all transitions, those at `(start)` and `(end)` included.
  package var share: Double
  /// Of the transitions that leave `from`.
  package var shareOut: Double
  /// Of the transitions that enter `to`.
  package var shareIn: Double
  /// Transitions per path.
  package var perPath: Double
  /// Microseconds, ascending; empty at `(start)` and `(end)`, which have no time.
  package var times: [Int64]
  package var medianTime: Double? { NaiveDistribution(microseconds: times)?.median }
}

/// The step matrix (§4.6): shares of paths per column.
package struct NaiveStepMatrix: Sendable {
  package enum Centre: Sendable {
    case start
    case end
    /// Column 0 is the first event of the first match.
    case pattern(NaiveMatch)
  }
  package var columns: [Int]
  /// For each label one share per column; labels that never occur are absent.
  package var rows: [String: [Double]]
  package var paths: Int
}

extension NaiveJourneys {
  private func sequences(of log: [NaiveEvent]) -> [NaiveSequence] {
    var stream = stream
    stream.unit = unit ?? (log.contains { $0.session != nil } ? .session : .user)
    return stream.sequences(of: log).sequences
  }

  /// The nodes of every path, cut by `from` and `to` but by no depth.
  private func paths(of log: [NaiveEvent]) -> [[NaiveNode]] {
    var uncut = self
    uncut.depth = Int.max - 1
    return sequences(of: log).compactMap { uncut.journey(of: uncut.nodes(of: $0))?.nodes }
  }

  /// The directly-follows matrix with `(start)` and `(end)`, ordered by from and to.
  package func transitions(on log: [NaiveEvent]) -> [NaiveTransition] {
    struct Key: Hashable {
      var from: String
      var to: String
    }
    let paths = paths(of: log)
    var members: [Key: [(users: Set<String>, time: Int64?)]] = [:]
    for path in paths {
      let users = path.reduce(into: Set<String>()) { $0.formUnion($1.users) }
      members[Key(from: "(start)", to: path[0].label), default: []].append((users, nil))
      for (a, b) in zip(path, path.dropFirst()) {
        members[Key(from: a.label, to: b.label), default: []].append((users, b.time - a.time))
      }
      members[Key(from: path[path.count - 1].label, to: "(end)"), default: []].append((users, nil))
    }
    func sum(_ isCounted: (Key) -> Bool) -> Double {
      Double(members.filter { isCounted($0.key) }.reduce(0) { $0 + $1.value.count })
    }
    return members.map { key, cell in
      let count = Double(cell.count)
      return NaiveTransition(
        from: key.from, to: key.to, count: cell.count,
        units: cell.reduce(into: Set<String>()) { $0.formUnion($1.users) }.count,
        share: count / sum { _ in true },
        shareOut: count / sum { $0.from == key.from }, shareIn: count / sum { $0.to == key.to },
        perPath: count / Double(paths.count), times: cell.compactMap(\.time).sorted())
    }.sorted { ($0.from, $0.to) < ($1.from, $1.to) }
  }

  /// The step matrix with `reach` columns on each side that the centre leaves open.
  ///
  /// `start`: columns 0 to `reach`, column 0 is `(start)`. `end`: −`reach` to 0, column 0 is `(end)`. A pattern:
  /// −`reach` to `reach`; it is matched on the events, so `node`, `group`, `only`, `hide` and `collapse` of the
  /// question must be unset.
  package func stepMatrix(
    centredOn centre: NaiveStepMatrix.Centre, reach: Int, on log: [NaiveEvent]
  ) -> NaiveStepMatrix {
    let columns: [Int]
    // Each path with the index of the node in column 0.
    var centred: [(labels: [String], zero: Int)] = []
    switch centre {
    case .start:
      columns = Array(0...reach)
      centred = paths(of: log).map { ($0.map(\.label), -1) }
    case .end:
      columns = Array(-reach...0)
      centred = paths(of: log).map { ($0.map(\.label), $0.count) }
    case .pattern(var match):
      columns = Array(-reach...reach)
      match.occurrence = .first
      for whole in sequences(of: log) {
        let sequence = whole.filtered { range.contains(whole.times[$0]) }
        guard let zero = match.occurrences(in: sequence).first?.flatMap({ $0 }).first else { continue }
        centred.append((sequence.events.map(\.name), zero))
      }
    }
    var matrix = NaiveStepMatrix(columns: columns, rows: [:], paths: centred.count)
    for (place, column) in columns.enumerated() {
      for (labels, zero) in centred {
        let index = zero + column
        let label = index < 0 ? "(start)" : index < labels.count ? labels[index] : "(end)"
        matrix.rows[label, default: Array(repeating: 0, count: columns.count)][place] += 1
      }
    }
    matrix.rows = matrix.rows.mapValues { $0.map { $0 / Double(centred.count) } }
    return matrix
  }
}

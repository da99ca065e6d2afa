/// A `match` question (§4.7): occurrences of a pattern, in stored order.
package struct NaiveMatch: Sendable {
  package enum Occurrence: Sendable, CaseIterable { case every, first, last }

  /// One element of the pattern.
  package struct Element: Sendable, ExpressibleByStringLiteral {
    package enum Kind: Sendable {
      case event(NaiveCondition)
      /// Before the first event; no entry in positions.
      case start
      /// After the last event; no entry in positions.
      case end
    }
    package var kind: Kind
    package var arrow: NaiveArrow
    package var alias: String?
    package var minimum: Int
    /// `nil` is without limit.
    package var maximum: Int?

    /// `x`, `x?` as 0 to 1, `x{n,m}`; a repetition repeats with the arrow that leads to it, the first step with `->`.
    package init(
      _ kind: Kind, arrow: NaiveArrow = NaiveArrow(), alias: String? = nil, minimum: Int = 1,
      maximum: Int? = 1
    ) {
      self.kind = kind
      self.arrow = arrow
      self.alias = alias
      self.minimum = minimum
      self.maximum = maximum
    }

    package init(stringLiteral name: String) {
      self.init(.event(NaiveCondition(.oneOf([name]))))
    }
  }

  /// One occurrence in one unit.
  package struct Found: Sendable, Equatable {
    package var unit: NaiveUnitKey
    /// Positions in the unit's stream, from 1.
    package var positions: [Int]
    package var events: [String]
    package var times: [Int64]
  }

  package var elements: [Element]
  package var stream = NaiveStream()
  /// Bounds every event.
  package var range = NaiveRange()
  package var window: Int64?
  package var occurrence = Occurrence.every

  package init(_ elements: [Element]) {
    self.elements = elements
  }

  package func answer(on log: [NaiveEvent]) -> [Found] {
    stream.sequences(of: log).sequences.flatMap { whole -> [Found] in
      let sequence = whole.filtered { range.contains(whole.times[$0]) }
      return occurrences(in: sequence).map { places in
        let positions = places.flatMap { $0 }
        return Found(
          unit: sequence.unit, positions: positions.map { $0 + 1 },
          events: positions.map { sequence.events[$0].name }, times: positions.map { sequence.times[$0] })
      }
    }
  }

  /// The places of each counted occurrence: for every element the positions of its events.
  func occurrences(in sequence: NaiveSequence) -> [[[Int]]] {
    let all = NaiveMatchSearch(match: self, sequence: sequence).all()
    if occurrence == .last {
      return all.max { isEarlier($0, $1, absent: -1) }.map { [$0] } ?? []
    }
    var found: [[[Int]]] = []
    var free = -1
    while true {
      // A start boundary lies before every event, so it belongs to the first occurrence only.
      let next = all.filter { places in
        let first = places.flatMap { $0 }.first ?? 0
        let usesStart = elements.contains { if case .start = $0.kind { true } else { false } }
        return first > free && (found.isEmpty || !usesStart)
      }.min { a, b in
        let (left, right) = (a.flatMap { $0 }.first ?? 0, b.flatMap { $0 }.first ?? 0)
        return left != right ? left < right : isEarlier(a, b, absent: .max)
      }
      guard let next, let last = next.flatMap({ $0 }).last else { return found }
      found.append(next)
      if occurrence == .first { return found }
      free = last
    }
  }

  /// Whether `a` takes its steps earlier from the front; a repetition left out counts as `absent`.
  private func isEarlier(_ a: [[Int]], _ b: [[Int]], absent: Int) -> Bool {
    for (left, right) in zip(a, b) {
      for index in 0..<max(left.count, right.count) {
        let (p, q) = (index < left.count ? left[index] : absent, index < right.count ? right[index] : absent)
        if p != q { return p < q }
      }
    }
    return false
  }
}

/// Finds every complete match of a pattern in one sequence by trying everything.
struct NaiveMatchSearch {
  let match: NaiveMatch
  let sequence: NaiveSequence

  /// For every complete match the positions of each element; matches without any event are left out.
  func all() -> [[[Int]]] {
    var found: [[[Int]]] = []
    extend(element: 0, places: [[]], previous: nil, into: &found)
    return found.filter { !$0.allSatisfy(\.isEmpty) }
  }

  /// `previous` is the position of the element before; −1 and the event count are the boundaries.
  private func extend(element: Int, places: [[Int]], previous: Int?, into found: inout [[[Int]]]) {
    guard element < match.elements.count else {
      found.append(Array(places.dropLast()))
      return
    }
    let written = match.elements[element]
    let taken = places[element].count
    let boundary: Int
    switch written.kind {
    case .start: boundary = -1
    case .end: boundary = sequence.events.count
    case .event(let condition):
      if taken >= written.minimum {
        extend(element: element + 1, places: places + [[]], previous: previous, into: &found)
      }
      if let maximum = written.maximum, taken >= maximum { return }
      for position in sequence.events.indices where position > previous ?? -1 {
        guard condition.accepts(sequence.events[position], aliased: { alias($0, places) }),
          isInWindow(position, places), allows(written.arrow, from: previous, to: position, places)
        else { continue }
        var longer = places
        longer[element].append(position)
        extend(element: element, places: longer, previous: position, into: &found)
      }
      return
    }
    guard boundary > previous ?? -2, allows(written.arrow, from: previous, to: boundary, places) else {
      return
    }
    extend(element: element + 1, places: places + [[]], previous: boundary, into: &found)
  }

  private func isInWindow(_ position: Int, _ places: [[Int]]) -> Bool {
    guard let window = match.window, let start = places.flatMap({ $0 }).first else { return true }
    return sequence.times[position] - sequence.times[start] <= window
  }

  private func alias(_ name: String, _ places: [[Int]]) -> NaiveEvent? {
    let element = match.elements.indices.last { match.elements[$0].alias == name && $0 < places.count }
    return element.flatMap { places[$0].last }.map { sequence.events[$0] }
  }

  private func allows(_ arrow: NaiveArrow, from previous: Int?, to position: Int, _ places: [[Int]]) -> Bool {
    guard let previous, !sequence.events.isEmpty else { return true }
    // A boundary has the time of the event it stands beside.
    func time(_ position: Int) -> Int64 { sequence.times[min(max(position, 0), sequence.events.count - 1)] }
    let gap = time(position) - time(previous)
    if let within = arrow.within, gap > within { return false }
    if let after = arrow.after, gap < after { return false }
    if let count = arrow.withinEvents, position - previous > count { return false }
    let between = sequence.events.indices.filter { $0 > previous && $0 < position }
    if arrow.isImmediate, !between.isEmpty { return false }
    let isForbidden = arrow.without.contains { condition in
      between.contains { condition.accepts(sequence.events[$0], aliased: { alias($0, places) }) }
    }
    if isForbidden { return false }
    return arrow.same.allSatisfy { field in
      let ends = [previous, position].map { index in
        sequence.events.indices.contains(index) ? sequence.events[index].value(of: field) : nil
      }
      return NaiveComparison.isSame(ends[0], ends[1])
    }
  }
}

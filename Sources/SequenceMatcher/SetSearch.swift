/// Finds the counted attempt of one unit under `order sets`: how many of the first steps have an event of their own,
/// whenever that was.
struct SetSearch {
  let rules: PatternRules

  /// The attempt that counts by the rules of `entry best`, or `nil` where the first step has no event.
  func attempt(of unit: UnitSequence) -> Attempt? {
    let candidates = rules.steps.indices.map { step in
      unit.events.indices.filter { unit.events[$0].steps & (1 << UInt64(step)) != 0 }
    }
    var chosen = [Int](repeating: -1, count: rules.steps.count)
    var depth = 0
    while depth < rules.steps.count, canServe(depth + 1, candidates, chosen) { depth += 1 }
    guard depth > 0 else { return nil }
    fix(depth - 1, candidates[depth - 1], candidates, depth, &chosen)
    for step in [0] + Array((0..<depth).reversed()) where chosen[step] < 0 {
      fix(step, candidates[step].reversed(), candidates, depth, &chosen)
    }
    return Attempt(places: chosen, filled: Array(rules.steps.indices), depth: depth, isOpen: nil)
  }

  /// Gives a step the first of `options` with which all steps can still be served.
  private func fix(
    _ step: Int, _ options: [Int], _ candidates: [[Int]], _ depth: Int, _ chosen: inout [Int]
  ) {
    for option in options {
      chosen[step] = option
      if canServe(depth, candidates, chosen) { return }
    }
    chosen[step] = -1
  }

  /// Whether steps 0 ..< `depth` can have an event each, those chosen included; equal steps may share theirs where
  /// the rules say so.
  private func canServe(_ depth: Int, _ candidates: [[Int]], _ chosen: [Int]) -> Bool {
    var owners: [Int: Int] = [:]
    for step in 0..<depth where chosen[step] >= 0 {
      if let owner = owners[chosen[step]], !shares(owner, step) { return false }
      owners[chosen[step]] = step
    }
    for step in 0..<depth where chosen[step] < 0 {
      if rules.reusesEqualSteps, (0..<step).contains(where: { shares($0, step) }) {
        // Whoever serves the equal step before serves this one.
        continue
      }
      var visited: Set<Int> = []
      if !serve(step, candidates, chosen, &owners, &visited) { return false }
    }
    return true
  }

  private func shares(_ a: Int, _ b: Int) -> Bool {
    rules.reusesEqualSteps && rules.steps[a].equality == rules.steps[b].equality
  }

  private func serve(
    _ step: Int, _ candidates: [[Int]], _ chosen: [Int], _ owners: inout [Int: Int], _ visited: inout Set<Int>
  ) -> Bool {
    var looked = 0
    for event in candidates[step] where visited.insert(event).inserted {
      guard let owner = owners[event] else {
        owners[event] = step
        return true
      }
      if chosen[owner] < 0, serve(owner, candidates, chosen, &owners, &visited) {
        owners[event] = step
        return true
      }
      if shares(owner, step) { return true }
      looked += 1
      // Of so many events one is free, by Hall's theorem, if any can be.
      if looked > rules.steps.count { return false }
    }
    return false
  }
}

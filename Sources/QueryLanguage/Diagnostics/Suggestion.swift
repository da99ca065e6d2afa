/// Ranks spellings by nearness, for did-you-mean hints.
package enum Suggestion {
  /// Words longer than this are not compared; a typing mistake in them is easier seen than computed.
  package static let longestWord = 128

  /// What a mere beginning costs: as much as two wrong letters.
  private static let prefixCost = 4

  /// The candidates close enough to `word` to be what was meant, nearest first, ties in the order of the text.
  ///
  /// A candidate is close when it differs in about a third of its letters at most, in nothing but case, or when `word`
  /// is a beginning of it (three letters or more). Cost: candidates × word length × candidate length, far candidates
  /// are left early.
  package static func ranked(
    for word: String, among candidates: some Sequence<String>, limit: Int = 3
  ) -> [String] {
    let wanted = folded(word)
    guard !wanted.isEmpty, wanted.count <= longestWord else { return [] }
    var scored: [(cost: Int, candidate: String)] = []
    var seen: Set<String> = []
    for candidate in candidates where candidate != word {
      let other = folded(candidate)
      guard !other.isEmpty, other.count <= longestWord, seen.insert(candidate).inserted else { continue }
      let allowed = max(1, min(4, max(wanted.count, other.count) / 3))
      if let distance = distance(wanted, other, atMost: allowed), distance < max(wanted.count, other.count) {
        scored.append((distance * 2, candidate))
      } else if wanted.count >= 3, other.starts(with: wanted) {
        scored.append((prefixCost, candidate))
      }
    }
    // Next to a near word, one twice as far is no help.
    let nearest = scored.map(\.cost).min() ?? 0
    scored.removeAll { $0.cost > nearest + 3 }
    scored.sort { $0.cost != $1.cost ? $0.cost < $1.cost : $0.candidate < $1.candidate }
    return scored.prefix(limit).map(\.candidate)
  }

  /// The optimal-string-alignment form of the Damerau–Levenshtein distance, or nil when it passes `bound`.
  package static func distance(_ left: String, _ right: String, atMost bound: Int) -> Int? {
    distance(Array(left.unicodeScalars), Array(right.unicodeScalars), atMost: bound)
  }

  private static func folded(_ word: String) -> [Unicode.Scalar] {
    Array(word.lowercased().unicodeScalars)
  }

  private static func distance(
    _ left: [Unicode.Scalar], _ right: [Unicode.Scalar], atMost bound: Int
  ) -> Int? {
    if abs(left.count - right.count) > bound { return nil }
    if left.isEmpty || right.isEmpty { return max(left.count, right.count) }
    var twoAbove = [Int](repeating: 0, count: right.count + 1)
    var above = Array(0...right.count)
    var row = above
    for i in 1...left.count {
      row[0] = i
      var smallest = i
      for j in 1...right.count {
        let substitution = above[j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1)
        var cost = min(above[j] + 1, row[j - 1] + 1, substitution)
        if i > 1, j > 1, left[i - 1] == right[j - 2], left[i - 2] == right[j - 1] {
          cost = min(cost, twoAbove[j - 2] + 1)
        }
        row[j] = cost
        smallest = min(smallest, cost)
      }
      // A transposition reaches two rows back, so one row above the bound does not yet decide.
      if smallest > bound + 1 { return nil }
      (twoAbove, above, row) = (above, row, twoAbove)
    }
    return above[right.count] <= bound ? above[right.count] : nil
  }
}

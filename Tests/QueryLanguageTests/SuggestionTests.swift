import Testing

@testable import QueryLanguage

@Suite struct `Suggestions` {
  @Test(arguments: [
    ("purchse", ["purchase", "purge", "search"], ["purchase"]),
    ("Purchase", ["purchase"], ["purchase"]),
    ("veiw", ["view", "vein", "x"], ["vein", "view"]),
    ("page", ["page_view", "pager", "cart"], ["pager", "page_view"]),
    ("x", ["y", "z"], []), ("", ["a"], []), ("cart", ["cart"], []),
    ("add_to_crt", ["add_to_cart", "add_to_list", "remove_from_cart"], ["add_to_cart"]),
  ])
  func `near words come first, far words not at all`(
    _ word: String, _ candidates: [String], _ expected: [String]
  ) {
    #expect(Suggestion.ranked(for: word, among: candidates) == expected)
  }

  @Test func `no more than asked for are given`() {
    let candidates = (0..<9).map { "step\($0)" }
    #expect(Suggestion.ranked(for: "stepX", among: candidates, limit: 2) == ["step0", "step1"])
  }

  @Test func `the distance agrees with the plain recursion on random words`() {
    for seed in UInt64(0)..<600 {
      var random = SeededGenerator(seed: seed)
      func word() -> [Character] {
        (0..<Int.random(in: 0...5, using: &random)).map { _ in "abc".randomElement(using: &random) ?? "a" }
      }
      let left = word()
      let right = word()
      let expected = plainDistance(left, right)
      for bound in 0...6 {
        let distance = Suggestion.distance(String(left), String(right), atMost: bound)
        #expect(distance == (expected <= bound ? expected : nil), "seed \(seed), bound \(bound)")
      }
    }
  }

  /// The definition of the optimal-string-alignment distance, word for word.
  private func plainDistance(_ a: [Character], _ b: [Character]) -> Int {
    if a.isEmpty || b.isEmpty { return max(a.count, b.count) }
    let lastA = a[a.count - 1]
    let lastB = b[b.count - 1]
    var best = min(
      plainDistance(a.dropLast(), b) + 1, plainDistance(a, b.dropLast()) + 1,
      plainDistance(a.dropLast(), b.dropLast()) + (lastA == lastB ? 0 : 1))
    if a.count > 1, b.count > 1, lastA == b[b.count - 2], lastB == a[a.count - 2] {
      best = min(best, plainDistance(a.dropLast(2), b.dropLast(2)) + 1)
    }
    return best
  }
}

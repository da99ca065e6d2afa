import TestSupport
import Testing

@testable import QueryEngine

@Suite struct CountedWordsTests {
  /// Words with many equals, and with the highest bit set or not.
  private static func words(_ random: inout SeededRandom) -> [UInt64] {
    (0..<Int.random(in: 0...2_000, using: &random)).map { _ in
      UInt64.random(in: 0..<40, using: &random) &* 0x0765_4321_0fed_cba9
        | (Bool.random(using: &random) ? 1 << 63 : 0)
    }
  }

  @Test func `words of several lists are counted as those of one list`() {
    var random = SeededRandom(seed: 5)
    for _ in 0..<50 {
      let lists = (0..<Int.random(in: 1...4, using: &random)).map { _ in Self.words(&random) }
      let counted = lists.map { CountedWords($0) }.reduce(CountedWords()) { CountedWords(merging: $0, $1) }
      let expected = Dictionary(lists.flatMap { $0 }.map { ($0, 1) }, uniquingKeysWith: +)
      #expect(counted.words == expected.keys.sorted())
      #expect(counted.counts == counted.words.map { expected[$0] })
    }
  }

  @Test func `the most frequent words come first, equally frequent ones in their order`() {
    var random = SeededRandom(seed: 6)
    for limit in [1, 2, 7, 40, 1_000, nil] {
      let counted = CountedWords(Self.words(&random))
      let expected = counted.words.indices.sorted { left, right in
        (counted.counts[right], left) < (counted.counts[left], right)
      }
      #expect(counted.ranked(limit: limit) == Array(expected.prefix(limit ?? .max)))
    }
    #expect(CountedWords().ranked(limit: 3) == [])
  }
}

import TestSupport
import Testing

@testable import QueryEngine

@Suite struct WordTableTests {
  @Test func `words are numbered by first appearance, and known ones keep their number`() {
    var random = SeededRandom(seed: 3)
    var table = WordTable()
    var numbers: [UInt64: Int] = [:]
    for _ in 0..<100_000 {
      // Words that differ in their lower, upper or all bits.
      let part = UInt64.random(in: 0..<20_000, using: &random)
      let words: [UInt64] = [part, part &<< 44, part &* 0x9e37_79b9_7f4a_7c15]
      let word = words.randomElement(using: &random) ?? 0
      #expect(table.known(word) == numbers[word])
      let expected = numbers[word] ?? numbers.count
      numbers[word] = expected
      #expect(table.number(of: word) == expected)
    }
    #expect(table.count == numbers.count)
    #expect(table.words.enumerated().allSatisfy { numbers[$1] == $0 })
  }
}

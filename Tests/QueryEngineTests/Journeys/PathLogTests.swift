import TestSupport
import Testing

@testable import QueryEngine

@Suite struct PathLogTests {
  @Test func `a path is read back from its word, and words order as paths do`() throws {
    var random = SeededRandom(seed: 4)
    for (labels, depth) in [(1, 1), (1, 64), (3, 32), (7, 21), (300, 5), (300, 7), (2_047, 5)] {
      let layout = try #require(PathWord(labels: labels, depth: depth))
      let paths = (0..<200).map { _ in
        (0..<Int.random(in: 1...depth, using: &random)).map { _ in Int.random(in: 0..<labels, using: &random)
        }
      }
      let words = paths.map { path in
        path.enumerated().reduce(UInt64(0)) { $0 | layout.word(of: UInt64($1.element + 1), at: $1.offset) }
      }
      #expect(words.map { layout.ranks(of: $0) } == paths)
      let byWord = paths.indices.sorted { words[$0] < words[$1] }
      let byPath = paths.indices.sorted { paths[$0].lexicographicallyPrecedes(paths[$1]) }
      #expect(byWord.map { paths[$0] } == byPath.map { paths[$0] })
    }
  }

  @Test(arguments: [(0, 1), (1, 65), (3, 33), (300, 8), (2_049, 1)])
  func `paths that do not fit a word have no layout`(labels: Int, depth: Int) {
    #expect(PathWord(labels: labels, depth: depth) == nil)
  }

  @Test func `labels are ranked by their bytes`() {
    let order = LabelOrder(["view", "buy", "Buy", "änd", "a"])
    #expect(order.texts == ["Buy", "a", "buy", "view", "änd"])
    #expect(order.rankOfLabel == [3, 2, 0, 4, 1])
  }
}

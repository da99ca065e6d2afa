import TestSupport
import Testing

@testable import QueryEngine

@Suite struct TimeRanksTests {
  private func expectSame(_ times: [Int64], seed: UInt64) {
    let sorted = times.sorted()
    var random = SeededRandom(seed: seed)
    let ranks = [0, times.count - 1] + (0..<8).map { _ in Int.random(in: 0..<times.count, using: &random) }
    #expect(TimeRanks.values(of: times, at: ranks) == ranks.map { sorted[$0] }, "seed \(seed)")
  }

  @Test(arguments: 0..<12) func `a rank has the value it has in the sorted list`(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    let width = [Int64(1), 3, 5_000, 1 << 40, .max].randomElement(using: &random) ?? 1
    let count = [1, 100, 4_095, 4_096, 20_000].randomElement(using: &random) ?? 1
    expectSame((0..<count).map { _ in Int64.random(in: -width...width, using: &random) }, seed: seed)
  }

  @Test func `times that are close together but for a few are told apart`() {
    var random = SeededRandom(seed: 7)
    var times = (0..<50_000).map { _ in Int64.random(in: 0..<1_000, using: &random) }
    times += [.min, .max, 1 << 50]
    expectSame(times, seed: 7)
  }

  @Test func `equal times have one value at all ranks`() {
    expectSame([Int64](repeating: 42, count: 10_000), seed: 1)
  }
}

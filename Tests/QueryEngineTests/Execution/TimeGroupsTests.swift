import QueryResults
import TestSupport
import Testing

@testable import QueryEngine

@Suite struct TimeGroupsTests {
  @Test func `every group has the count, median and mean of its own times`() {
    var random = SeededRandom(seed: 8)
    let numbers = (0..<3_000).map { _ in UInt32.random(in: 0..<1_500, using: &random) }
    let times = numbers.map { _ in Int64.random(in: -5_000_000...90_000_000, using: &random) }
    let cut = 1_234
    let lists = [
      (Array(times[..<cut]), Array(numbers[..<cut])), ([], []),
      (Array(times[cut...]), Array(numbers[cut...])),
    ]
    for groups in [TimeGroups(times, numbers: numbers, count: 1_501), TimeGroups(lists, count: 1_501)] {
      expectOwnTimes(groups, times, numbers)
    }
  }

  private func expectOwnTimes(_ groups: TimeGroups, _ times: [Int64], _ numbers: [UInt32]) {
    for number in 0..<1_501 {
      let own = numbers.indices.filter { Int(numbers[$0]) == number }.map { times[$0] }
      let summary = DurationSummary(times: own)
      #expect(groups.count(of: number) == own.count)
      #expect(groups.median(of: number) == summary.median)
      #expect(groups.mean(of: number) == summary.mean)
    }
  }
}

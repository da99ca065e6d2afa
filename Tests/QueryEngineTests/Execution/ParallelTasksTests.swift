import Testing

@testable import QueryEngine

@Suite struct ParallelTasksTests {
  private struct Refusal: Error, Equatable {}

  @Test(arguments: [1, 2, 3, 16])
  func `results come in the order of the tasks on any number of threads`(threads: Int) throws {
    #expect(try ParallelTasks.results(100, threads: threads) { $0 * $0 } == (0..<100).map { $0 * $0 })
    #expect(try ParallelTasks.results(0, threads: threads) { $0 } == [])
  }

  @Test func `an error of one task is the error of all`() {
    #expect(throws: Refusal()) {
      try ParallelTasks.results(50, threads: 4) { task in
        if task == 17 { throw Refusal() }
        return task
      }
    }
  }
}

import Dispatch
import Synchronization

/// Does a known number of things on several threads.
enum ParallelTasks {
  /// The results of `body(0)` … `body(count − 1)`, in this order; throws the first error of any of them, whereupon no
  /// further ones begin.
  static func results<Result: Sendable>(
    _ count: Int, threads: Int, _ body: @Sendable (Int) throws -> Result
  ) throws -> [Result] {
    let next = Atomic(0)
    let outcome = Mutex<(results: [Int: Result], error: (any Error)?)>(([:], nil))
    DispatchQueue.concurrentPerform(iterations: max(1, min(threads, count))) { _ in
      while true {
        let index = next.add(1, ordering: .relaxed).oldValue
        guard index < count, outcome.withLock({ $0.error == nil }) else { break }
        do {
          let result = try body(index)
          outcome.withLock { $0.results[index] = result }
        } catch {
          outcome.withLock { $0.error = $0.error ?? error }
        }
      }
    }
    return try outcome.withLock { outcome in
      if let error = outcome.error { throw error }
      return (0..<count).compactMap { outcome.results[$0] }
    }
  }
}

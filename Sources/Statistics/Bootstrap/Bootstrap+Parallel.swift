import Dispatch

extension Bootstrap {
  /// Runs all resamples on up to `threads` threads and summarises them; the threads do not change the result.
  package func run(
    control: BootstrapSample, treatment: BootstrapSample, comparison: Comparison, threads: Int = 1
  ) throws(StatisticsError) -> BootstrapResult {
    // The estimates are checked first: what is undefined for the sample itself needs no resampling.
    _ = try result(
      replicates: [0, 0], control: control, treatment: treatment, comparison: comparison)
    let workers = max(1, min(threads, resamples))
    let parts = PartialResults(count: workers)
    DispatchQueue.concurrentPerform(iterations: workers) { worker in
      let first = resamples * worker / workers
      let last = resamples * (worker + 1) / workers
      parts.store(
        replicates(first..<last, control: control, treatment: treatment, comparison: comparison),
        worker)
    }
    return try result(
      replicates: parts.joined(), control: control, treatment: treatment, comparison: comparison)
  }
}

/// One slot per worker, each written once by its own thread and read when all have ended.
private final class PartialResults: @unchecked Sendable {
  private let slots: UnsafeMutableBufferPointer<[Double?]>

  init(count: Int) {
    slots = .allocate(capacity: count)
    slots.initialize(repeating: [])
  }

  deinit {
    slots.deinitialize()
    slots.deallocate()
  }

  func store(_ values: [Double?], _ slot: Int) { slots[slot] = values }

  func joined() -> [Double?] { slots.flatMap { $0 } }
}

import Dispatch

/// The permutation test of a difference of means: how often does a random relabelling differ as much?
package struct PermutationTest: Sendable, Hashable {
  /// The mean of the treatment less that of the control.
  package let difference: Double
  /// The share of relabellings with a difference at least as large in absolute value.
  package let twoSided: TailProbability
  /// The share with a difference at least as large.
  package let greater: TailProbability
  /// The share with a difference at most as large.
  package let less: TailProbability
  /// Whether all relabellings were counted instead of sampled.
  package let isExact: Bool
  /// The relabellings looked at, the observed one included.
  package let permutations: Int

  /// All relabellings are counted up to this many.
  static let exactLimit = 100_000.0
  /// The relabellings drawn from one generator; part of the definition of the result, unlike the threads.
  static let chunk = 64

  /// Tests by full enumeration in small samples, else by sampling with P = (1 + hits)/(1 + permutations).
  package init(
    control: [Double], treatment: [Double], permutations: Int = 10_000, seed: UInt64, threads: Int = 1
  ) throws(StatisticsError) {
    guard !control.isEmpty, !treatment.isEmpty else { throw .noObservations }
    guard permutations >= 1 else { throw .notPositive(Double(permutations)) }
    try requireFinite(control)
    try requireFinite(treatment)
    let relabelling = Relabelling(control: control, treatment: treatment)
    difference = relabelling.observed
    let size = GammaFunction.logBinomialCoefficient(
      Double(control.count + treatment.count), Double(control.count))
    var hits = Hits()
    if size <= 11.52 {
      hits = relabelling.enumerate()
      isExact = true
      self.permutations = hits.total
    } else {
      let chunks = (permutations + Self.chunk - 1) / Self.chunk
      let workers = max(1, min(threads, chunks))
      let parts = HitSlots(count: workers)
      DispatchQueue.concurrentPerform(iterations: workers) { worker in
        var own = Hits()
        for chunk in stride(from: worker, to: chunks, by: workers) {
          let count = min(Self.chunk, permutations - chunk * Self.chunk)
          relabelling.sample(count, SeededGenerator(seed: seed, stream: UInt64(chunk)), &own)
        }
        parts.store(own, worker)
      }
      hits = parts.total()
      // The observed labelling is one of the possible ones and is counted.
      hits.add(observedItself: ())
      isExact = false
      self.permutations = hits.total
    }
    let total = Double(hits.total)
    twoSided = TailProbability(value: Double(hits.twoSided) / total)
    greater = TailProbability(value: Double(hits.greater) / total)
    less = TailProbability(value: Double(hits.less) / total)
  }

  /// Relabellings at least as extreme as the observed one.
  struct Hits: Sendable {
    var twoSided = 0
    var greater = 0
    var less = 0
    var total = 0

    mutating func add(_ excess: Double, observed: Double, slack: Double) {
      total += 1
      if abs(excess) >= abs(observed) - slack { twoSided += 1 }
      if excess >= observed - slack { greater += 1 }
      if excess <= observed + slack { less += 1 }
    }

    mutating func add(observedItself: ()) {
      total += 1
      twoSided += 1
      greater += 1
      less += 1
    }

    mutating func merge(_ other: Hits) {
      total += other.total
      twoSided += other.twoSided
      greater += other.greater
      less += other.less
    }
  }
}

/// One slot per worker, each written once by its own thread and read when all have ended.
private final class HitSlots: @unchecked Sendable {
  private let slots: UnsafeMutableBufferPointer<PermutationTest.Hits>

  init(count: Int) {
    slots = .allocate(capacity: count)
    slots.initialize(repeating: .init())
  }

  deinit { slots.deallocate() }

  func store(_ hits: PermutationTest.Hits, _ slot: Int) { slots[slot] = hits }

  func total() -> PermutationTest.Hits {
    slots.reduce(into: PermutationTest.Hits()) { $0.merge($1) }
  }
}

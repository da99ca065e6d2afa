import Dispatch
import Statistics

/// One line of the output: a rate that many experiments should show.
struct Simulation: Sendable {
  var name: String
  var expected: Double
  /// How far the method itself may be off, beside the error of the simulation.
  var tolerance: Double
  /// Whether only a rate above the expected one is wrong.
  var isUpperBound = false
  /// Whether only a rate below the expected one is wrong.
  var isLowerBound = false
  /// Whether the event happened in one experiment; nil when it could not be computed.
  var trial: @Sendable (inout Draws) -> Bool?

  struct Outcome {
    var rate: Double
    var allowance: Double
    var undefined: Int
    var isFine: Bool
  }

  /// Runs the experiments, each from a stream of its own, so that threads change nothing.
  func run(_ runs: Int, seed: UInt64) -> Outcome {
    let workers = 64
    let counts = Counts(count: workers)
    DispatchQueue.concurrentPerform(iterations: workers) { worker in
      var (hits, undefined) = (0, 0)
      for run in runs * worker / workers..<runs * (worker + 1) / workers {
        var draws = Draws(seed: seed, stream: UInt64(run))
        switch trial(&draws) {
        case true?: hits += 1
        case false?: break
        case nil: undefined += 1
        }
      }
      counts.store(hits, undefined, worker)
    }
    let (hits, undefined) = counts.total
    let trials = Double(max(1, runs - undefined))
    let rate = Double(hits) / trials
    let allowance = tolerance + 4 * (max(expected, 1e-6) * (1 - expected) / trials).squareRoot()
    let distance = isUpperBound ? rate - expected : isLowerBound ? expected - rate : abs(rate - expected)
    return Outcome(rate: rate, allowance: allowance, undefined: undefined, isFine: distance <= allowance)
  }
}

/// One slot per worker, each written once by its own thread and read when all have ended.
private final class Counts: @unchecked Sendable {
  private let slots: UnsafeMutableBufferPointer<(Int, Int)>

  init(count: Int) {
    slots = .allocate(capacity: count)
    slots.initialize(repeating: (0, 0))
  }

  deinit { slots.deallocate() }

  func store(_ hits: Int, _ undefined: Int, _ slot: Int) { slots[slot] = (hits, undefined) }

  var total: (hits: Int, undefined: Int) {
    slots.reduce((0, 0)) { ($0.0 + $1.0, $0.1 + $1.1) }
  }
}

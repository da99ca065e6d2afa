import Synchronization

/// Random numbers for pauses, shared by threads; the same ones for the same seed and order of use.
final class SeededJitter: Sendable {
  private let state: Mutex<Generator>

  /// SplitMix64 (https://prng.di.unimi.it/splitmix64.c).
  struct Generator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var mixed = state
      mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
      mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
      return mixed ^ (mixed >> 31)
    }
  }

  init(seed: UInt64) {
    state = Mutex(Generator(state: seed))
  }

  func pause(_ policy: RetryPolicy, afterAttempt attempt: Int) -> Int64 {
    state.withLock { policy.pause(afterAttempt: attempt, using: &$0) }
  }
}

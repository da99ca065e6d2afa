import Synchronization

/// Decides which request meets which fault.
///
/// What is decided depends on the seed and the request's content only; that a fault comes to an end depends on how
/// often the same request has come.
final class FaultDesk: Sendable {
  private let faults: SandboxFaults
  /// By request that has a fault: how often it has come.
  private let visits = Mutex<[UInt64: Int]>([:])

  init(_ faults: SandboxFaults) {
    self.faults = faults
  }

  /// The fault that this coming of a request meets, if any.
  ///
  /// - Parameters:
  ///   - request: what makes the request the one it is.
  ///   - fits: whether a kind can meet this request at all.
  func meet(_ request: String, fits: (FaultKind) -> Bool) -> FaultKind? {
    guard !faults.shares.isEmpty else { return nil }
    let hash = StableHash.combine(faults.seed, StableHash.text(request.utf8))
    var rest = StableHash.share(hash)
    for kind in FaultKind.allCases where kind != .reorderedPages {
      rest -= faults.shares[kind] ?? 0
      guard rest < 0 else { continue }
      guard fits(kind) else { return nil }
      let most = kind.isStorm ? 1 + Int(StableHash.combine(hash, 3) % 3) : 1
      let visit = visits.withLock { visits in
        let visit = visits[hash, default: 0]
        visits[hash] = visit + 1
        return visit
      }
      return visit < most ? kind : nil
    }
    return nil
  }

  /// Whether the full pages `pair * 2` and `pair * 2 + 1` of a query change places.
  func swaps(pair: Int, of query: String) -> Bool {
    guard let share = faults.shares[.reorderedPages] else { return false }
    let hash = StableHash.combine(faults.seed, StableHash.text(query.utf8), UInt64(pair), 4)
    return StableHash.share(hash) < share
  }
}

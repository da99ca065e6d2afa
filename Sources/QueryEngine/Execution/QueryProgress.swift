import Synchronization

/// How far a running statement is; written by the engine's threads, read by any.
public final class QueryProgress: Sendable {
  private let done = Atomic(0)
  private let total = Atomic(0)

  public init() {}

  /// Rows worked through.
  public var rows: Int { done.load(ordering: .relaxed) }

  /// Rows to work through as far as is known: a statement that reads the snapshot a second time adds to them.
  public var rowsTotal: Int { total.load(ordering: .relaxed) }

  func begin(rows: Int) { total.add(rows, ordering: .relaxed) }

  func add(rows: Int) { done.add(rows, ordering: .relaxed) }
}

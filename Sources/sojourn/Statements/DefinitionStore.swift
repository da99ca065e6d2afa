import EventModel
import Glibc
import QueryEngine
import QueryLanguage
import Reporting
import SegmentStore

/// Writes definitions to the store, so that they hold for everyone who asks it from then on.
struct DefinitionStore {
  let store: String

  /// Commits what `statement` defines or removes and says so; other statements change nothing.
  ///
  /// Answers the engine to ask from now on. What an older snapshot is asked stays in the session, because definitions
  /// belong to the newest one.
  func save(_ statement: Statement, _ engine: QueryEngine) throws -> QueryEngine {
    guard let change = DefinitionChange(statement) else { return engine }
    let store = try Store(opening: self.store)
    if let newest = try store.snapshotNumbers().last, newest != engine.snapshot.number {
      StandardStream.note(
        "Not stored, because snapshot \(engine.snapshot.number) is not the newest; it holds in this session.")
      return engine
    }
    let number = try store.commit(change, at: Self.now())
    guard number != engine.snapshot.number else { return engine }
    StandardStream.note("Stored in snapshot \(number).")
    return try engine.reading(Snapshot(store: store, number: number))
  }

  private static func now() -> Timestamp {
    var clock = timespec()
    clock_gettime(CLOCK_REALTIME, &clock)
    return Timestamp(microseconds: Int64(clock.tv_sec) * 1_000_000 + Int64(clock.tv_nsec) / 1_000)
  }
}

import Glibc
package import SegmentStore

/// Ends a change of a store at every operation it does on the file system, in every way that is known, and tells
/// where the store was left in between.
///
/// Whatever happens at an operation, the store must open with what it held before the change or with what it holds
/// after it; a change that reported success must hold through any crash; and doing the change again must succeed and
/// leave no file that an undisturbed change does not leave.
package struct ChangeTrial {
  /// Makes the store as it is before the change.
  package var prepare: (Store) throws -> Void
  /// The change.
  package var change: (Store) throws -> Void
  /// What the store holds, as text to compare; by default ``ChangeTrial/facts(of:)``.
  package var facts: (Store) throws -> String = { try ChangeTrial.facts(of: $0) }
  /// Whether only the facts before or after may be seen, or any, as where a change has several steps that are complete
  /// in themselves.
  package var allowsSteps = false
  /// The largest write that is done at once: small ones make many operations.
  package var longestWrite = 1 << 10

  private static let path = "/store"

  package init(prepare: @escaping (Store) throws -> Void, change: @escaping (Store) throws -> Void) {
    self.prepare = prepare
    self.change = change
  }

  /// What went wrong, and how many operations the change has.
  package func run(seed: UInt64) throws -> (problems: [String], operations: [String]) {
    let start = SimulatedFileSystem()
    try prepare(try Store(openingOrCreating: Self.path, fileSystem: start))
    let before = try facts(opened(start))
    let undisturbed = start.copy(longestWrite: longestWrite)
    try change(opened(undisturbed))
    let operations = undisturbed.operations
    let after = try facts(opened(undisturbed))
    var problems: [String] = []
    if before == after, !allowsSteps { problems.append("the change changes nothing") }
    func check(_ found: SimulatedFileSystem, _ hasSucceeded: Bool, _ moment: String) {
      do {
        let store = try opened(found)
        let facts = try facts(store)
        if hasSucceeded, facts != after { problems.append("\(moment): success was reported, but is lost") }
        if facts != before, facts != after, !allowsSteps {
          problems.append("\(moment): neither before nor after, but\n\(facts)")
        }
        try change(store)
        if try self.facts(store) != after { problems.append("\(moment): another result when done again") }
        if found.files != undisturbed.files {
          let left = Set(found.files).symmetricDifference(undisturbed.files).sorted()
          problems.append("\(moment): other files when done again: \(left)")
        }
      } catch {
        problems.append("\(moment): \(error)")
      }
    }
    for number in operations.indices {
      for fault in [SimulatedFileSystem.Fault.crash, .failure(ENOSPC), .failure(EIO)] {
        let disturbed = start.copy(longestWrite: longestWrite)
        disturbed.plan(fault, at: number)
        var hasSucceeded = false
        do {
          try change(opened(disturbed))
          hasSucceeded = true
        } catch {}
        let moment = "\(fault) at \(number), \(operations[number])"
        let seed = seed &+ UInt64(number) &* 97
        for survival in [SimulatedFileSystem.Survival.nothing, .everything, .part(seed: seed)] {
          check(disturbed.afterCrash(survival), hasSucceeded, "\(moment), survived by \(survival)")
        }
      }
    }
    return (problems, operations)
  }

  private func opened(_ fileSystem: SimulatedFileSystem) throws -> Store {
    try Store(opening: Self.path, fileSystem: fileSystem)
  }

  /// What the newest snapshot of a store holds, after checking that every snapshot opens and every byte is right.
  package static func facts(of store: Store) throws -> String {
    let report = try StoreVerification(store, threads: 1).run()
    if let problem = report?.problems.first { throw problem }
    for number in try store.snapshotNumbers() { _ = try Snapshot(store: store, number: number) }
    var manifest = try store.manifest()
    // The hour says nothing of what there is.
    (manifest.committedAt, manifest.parentDigest) = ("", nil)
    // As it is written, because dictionaries have no order of their own.
    return String(decoding: try manifest.encoded(), as: UTF8.self)
  }
}

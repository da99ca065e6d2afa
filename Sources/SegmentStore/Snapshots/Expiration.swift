public import EventModel
import Glibc

/// Which snapshots go, and what goes with them.
public struct Expiration: Sendable, Equatable {
  /// A file that no snapshot left needs.
  public struct File: Sendable, Equatable {
    /// Relative to the store.
    public var path: String
    public var bytes: Int
  }

  /// Ascending.
  public var expired: [Int] = []
  /// Ascending.
  public var kept: [Int] = []
  /// Files of expired snapshots, and what writers that died left; sorted.
  public var files: [File] = []

  /// Bytes that the files and the manifests of the expired snapshots take.
  public var bytes = 0
}

/// Which snapshots may expire; the newest never does.
public struct ExpirationRule: Sendable, Equatable {
  /// So many of the newest snapshots stay.
  public var keep: Int
  /// Only snapshots committed before this time go, where it is given.
  public var committedBefore: Timestamp?

  public init(keep: Int = 1, committedBefore: Timestamp? = nil) {
    self.keep = keep
    self.committedBefore = committedBefore
  }
}

extension Store {
  /// What ``expire(_:)`` would do; takes no lock.
  public func expiration(_ rule: ExpirationRule) throws(StoreError) -> Expiration {
    let numbers = try snapshotNumbers()
    guard let newest = numbers.last else { throw .emptyStore(path: path) }
    var plan = Expiration()
    // Snapshots go from the oldest on without gaps, so that a file's readers stay neighbours.
    for number in numbers.dropLast(max(1, rule.keep)) {
      if let time = rule.committedBefore, try manifest(number).commitTime >= time { break }
      plan.expired.append(number)
    }
    plan.kept = Array(numbers.dropFirst(plan.expired.count))
    for number in plan.expired { plan.bytes += try fileSystem.size(of: manifestPath(number)) }
    var needed: Set<String> = []
    for number in plan.kept { needed.formUnion(try manifest(number).paths) }
    plan.files = try unneededFiles(needed, kept: Set(plan.kept), before: newest + 1)
    for file in plan.files { plan.bytes += file.bytes }
    return plan
  }

  /// Removes old snapshots and the files that none of the others needs.
  ///
  /// Manifests go first and durably, then files; where it is cut short, the next writer removes the rest. Readers that
  /// have a snapshot open keep it.
  /// - Throws: ``StoreError/locked(path:owner:)`` when another process writes to the store.
  public func expire(_ rule: ExpirationRule) throws(StoreError) -> Expiration {
    let lock = try fileSystem.lock(path + "/lock")
    defer { withExtendedLifetime(lock) {} }
    let plan = try expiration(rule)
    for number in plan.expired {
      try fileSystem.removeIfPresent(manifestPath(number))
      // One by one, because a crash may keep any of several removals, and a gap between snapshots is damage.
      try fileSystem.synchroniseDirectory(path + "/" + Self.snapshotsName)
    }
    for file in plan.files { try fileSystem.removeIfPresent(path + "/" + file.path) }
    for folder in Set(plan.files.map { Directory.parent(of: $0.path) }).sorted() {
      try fileSystem.synchroniseDirectory(path + "/" + folder)
    }
    return plan
  }

  /// Files of the store that are not `needed`; those of snapshots from `limit` on are another writer's.
  private func unneededFiles(
    _ needed: Set<String>, kept: Set<Int>, before limit: Int
  ) throws(StoreError) -> [Expiration.File] {
    var files: [Expiration.File] = []
    for folder in [Self.segmentsName, Self.rejectsName, Self.attachmentsName] {
      let directory = path + "/" + folder
      guard fileSystem.exists(directory) else { continue }
      for name in try fileSystem.names(in: directory) {
        let owner = Int(name.prefix { $0.isNumber }) ?? 0
        let file = folder + "/" + name
        guard owner > 0, owner < limit, !needed.contains(file) else { continue }
        // A reject log goes with its snapshot.
        if folder == Self.rejectsName, kept.contains(owner) { continue }
        do throws(StoreError) {
          files.append(.init(path: file, bytes: try fileSystem.size(of: path + "/" + file)))
        } catch .system(_, _, ENOENT) {
          // A writer that died left it and another removed it just now.
          continue
        }
      }
    }
    return files
  }
}

import SegmentStore

/// Puts a change of the identity map into a snapshot in the making: the map itself, and the events it moves.
struct IdentityStep {
  let revision: SnapshotRevision
  let threads: Int
  let memoryBudget: Int
  let isCancelled: () -> Bool

  /// Answers the map in force, and what the change came to; `nil` when it changes nothing.
  func run(_ change: IdentityChange?) throws -> (map: IdentityMap, report: IdentityReport?) {
    let commit = revision.commit
    let old = try commit.store.identityMap(of: commit.manifest)
    guard let change else { return (old, nil) }
    var report = IdentityReport()
    var map: IdentityMap
    switch change {
    case .add(let links):
      map = old
      report.findings = map.add(links)
    case .replace(let links):
      map = IdentityMap()
      report.findings = map.add(links)
    }
    report.links = map.count
    guard map != old else { return (map, report) }
    try Self.write(map, to: commit)
    let relay = UserRelay(
      revision: revision, identity: map, threads: threads, memoryBudget: memoryBudget,
      isCancelled: isCancelled)
    try relay.run(&report)
    return (map, report)
  }

  /// Makes `map` the identity map of the snapshot.
  static func write(_ map: IdentityMap, to commit: SnapshotCommit) throws {
    commit.manifest.attachments.removeAll { $0.kind == Manifest.Attachment.identity }
    guard !map.isEmpty else { return }
    commit.manifest.attachments.append(
      try commit.attachment(kind: Manifest.Attachment.identity, bytes: map.encoded()))
  }
}

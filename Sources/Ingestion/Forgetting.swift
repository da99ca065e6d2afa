import EventModel
public import SegmentStore

/// Removes users from every answer of a store, whatever snapshot is asked, from now on.
///
/// A user is known by the id asked for, by the user that id stands for in the identity map, and by every raw id that
/// stands for that user. Their rows are marked dead in the newest snapshot and, through it, in all older ones; links, member
/// lists and reject logs lose what they say of them. The bytes themselves go when files are compacted and older snapshots expire.
public struct Forgetting {
  private let store: Store
  private let version: String
  private let isCancelled: () -> Bool

  /// `version` is the program's, for the audit log.
  public init(in store: Store, version: String, isCancelled: @escaping () -> Bool = { false }) {
    self.store = store
    self.version = version
    self.isCancelled = isCancelled
  }

  /// Forgets `users`, each given as an id; takes the store's lock. On an error the store stays as it was.
  public func run(_ users: [[UInt8]]) throws -> ForgetReport {
    let commit = try SnapshotCommit(store: store)
    do {
      let map = try store.identityMap(of: commit.manifest)
      let people = ForgottenPeople(Set(users), map: map)
      var report = ForgetReport()
      report.usersAsked = Set(users).count
      var found = FoundPeople()
      let revision = SnapshotRevision(commit)
      try mark(people, revision, &report, &found)
      try markInOlder(people, revision, &report, &found)
      try revision.writeMasks()
      var kept = map
      kept.removeAll { people.everyID.contains($0) || people.everyID.contains($1) }
      report.links = map.count - kept.count
      if kept != map {
        for link in map.links
        where people.everyID.contains(link.rawID) || people.everyID.contains(link.userID) {
          found.ids.insert(link.rawID)
          found.ids.insert(link.userID)
        }
        try IdentityStep.write(kept, to: commit)
      }
      let lists = try MemberListRedaction(commit: commit, ids: people.everyID).run()
      report.listEntries = lists.entries
      found.ids.formUnion(lists.found)
      report.usersFound = people.asked(foundAs: found.ids)
      report.files = found.files.count
      if report.files > 0 || report.links > 0 || report.listEntries > 0 {
        report.snapshot = try commit.commit(.forget, at: CommitClock.now()).snapshot
      } else {
        commit.cancel()
      }
      report.rejects = try RejectLogRedaction(store: store, ids: people.everyID).run()
      try AuditLog(store: store).append(report, version: version, at: CommitClock.now())
      return report
    } catch {
      commit.cancel()
      throw error
    }
  }

  /// Of whom rows were found, and where.
  private struct FoundPeople {
    var ids: Set<[UInt8]> = []
    var files: Set<String> = []
  }

  private func mark(
    _ people: ForgottenPeople, _ revision: SnapshotRevision, _ report: inout ForgetReport,
    _ found: inout FoundPeople
  ) throws {
    for entry in revision.entries + revision.entries(of: .users) {
      let file = try revision.file(entry)
      for (group, rows) in try rows(of: people, in: file, without: try revision.mask(entry), &found) {
        try revision.kill(rows, inGroup: group, of: entry, cause: .forgotten)
        if entry.table == nil { report.events += rows.count } else { report.tableRows += rows.count }
        found.files.insert(entry.path)
      }
    }
  }

  /// Makes masks that take the place of those of older snapshots.
  private func markInOlder(
    _ people: ForgottenPeople, _ revision: SnapshotRevision, _ report: inout ForgetReport,
    _ found: inout FoundPeople
  ) throws {
    let commit = revision.commit
    let forgotten = commit.manifest.forgottenMasks
    let newest = Set(commit.manifest.allFiles.map(\.path))
    var done: Set<String> = []
    let codec = ZstdCodec()
    for number in try store.snapshotNumbers() {
      let manifest = try store.manifest(number)
      // Accounts are no people.
      for entry in manifest.allFiles where entry.table != .accounts {
        let own = manifest.mask(of: entry.path)
        let target = own?.path ?? entry.path
        guard done.insert(target).inserted else { continue }
        let file = try revision.file(entry)
        let mask = try (forgotten[target] ?? own).map { try store.mask($0, of: file) }
        let rows = try rows(of: people, in: file, without: mask, &found)
        guard !rows.isEmpty else { continue }
        var draft = MaskDraft(file: file, mask: mask)
        for (group, dead) in rows { draft.kill(dead, inGroup: group, cause: .forgotten) }
        found.files.insert(entry.path)
        if !newest.contains(entry.path), entry.table == nil {
          report.olderEvents += rows.values.reduce(0) { $0 + $1.count }
        }
        let new = try draft.mask(codec: codec)
        commit.manifest.attachments.removeAll {
          $0.kind == Manifest.Attachment.forgotten && $0.target == target
        }
        commit.manifest.attachments.append(
          try commit.attachment(
            kind: Manifest.Attachment.forgotten, target: target, mask: new, of: file))
      }
    }
  }

  /// The living rows of these people by row group, ascending.
  private func rows(
    of people: ForgottenPeople, in file: SegmentFile, without mask: RowMask?, _ found: inout FoundPeople
  ) throws -> [Int: [UInt32]] {
    let codec = ZstdCodec()
    let hasRawUsers = file.footer.columns.contains(.rawUser)
    var result: [Int: [UInt32]] = [:]
    for (index, footer) in file.footer.groups.enumerated() {
      if isCancelled() { throw IngestError.cancelled }
      guard hasRawUsers || people.mayBe(in: footer), mask?.groups[index]?.rows.count != footer.rows else {
        continue
      }
      let group = try RowGroup(file: file, index: index, codec: codec)
      let living = mask?.groups[index]?.livingRows(of: footer.rows)
      let stored = try StoredUsers(group, file: file)
      var rows: [UInt32] = []
      for user in stored.ids.ends.indices {
        let isForgotten = people.includes(stored.ids[user])
        guard isForgotten || hasRawUsers else { continue }
        for row in stored.rows(ofUser: user) where living?[row] ?? true {
          let isRow =
            isForgotten || stored.hasRawID(row) && people.includes(stored.rawID(ofRow: row, user: user))
          guard isRow else { continue }
          rows.append(UInt32(row))
          found.ids.insert(Array(stored.ids[user]))
          if stored.hasRawID(row) { found.ids.insert(Array(stored.rawID(ofRow: row, user: user))) }
        }
      }
      if !rows.isEmpty { result[index] = rows }
    }
    return result
  }
}

/// Everybody to be forgotten, under all their ids.
struct ForgottenPeople {
  /// Every id of each id asked for, its own among them.
  private let idsOfAsked: [[UInt8]: Set<[UInt8]>]
  let everyID: Set<[UInt8]>
  private let hashes: [UInt64]

  init(_ asked: Set<[UInt8]>, map: IdentityMap) {
    let resolvers = ([nil] + map.sources.map { Optional($0) }).map { map.resolver(source: $0) }
    var idsOfAsked: [[UInt8]: Set<[UInt8]>] = [:]
    for id in asked {
      let users = Set([id] + resolvers.map { $0.owner(of: id).map { Array($0) } ?? id })
      idsOfAsked[id] = map.isEmpty ? users : resolvers.reduce(users) { $0.union($1.rawIDs(of: users)) }
    }
    self.idsOfAsked = idsOfAsked
    everyID = idsOfAsked.values.reduce(into: []) { $0.formUnion($1) }
    hashes = everyID.map { $0.withUnsafeBytes { Checksum.xxh3($0) } }.sorted()
  }

  func includes(_ id: ArraySlice<UInt8>) -> Bool { everyID.contains(Array(id)) }

  /// Whether the group's range of hashes has room for any of the ids.
  func mayBe(in group: SegmentFooter.Group) -> Bool {
    var (low, high) = (0, hashes.count)
    while low < high {
      let middle = (low + high) / 2
      if hashes[middle] < group.firstHash { low = middle + 1 } else { high = middle }
    }
    return low < hashes.count && hashes[low] <= group.lastHash
  }

  /// How many of the ids asked for are known under any of `ids`.
  func asked(foundAs ids: Set<[UInt8]>) -> Int {
    idsOfAsked.values.count { !$0.isDisjoint(with: ids) }
  }
}

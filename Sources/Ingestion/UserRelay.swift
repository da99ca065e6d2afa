import EventModel
import SegmentStore

/// Lays the events of users anew whose raw ids stand for others since an identity map changed.
///
/// The living rows of every user that any row leaves or joins are marked dead where they lie and written, under the
/// users they belong to now, into one new file after all others. A user is in it with all events, so the order among
/// them stays that of ingestion: by time, then by file, then by the order of the file, in which rows of equal time
/// that belonged to different users stand in the order of those users' hashes. No old file is written again. Rows of the
/// table of users are laid anew in the same way, into a file of their own.
struct UserRelay {
  let revision: SnapshotRevision
  let identity: IdentityMap
  let threads: Int
  let memoryBudget: Int
  let isCancelled: () -> Bool

  /// Users that any row leaves or joins, and how many rows do.
  private struct Affected {
    var users = TextDictionary()
    var rows = 0
  }

  /// Marks and writes; fills in what was moved.
  func run(_ report: inout IdentityReport) throws {
    let events = try run(table: nil)
    (report.usersMoved, report.rowsMoved, report.rowsSuperseded) = (events.users, events.rows, events.dropped)
    report.tableRowsMoved = try run(table: .users).rows
  }

  private func run(table: PropertyTable?) throws -> (users: Int, rows: Int, dropped: Int) {
    let entries = revision.entries(of: table)
    let affected = try affectedUsers(entries)
    guard affected.rows > 0 else { return (0, 0, 0) }
    let commit = revision.commit
    let builder = SegmentBuilder(
      .init(
        threads: threads, memoryBudget: memoryBudget, table: table, source: nil, identity: nil,
        commit: commit, firstTemporary: Self.firstTemporary),
      isCancelled: isCancelled)
    do {
      for entry in entries { try move(affected.users, in: entry, to: builder) }
      let path = commit.nextSegmentPath()
      if let footer = try builder.write(to: commit.store.path + "/" + path, willMerge: {}) {
        try commit.add(path: path, footer: footer, table: table)
      }
      return (
        affected.users.count, builder.rowCount, builder.duplicates.dropped + builder.duplicates.superseded
      )
    } catch {
      builder.removeAll()
      throw error
    }
  }

  /// Apart from the numbers of an ingest's own runs.
  private static let firstTemporary = 1_000_000

  private func affectedUsers(_ entries: [Manifest.File]) throws -> Affected {
    var affected = Affected()
    try forEachGroup(entries) { entry, group, owners in
      let dead = try revision.mask(entry)?.groups[group.index]?.livingRows(of: group.directory.rows)
      let rows = try StoredUsers(group, file: try revision.file(entry))
      for user in rows.ids.ends.indices {
        let stored = rows.ids[user]
        // Most rows carry their user's id, and most maps know no sources: one look-up does for all of these.
        let usual = owners.knowsSources ? nil : owners.owner(of: stored, source: nil) ?? stored
        for row in rows.rows(ofUser: user) where dead?[row] ?? true {
          let owner: ArraySlice<UInt8>
          if let usual, !rows.hasRawID(row) {
            owner = usual
          } else {
            let rawID = rows.rawID(ofRow: row, user: user)
            owner = owners.owner(of: rawID, source: rows.source(ofRow: row)) ?? rawID
          }
          guard !owner.elementsEqual(stored) else { continue }
          _ = affected.users.number(of: stored)
          _ = affected.users.number(of: owner)
          affected.rows += 1
        }
      }
    }
    return affected
  }

  private func move(_ users: TextDictionary, in entry: Manifest.File, to builder: SegmentBuilder) throws {
    let file = try revision.file(entry)
    let events = file.footer.eventNames.map { builder.number(ofEvent: $0.name) }
    try forEachGroup([entry]) { entry, group, owners in
      if isCancelled() { throw IngestError.cancelled }
      let living = try revision.mask(entry)?.groups[group.index]?.livingRows(of: group.directory.rows)
      let stored = try StoredUsers(group, file: file)
      var rows: [(row: Int, owner: ArraySlice<UInt8>)] = []
      var rawIDs: [ArraySlice<UInt8>] = []
      for user in stored.ids.ends.indices where users.find(stored.ids[user]) != nil {
        for row in stored.rows(ofUser: user) where living?[row] ?? true {
          let rawID = stored.rawID(ofRow: row, user: user)
          rows.append((row, owners.owner(of: rawID, source: stored.source(ofRow: row)) ?? rawID))
          rawIDs.append(rawID)
        }
      }
      guard !rows.isEmpty else { return }
      var contents = try RowGroupContents(group)
      let rawCode = UInt32(file.footer.columns.firstIndex(of: .rawUser) ?? file.footer.columns.count)
      contents.columns[rawCode] = Self.rawUsers(of: rows, rawIDs, rowCount: contents.rowCount)
      var columns: [UInt32: UInt32] = [:]
      // Columns that only other rows of the group have would be known again.
      for (code, chunk) in contents.columns.sorted(by: { $0.key < $1.key })
      where rows.contains(where: { chunk.codesByRow[$0.row] != 0 }) {
        let column = code == rawCode ? EventColumn.rawUser : file.footer.columns[Int(code)]
        columns[code] = try builder.code(of: column)
      }
      try builder.append(contents, rows: rows, events: events, columns: columns)
      try revision.kill(rows.map { UInt32($0.row) }, inGroup: group.index, of: entry, cause: .moved)
    }
  }

  /// The raw ids of rows that are not their owners', as a column; `nil` when there are none.
  private static func rawUsers(
    of rows: [(row: Int, owner: ArraySlice<UInt8>)], _ rawIDs: [ArraySlice<UInt8>], rowCount: Int
  ) -> ColumnChunk? {
    var texts = TextDictionary()
    var codes = [UInt32](repeating: 0, count: rowCount)
    for ((row, owner), rawID) in zip(rows, rawIDs) where !owner.elementsEqual(rawID) {
      codes[row] = texts.number(of: rawID) + 1
    }
    guard texts.count > 0 else { return nil }
    return .strings(texts.texts, codesByRow: codes)
  }

  private func forEachGroup(
    _ entries: [Manifest.File], _ body: (Manifest.File, RowGroup, SourceOwners) throws -> Void
  ) throws {
    let codec = ZstdCodec()
    let owners = SourceOwners(identity)
    for entry in entries {
      let file = try revision.file(entry)
      let mask = try revision.mask(entry)
      for (index, group) in file.footer.groups.enumerated()
      where mask?.groups[index]?.rows.count != group.rows {
        if isCancelled() { throw IngestError.cancelled }
        try body(entry, try RowGroup(file: file, index: index, codec: codec), owners)
      }
    }
  }
}

/// The resolvers of an identity map by source, made when they are first asked for. Used by one thread.
final class SourceOwners {
  private let identity: IdentityMap
  private let sources: Set<String>
  private var resolvers: [String?: IdentityResolver] = [:]

  init(_ identity: IdentityMap) {
    self.identity = identity
    sources = identity.sources
  }

  /// Whether any link is restricted to a source.
  var knowsSources: Bool { !sources.isEmpty }

  /// The user that `rawID` stands for in events of `source`; `nil` when it stands for itself.
  func owner(of rawID: ArraySlice<UInt8>, source: String?) -> ArraySlice<UInt8>? {
    let key = source.flatMap { sources.contains($0) ? $0 : nil }
    if let known = resolvers[key] { return known.owner(of: rawID) }
    let resolver = identity.resolver(source: key)
    resolvers[key] = resolver
    return resolver.owner(of: rawID)
  }
}

/// Whose the rows of a group are, and whose they were when they came.
struct StoredUsers {
  let ids: TextList
  private let ends: [UInt32]
  private let rawUsers: ColumnChunk?
  private let sources: ColumnChunk?
  private let sourceNames: [String]

  init(_ group: RowGroup, file: SegmentFile) throws {
    func chunk(_ column: EventColumn) throws -> ColumnChunk? {
      try file.footer.columns.firstIndex(of: column).flatMap { try group.column(UInt32($0)) }
    }
    ids = try group.userIDs()
    ends = try group.userEnds()
    rawUsers = try chunk(.rawUser)
    let sources = try chunk(.source)
    self.sources = sources
    sourceNames = (0..<(sources?.dictionary.count ?? 0)).map { code in
      if case .string(let name)? = sources?.dictionary.value(at: code) { name } else { "" }
    }
  }

  func rows(ofUser user: Int) -> Range<Int> { Int(user == 0 ? 0 : ends[user - 1])..<Int(ends[user]) }

  /// Whether a row came with another id than its user's.
  func hasRawID(_ row: Int) -> Bool { rawUsers.map { $0.codesByRow[row] != 0 } ?? false }

  /// The id a row came with.
  func rawID(ofRow row: Int, user: Int) -> ArraySlice<UInt8> {
    guard let rawUsers, rawUsers.codesByRow[row] != 0 else { return ids[user] }
    let entry = Int(rawUsers.codesByRow[row] - 1)
    guard rawUsers.dictionary.types[entry] == .string else { return ids[user] }
    return rawUsers.dictionary.texts[Int(rawUsers.dictionary.payloads[entry])]
  }

  func source(ofRow row: Int) -> String? {
    guard let sources, sources.codesByRow[row] != 0 else { return nil }
    return sourceNames[Int(sources.codesByRow[row] - 1)]
  }
}

/// What a load will read and why, table by table.
package struct HeapLoadPlan: Sendable {
  /// Why a table is read as it is.
  package enum Reason: Sendable, Equatable {
    /// Nothing of the table is stored; there is a full dump.
    case firstLoad
    /// Nothing is stored and no dump of the bucket is full, so what came before its oldest dump may be missing.
    case firstLoadWithoutFullDump
    /// A full dump newer than the one the rows start from; they are replaced.
    case newFullDump
    /// Only dumps newer than those stored.
    case newDumps
    /// Dumps older than the newest one stored have come since; the rows are replaced.
    case lateDumps
    /// Every dump is stored.
    case upToDate
    /// The newest copy replaces the one before, whatever the manifest calls it.
    case alwaysFull
  }

  package struct File: Sendable, Equatable {
    package var dump: Int64
    /// As the manifest writes it.
    package var address: String
    /// Below the bucket's root.
    package var path: String
    package var bytes: Int
  }

  package struct Table: Sendable {
    package var name: String
    package var kind: HeapTableKind
    package var reason: Reason
    /// The full dump the table's rows start from after the load.
    package var base: Int64?
    /// The dumps to read, ascending.
    package var dumps: [Int64]
    package var files: [File]
    /// Whether what is stored of the table goes.
    package var replaces: Bool
    /// Newest dump with the table.
    package var last: Int64

    /// Whether the load does not want the table.
    package internal(set) var isPassedOver = false

    package var bytes: Int { files.reduce(0) { $0 + $1.bytes } }
    package var hasWork: Bool { reason != .upToDate }
  }

  package private(set) var tables: [Table] = []
  /// Listed files the bucket lacks.
  package private(set) var missing: [HeapMissingFile] = []
  /// What the store reflects after the load.
  package private(set) var state: HeapLoadState
  /// Dumps that no load has seen.
  package private(set) var newDumps: [Int64] = []
  package private(set) var strayNames: [String] = []

  package var hasWork: Bool { tables.contains { $0.hasWork } || !newDumps.isEmpty }

  /// - Parameter stored: What the store reflects already.
  package init(
    dumps: HeapDumps, stored: HeapLoadState, bucket: some HeapBucket, paths: HeapBucketPath
  ) throws {
    state = stored
    strayNames = dumps.strayNames
    newDumps = dumps.manifests.map(\.dump).filter { !stored.dumps.contains($0) }
    let present = Set(dumps.manifests.map(\.dump))
    for name in dumps.tableNames {
      let entries = dumps.manifests.compactMap { manifest in
        manifest.table(name).map { (dump: manifest.dump, table: $0) }
      }
      guard var table = Self.table(name, entries, stored: stored, present: present) else { continue }
      var seen: Set<String> = []
      for (dump, entry) in entries where table.dumps.contains(dump) {
        for address in entry.files {
          do {
            let path = try paths.relativePath(of: address)
            guard seen.insert(path).inserted else { continue }
            if let bytes = try bucket.size(of: path) {
              table.files.append(File(dump: dump, address: address, path: path, bytes: bytes))
            } else {
              missing.append(HeapMissingFile(dump: dump, table: name, file: address))
            }
          } catch let fault as HeapPathFault {
            throw HeapConnectError.refusedPath(
              manifest: dumps.manifestName(of: dump), table: name, file: address, fault)
          }
        }
      }
      tables.append(table)
      state.tables[name] = HeapLoadState.Table(base: table.base, last: table.last)
    }
    state.dumps.formUnion(newDumps)
  }

  /// Leaves tables of a kind for a later load.
  package mutating func passOver(_ kind: HeapTableKind, stored: HeapLoadState) {
    for index in tables.indices where tables[index].kind == kind {
      let name = tables[index].name
      tables[index].isPassedOver = true
      tables[index].reason = .upToDate
      tables[index].dumps = []
      tables[index].files = []
      tables[index].replaces = false
      missing.removeAll { $0.table == name }
      state.tables[name] = stored.tables[name]
    }
  }

  /// Which dumps of a table are to be read; `entries` ascend and are not empty.
  ///
  /// - Parameter present: The ids of all dumps of the bucket.
  private static func table(
    _ name: String, _ entries: [(dump: Int64, table: HeapManifest.Table)], stored: HeapLoadState,
    present: Set<Int64>
  ) -> Table? {
    guard let newest = entries.last else { return nil }
    let columns = entries.reversed().map(\.table.columns).first { !$0.isEmpty } ?? []
    var table = Table(
      name: name, kind: HeapTableKind(name: name, columns: columns), reason: .upToDate, base: nil, dumps: [],
      files: [], replaces: false, last: newest.dump)
    let known = stored.tables[name]
    table.last = max(newest.dump, known?.last ?? newest.dump)
    if table.kind == .migrations {
      table.base = table.last
      guard known == nil || newest.dump > known?.last ?? 0 else { return table }
      table.reason = .alwaysFull
      table.dumps = [newest.dump]
      table.replaces = true
      return table
    }
    let full = entries.last { !$0.table.isIncremental }?.dump
    table.base = full
    guard let known else {
      table.reason = full == nil ? .firstLoadWithoutFullDump : .firstLoad
      table.dumps = entries.map(\.dump).filter { $0 >= full ?? $0 }
      return table
    }
    if let full, full > known.base ?? -1, !stored.dumps.contains(full) {
      table.reason = .newFullDump
      table.dumps = entries.map(\.dump).filter { $0 >= full }
      table.replaces = true
      return table
    }
    // The base may have left the bucket since; it still is what the rows start from.
    table.base = known.base
    let fresh = entries.map(\.dump).filter { !stored.dumps.contains($0) && $0 > known.base ?? -1 }
    if fresh.isEmpty { return table }
    let hasLate = fresh.contains { $0 < known.last }
    // What has left the bucket cannot be read again, so then the rows that are there have to stay.
    let hasAll = stored.dumps.allSatisfy { $0 < known.base ?? 0 || present.contains($0) }
    if hasLate && hasAll {
      table.reason = .lateDumps
      table.dumps = entries.map(\.dump).filter { $0 >= known.base ?? $0 }
      table.replaces = true
    } else {
      table.reason = .newDumps
      table.dumps = fresh
    }
    return table
  }
}

package import EventModel

/// The segment files of a snapshot in the making, and the rows of them that die with it. Used by one thread.
///
/// Files are opened when they are first asked for. Nothing is written before ``writeMasks()``.
package final class SnapshotRevision {
  package let commit: SnapshotCommit
  private var files: [String: SegmentFile] = [:]
  private var drafts: [String: MaskDraft] = [:]
  private let codec = ZstdCodec()

  package init(_ commit: SnapshotCommit) {
    self.commit = commit
  }

  /// The segment files of events, in order of ingestion.
  package var entries: [Manifest.File] { commit.manifest.files }

  /// Those of a table, or of events for `nil`, in order of ingestion.
  package func entries(of table: PropertyTable?) -> [Manifest.File] { commit.manifest.files(of: table) }

  package func file(_ entry: Manifest.File) throws(StoreError) -> SegmentFile {
    if let known = files[entry.path] { return known }
    let file = try commit.store.segmentFile(entry)
    files[entry.path] = file
    return file
  }

  /// The dead rows of a file, those that die in this snapshot included; the figures of the remainder are of no use then.
  package func mask(_ entry: Manifest.File) throws -> RowMask? {
    if drafts[entry.path] == nil {
      guard let attachment = commit.manifest.mask(of: entry.path) else { return nil }
      let file = try file(entry)
      let mask = try commit.store.mask(attachment, of: file)
      drafts[entry.path] = MaskDraft(file: file, mask: mask)
      return mask
    }
    guard let draft = drafts[entry.path] else { return nil }
    return RowMask(groups: draft.groups, remainder: RowMask.Remainder())
  }

  /// Lets rows of a row group die; they ascend.
  package func kill(
    _ rows: some Collection<UInt32>, inGroup group: Int, of entry: Manifest.File, cause: DeathCause
  ) throws {
    guard !rows.isEmpty else { return }
    _ = try mask(entry)
    let file = try file(entry)
    drafts[entry.path, default: MaskDraft(file: file, mask: nil)].kill(rows, inGroup: group, cause: cause)
  }

  /// The mask of a file with all its figures; `nil` when all rows are alive.
  package func finishedMask(_ entry: Manifest.File) throws -> RowMask? {
    _ = try mask(entry)
    return try drafts[entry.path]?.mask(codec: codec)
  }

  /// Writes the masks that changed and puts them into the manifest; files without living rows leave it.
  package func writeMasks() throws {
    for (path, draft) in drafts.sorted(by: { $0.key < $1.key }) where draft.isChanged {
      let mask = try draft.mask(codec: codec)
      commit.manifest.attachments.removeAll { $0.kind == Manifest.Attachment.mask && $0.target == path }
      if mask.remainder.rows == 0 {
        commit.manifest.files.removeAll { $0.path == path }
        commit.manifest.tables.removeAll { $0.path == path }
      } else if commit.manifest.allFiles.contains(where: { $0.path == path }) {
        commit.manifest.attachments.append(
          try commit.attachment(
            kind: Manifest.Attachment.mask, target: path, mask: mask, of: draft.file))
      }
    }
  }

  /// Replaces neighbours among the files of a table, or of events for `nil`, by one file, or by none; their masks leave too.
  package func replace(_ range: Range<Int>, of table: PropertyTable?, by entry: Manifest.File?) {
    var files = commit.manifest.files(of: table)
    let paths = Set(files[range].map(\.path))
    files.replaceSubrange(range, with: entry.map { [$0] } ?? [])
    if table == nil {
      commit.manifest.files = files
    } else {
      // Only the order within a table means anything.
      commit.manifest.tables = commit.manifest.tables.filter { $0.table != table } + files
    }
    commit.manifest.attachments.removeAll { attachment in
      attachment.kind == Manifest.Attachment.mask && attachment.target.map { paths.contains($0) } ?? false
    }
    for path in paths { drafts[path] = nil }
  }
}

extension SnapshotCommit {
  /// Writes a mask and answers its entry, which is not in ``manifest`` yet.
  package func attachment(
    kind: String, target: String, mask: RowMask, of file: SegmentFile
  ) throws(StoreError) -> Manifest.Attachment {
    var entry = try attachment(
      kind: kind, target: target, bytes: mask.encoded(fileRows: file.footer.rows))
    entry.rows = mask.remainder.rows
    if mask.remainder.rows > 0 {
      entry.firstTime = mask.remainder.firstTime.microseconds
      entry.lastTime = mask.remainder.lastTime.microseconds
    }
    return entry
  }
}

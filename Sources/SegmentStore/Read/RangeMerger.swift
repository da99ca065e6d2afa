import EventModel

/// Puts the rows of users that are spread over several files into one sequence per user.
///
/// Rows with equal times keep the order of the files, which is ingestion order, and within a file its row order.
/// One merger serves one thread; asking for ascending ranges lets it decode each group about once.
package final class RangeMerger {
  /// What the codes of one file mean to everyone.
  package struct Translation: Sendable {
    package var events: [UInt32]
    package var columns: [UInt32?]

    package init(events: [UInt32], columns: [UInt32?]) {
      self.events = events
      self.columns = columns
    }
  }

  private let files: [SegmentFile]
  /// By file; none has dead rows where it is empty.
  private let masks: [RowMask?]
  private let translations: [Translation]
  private let checkpoint: () throws -> Void
  private let codec = ZstdCodec()
  /// The groups opened last, by file: neighbouring ranges share them.
  private var cache: [[Int: MergedRows.Source]]
  /// Stored bytes of the blocks decoded so far.
  package private(set) var bytesRead = 0
  /// Rows ordered since the last checkpoint.
  private var uncheckedRows = 0

  /// `translations[i]` maps the codes of `files[i]`; columns that map to `nil` are not read. Dead rows of `masks[i]` are
  /// left out. `checkpoint` is called now and then, every few milliseconds, and ends the work by throwing.
  package init(
    files: [SegmentFile], masks: [RowMask?] = [], translations: [Translation],
    checkpoint: @escaping () throws -> Void = {}
  ) {
    self.files = files
    self.masks = masks
    self.translations = translations
    self.checkpoint = checkpoint
    cache = files.map { _ in [:] }
  }

  /// The rows of all users whose hash lies in `range`, under translated codes, with all columns.
  package func contents(of range: HashRange) throws -> RowGroupContents {
    let rows = try rows(of: range)
    var contents = rows.contents
    for column in rows.columns {
      contents.columns[column] = try rows.column(column, keepsDecoded: true)
      bytesRead += rows.takeBytesRead()
    }
    return contents
  }

  /// The rows of all users whose hash lies in `range`, under translated codes; columns are put together when asked for.
  ///
  /// - Complexity: O(rows) while the rows of a user in one file are older than those in the next, else
  ///   O(rows log files).
  package func rows(of range: HashRange) throws -> MergedRows {
    let sources = try sources(of: range)
    var merged = RowGroupContents()
    guard !sources.isEmpty else { return MergedRows(merged, sources: [], stretches: [], checkpoint) }
    let stretches = try order(sources, in: range, into: &merged)
    for stretch in stretches {
      let source = sources[stretch.source]
      let numbers = translations[source.file].events
      for event in source.contents.events[stretch.rows] { merged.events.append(numbers[Int(event)]) }
      merged.times.append(contentsOf: source.contents.times[stretch.rows])
    }
    return MergedRows(merged, sources: sources, stretches: stretches, checkpoint)
  }
}

extension RangeMerger {
  private typealias Source = MergedRows.Source
  private typealias Stretch = MergedRows.Stretch

  /// One user's rows in one source.
  private struct Piece {
    var hash: UInt64
    var source: Int
    var user: Int
  }

  /// In the order of files, and of groups within a file.
  private func sources(of range: HashRange) throws -> [Source] {
    var sources: [Source] = []
    for file in files.indices {
      var used: [Int: Source] = [:]
      let dead = masks.isEmpty ? nil : masks[file]?.groups
      for (index, group) in files[file].footer.groups.enumerated() where range.overlaps(group) {
        if let dead, dead[index]?.rows.count == group.rows { continue }
        let source = try cache[file][index] ?? open(file: file, group: index)
        used[index] = source
        sources.append(source)
      }
      cache[file] = used
    }
    return sources
  }

  private func open(file: Int, group index: Int) throws -> Source {
    try checkpoint()
    let group = try RowGroup(file: files[file], index: index, codec: codec)
    let directory = group.directory
    bytesRead +=
      directory.times.storedLength + directory.userIDs.storedLength + directory.userCounts.storedLength
      + directory.events.reduce(0) { $0 + $1.postings.storedLength }
    let contents = try RowGroupContents(group, columnCodes: [])
    let living = masks.isEmpty ? nil : masks[file]?.groups[index]?.livingRows(of: contents.rowCount)
    return Source(
      file: file, group: group, contents: living.map { contents.keeping($0) } ?? contents, living: living,
      numbers: translations[file].columns)
  }

  /// Appends the users of `range` to `merged`, and answers where their rows are, in order.
  private func order(
    _ sources: [Source], in range: HashRange, into merged: inout RowGroupContents
  ) throws -> [Stretch] {
    let pieces = pieces(sources, in: range)
    var stretches: [Stretch] = []
    var rows = 0
    var start = 0
    while start < pieces.count {
      let first = pieces[start]
      let id = sources[first.source].contents.userIDs[first.user]
      var end = start + 1
      while end < pieces.count, pieces[end].hash == first.hash,
        sources[pieces[end].source].contents.userIDs[pieces[end].user].elementsEqual(id)
      {
        end += 1
      }
      merged.userHashes.append(first.hash)
      merged.userIDs.append(id)
      rows += try append(pieces[start..<end], sources, to: &stretches)
      try SegmentLimits.check(rows, "rows of one range of users", Int(UInt32.max))
      merged.userEnds.append(UInt32(rows))
      start = end
    }
    merged.events.reserveCapacity(rows)
    merged.times.reserveCapacity(rows)
    return stretches
  }

  /// The users of all sources by hash, id and source.
  private func pieces(_ sources: [Source], in range: HashRange) -> [Piece] {
    var pieces: [Piece] = []
    for (number, source) in sources.enumerated() {
      for (user, hash) in source.contents.userHashes.enumerated()
      where range.first <= hash && hash <= range.last {
        pieces.append(Piece(hash: hash, source: number, user: user))
      }
    }
    if sources.count > 1 {
      pieces.sort { left, right in
        if left.hash != right.hash { return left.hash < right.hash }
        let leftID = sources[left.source].contents.userIDs[left.user]
        let rightID = sources[right.source].contents.userIDs[right.user]
        if leftID.elementsEqual(rightID) { return left.source < right.source }
        return leftID.lexicographicallyPrecedes(rightID)
      }
    }
    return pieces
  }

  /// Appends one user's rows, which lie in `pieces`, in sequence order; answers how many they are.
  private func append(
    _ pieces: ArraySlice<Piece>, _ sources: [Source], to stretches: inout [Stretch]
  ) throws -> Int {
    var count = 0
    var last = Int64.min
    var isInOrder = true
    for piece in pieces {
      let source = sources[piece.source]
      let rows = source.contents.rows(ofUser: piece.user)
      count += rows.count
      isInOrder = isInOrder && last <= source.contents.times[rows.lowerBound]
      last = source.contents.times[rows.upperBound - 1]
    }
    uncheckedRows += count
    if uncheckedRows > Self.rowsPerCheckpoint {
      uncheckedRows = 0
      try checkpoint()
    }
    if isInOrder {
      for piece in pieces {
        extend(&stretches, by: sources[piece.source].contents.rows(ofUser: piece.user), of: piece.source)
      }
      return count
    }
    // Pieces are sorted each, so the next row is the least of their first ones; sources ascend by file, so their number
    // stands for the order of ingestion.
    var heads = MergeHeap(
      pieces.map { piece in
        let contents = sources[piece.source].contents
        return MergeHeap.Head(
          source: piece.source, rows: contents.rows(ofUser: piece.user), times: contents.times)
      })
    var merged = 0
    while let head = heads.first {
      merged += 1
      if merged % Self.rowsPerCheckpoint == 0 { try checkpoint() }
      extend(&stretches, by: head.row..<head.row + 1, of: head.source)
      heads.advance()
    }
    return count
  }

  /// Some milliseconds of work.
  private static let rowsPerCheckpoint = 1 << 18

  private func extend(_ stretches: inout [Stretch], by rows: Range<Int>, of source: Int) {
    if let tail = stretches.last, tail.source == source, tail.rows.upperBound == rows.lowerBound {
      stretches[stretches.count - 1].rows = tail.rows.lowerBound..<rows.upperBound
    } else {
      stretches.append(Stretch(source: source, rows: rows))
    }
  }
}

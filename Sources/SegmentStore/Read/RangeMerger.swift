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
  private let codec = ZstdCodec()
  /// The groups decoded last, by file: neighbouring ranges share them.
  private var cache: [[Int: RowGroupContents]]
  /// Stored bytes of the blocks decoded so far.
  package private(set) var bytesRead = 0

  /// `translations[i]` maps the codes of `files[i]`; columns that map to `nil` are not read. Dead rows of `masks[i]` are
  /// left out.
  package init(files: [SegmentFile], masks: [RowMask?] = [], translations: [Translation]) {
    self.files = files
    self.masks = masks
    self.translations = translations
    cache = files.map { _ in [:] }
  }

  /// The rows of all users whose hash lies in `range`, under translated codes.
  ///
  /// - Complexity: O(rows) while the rows of a user in one file are older than those in the next, else
  ///   O(rows log rows of a user).
  package func contents(of range: HashRange) throws -> RowGroupContents {
    let sources = try sources(of: range)
    var merged = RowGroupContents()
    guard !sources.isEmpty else { return merged }
    let stretches = try order(sources, in: range, into: &merged)
    for stretch in stretches {
      let source = sources[stretch.source]
      let numbers = translations[source.file].events
      for event in source.contents.events[stretch.rows] { merged.events.append(numbers[Int(event)]) }
      merged.times.append(contentsOf: source.contents.times[stretch.rows])
    }
    for (column, chunks) in chunksByColumn(sources) {
      var builder = MergedColumn(chunks: chunks, rows: merged.rowCount)
      for stretch in stretches { builder.append(stretch.rows, of: stretch.source) }
      merged.columns[column] = builder.chunk()
    }
    return merged
  }
}

extension RangeMerger {
  /// A decoded group that may hold users of the range.
  private final class Source {
    let file: Int
    let contents: RowGroupContents

    init(file: Int, contents: RowGroupContents) {
      self.file = file
      self.contents = contents
    }
  }

  /// One user's rows in one source.
  private struct Piece {
    var hash: UInt64
    var source: Int
    var user: Int
  }

  /// Neighbouring rows of a source that stay neighbours.
  private struct Stretch {
    var source: Int
    var rows: Range<Int>
  }

  /// In the order of files, and of groups within a file.
  private func sources(of range: HashRange) throws -> [Source] {
    var sources: [Source] = []
    for file in files.indices {
      var used: [Int: RowGroupContents] = [:]
      let dead = masks.isEmpty ? nil : masks[file]?.groups
      for (index, group) in files[file].footer.groups.enumerated() where range.overlaps(group) {
        if let dead, dead[index]?.rows.count == group.rows { continue }
        let contents = try cache[file][index] ?? decode(file: file, group: index)
        used[index] = contents
        sources.append(Source(file: file, contents: contents))
      }
      cache[file] = used
    }
    return sources
  }

  private func decode(file: Int, group: Int) throws -> RowGroupContents {
    let wanted = translations[file].columns.indices.filter { translations[file].columns[$0] != nil }
    let group = try RowGroup(file: files[file], index: group, codec: codec)
    let directory = group.directory
    bytesRead +=
      directory.times.storedLength + directory.userIDs.storedLength + directory.userCounts.storedLength
      + directory.events.reduce(0) { $0 + $1.postings.storedLength }
      + wanted.reduce(0) { $0 + (directory.column(UInt32($1))?.chunk.storedLength ?? 0) }
    let contents = try RowGroupContents(group, columnCodes: wanted.map { UInt32($0) })
    guard !masks.isEmpty, let dead = masks[file]?.groups[group.index] else { return contents }
    return contents.keeping(dead.livingRows(of: contents.rowCount))
  }

  /// The chunk of every source for each column that any of them has.
  private func chunksByColumn(_ sources: [Source]) -> [UInt32: [ColumnChunk?]] {
    var chunks: [UInt32: [ColumnChunk?]] = [:]
    for (number, source) in sources.enumerated() {
      for (code, chunk) in source.contents.columns {
        guard let column = translations[source.file].columns[Int(code)] else { continue }
        chunks[column, default: [ColumnChunk?](repeating: nil, count: sources.count)][number] = chunk
      }
    }
    return chunks
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
      rows += append(pieces[start..<end], sources, to: &stretches)
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
  private func append(_ pieces: ArraySlice<Piece>, _ sources: [Source], to stretches: inout [Stretch]) -> Int
  {
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
    if isInOrder {
      for piece in pieces {
        extend(&stretches, by: sources[piece.source].contents.rows(ofUser: piece.user), of: piece.source)
      }
      return count
    }
    // Sources ascend by file, so their number stands for the order of ingestion.
    var order: [(time: Int64, source: Int, row: Int)] = []
    order.reserveCapacity(count)
    for piece in pieces {
      let source = sources[piece.source]
      for row in source.contents.rows(ofUser: piece.user) {
        order.append((source.contents.times[row], piece.source, row))
      }
    }
    order.sort { ($0.time, $0.source, $0.row) < ($1.time, $1.source, $1.row) }
    for place in order { extend(&stretches, by: place.row..<place.row + 1, of: place.source) }
    return count
  }

  private func extend(_ stretches: inout [Stretch], by rows: Range<Int>, of source: Int) {
    if let tail = stretches.last, tail.source == source, tail.rows.upperBound == rows.lowerBound {
      stretches[stretches.count - 1].rows = tail.rows.lowerBound..<rows.upperBound
    } else {
      stretches.append(Stretch(source: source, rows: rows))
    }
  }
}

package import EventModel

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
  private let translations: [Translation]
  private let codec = ZstdCodec()
  /// The groups decoded last, by file: neighbouring ranges share them.
  private var cache: [[Int: RowGroupContents]]
  /// Stored bytes of the blocks decoded so far.
  package private(set) var bytesRead = 0

  /// `translations[i]` maps the codes of `files[i]`; columns that map to `nil` are not read.
  package init(files: [SegmentFile], translations: [Translation]) {
    self.files = files
    self.translations = translations
    cache = files.map { _ in [:] }
  }

  /// One user's rows in one file.
  private struct Piece {
    var file: Int
    var group: Int
    var user: Int
    var hash: UInt64
  }

  /// The rows of all users whose hash lies in `range`, under translated codes.
  package func contents(of range: HashRange) throws -> RowGroupContents {
    var pieces: [Piece] = []
    for file in files.indices {
      var used: [Int: RowGroupContents] = [:]
      for (index, group) in files[file].footer.groups.enumerated() where range.overlaps(group) {
        let contents = try cache[file][index] ?? decode(file: file, group: index)
        used[index] = contents
        for (user, hash) in contents.userHashes.enumerated() where range.first <= hash && hash <= range.last {
          pieces.append(Piece(file: file, group: index, user: user, hash: hash))
        }
      }
      cache[file] = used
    }
    pieces.sort { precedes($0, $1) }
    var merged = RowGroupContents()
    var columns = MergedColumns()
    var start = 0
    while start < pieces.count {
      var end = start + 1
      while end < pieces.count, pieces[end].hash == pieces[start].hash,
        id(pieces[end]).elementsEqual(id(pieces[start]))
      {
        end += 1
      }
      append(pieces[start..<end], to: &merged, columns: &columns)
      start = end
    }
    merged.columns = columns.chunks(rows: merged.rowCount)
    return merged
  }

  private func decode(file: Int, group: Int) throws -> RowGroupContents {
    let wanted = translations[file].columns.indices.filter { translations[file].columns[$0] != nil }
    let group = try RowGroup(file: files[file], index: group, codec: codec)
    let directory = group.directory
    bytesRead +=
      directory.times.storedLength + directory.userIDs.storedLength + directory.userHashes.storedLength
      + directory.userCounts.storedLength + directory.events.reduce(0) { $0 + $1.postings.storedLength }
      + wanted.reduce(0) { $0 + (directory.column(UInt32($1))?.chunk.storedLength ?? 0) }
    return try RowGroupContents(group, columnCodes: wanted.map { UInt32($0) })
  }

  private func contents(_ piece: Piece) -> RowGroupContents { cache[piece.file][piece.group]! }

  private func id(_ piece: Piece) -> ArraySlice<UInt8> { contents(piece).userIDs[piece.user] }

  private func precedes(_ left: Piece, _ right: Piece) -> Bool {
    if left.hash != right.hash { return left.hash < right.hash }
    let (leftID, rightID) = (id(left), id(right))
    if !leftID.elementsEqual(rightID) { return leftID.lexicographicallyPrecedes(rightID) }
    return (left.file, left.group) < (right.file, right.group)
  }

  /// Appends one user, whose rows lie in `pieces`, ordered by file.
  private func append(
    _ pieces: ArraySlice<Piece>, to merged: inout RowGroupContents, columns: inout MergedColumns
  ) {
    guard let first = pieces.first else { return }
    merged.userHashes.append(first.hash)
    merged.userIDs.append(id(first))
    var order: [(time: Int64, piece: Int, row: Int)] = []
    for (number, piece) in pieces.enumerated() {
      let contents = contents(piece)
      for row in contents.rows(ofUser: piece.user) { order.append((contents.times[row], number, row)) }
    }
    if pieces.count > 1 {
      order.sort { ($0.time, $0.piece, $0.row) < ($1.time, $1.piece, $1.row) }
    }
    let firstRow = merged.rowCount
    for place in order {
      let piece = pieces[pieces.startIndex + place.piece]
      merged.events.append(translations[piece.file].events[Int(contents(piece).events[place.row])])
      merged.times.append(place.time)
    }
    for (number, piece) in pieces.enumerated() {
      appendColumns(of: piece, number: number, order: order, firstRow: firstRow, to: &columns)
    }
    merged.userEnds.append(UInt32(merged.rowCount))
  }

  /// Carries over the values of the rows of `order` that come from piece `number`.
  private func appendColumns(
    of piece: Piece, number: Int, order: [(time: Int64, piece: Int, row: Int)], firstRow: Int,
    to columns: inout MergedColumns
  ) {
    for (code, chunk) in contents(piece).columns {
      guard let column = translations[piece.file].columns[Int(code)] else { continue }
      let feed = columns.feed(
        .init(file: piece.file, group: piece.group, column: code), into: column,
        distinct: chunk.dictionary.count)
      for (offset, place) in order.enumerated() where place.piece == number {
        let value = chunk.codesByRow[place.row]
        if value != 0 {
          columns.append(feed: feed, row: firstRow + offset, code: Int(value - 1), of: chunk.dictionary)
        }
      }
    }
  }
}

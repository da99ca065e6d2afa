import EventModel
import SegmentStore

extension RowBlock {
  /// The values of a column, or `nil` when no row has one; all rows of a user have its properties, and all rows of an
  /// account the account's.
  func column(_ number: Int) throws -> ColumnChunk? {
    if let cached = cachedColumns[number] { return cached }
    let chunk = try readColumn(number, keeps: true)
    cachedColumns[number] = .some(chunk)
    return chunk
  }

  /// The same for statements that look at each column once: nothing is kept in memory.
  func passingColumn(_ number: Int) throws -> ColumnChunk? {
    if let cached = cachedColumns[number] { return cached }
    return try readColumn(number, keeps: false)
  }

  /// The values of a column as runs of rows, or `nil` where only ``column(_:)`` has them.
  func runs(ofColumn number: Int) throws -> ColumnRuns? {
    if let cached = cachedRuns[number] { return cached }
    let runs = try readRuns(ofColumn: number)
    cachedRuns[number] = .some(runs)
    return runs
  }

  private func readRuns(ofColumn number: Int) throws -> ColumnRuns? {
    // Labels are told by the names of events, not by a stored column; and where the earliest of a user's values counts,
    // that takes their times.
    guard case .group(let group, let file) = content, cachedColumns[number] == nil,
      number != catalog.labelColumn, !catalog.earliestColumns.contains(number)
    else { return nil }
    let kind = catalog.columns[number].kind
    // What users and accounts are like may be known better elsewhere.
    guard kind != .accountProperty, kind != .userProperty || tables?.users == nil else { return nil }
    try checkCancelled()
    guard let code = catalog.code(ofColumn: number, inFile: file),
      let stored = try decoding({ try group.storedColumn(code) })
    else {
      cachedColumns[number] = .some(nil)
      return nil
    }
    noteRead(group.directory.column(code)?.chunk.storedLength ?? 0)
    switch stored {
    case .runs(let runs) where kind == .userProperty:
      return ColumnRuns(dictionary: runs.dictionary, ends: userEnds, codes: runs.codes(ofUsers: userEnds))
    case .runs(let runs):
      return runs
    case .rows(let chunk):
      cachedColumns[number] = .some(kind == .userProperty ? spreadOverUsers(chunk) : chunk)
      return nil
    }
  }

  private func readColumn(_ number: Int, keeps: Bool) throws -> ColumnChunk? {
    if case .some(.some(let runs)) = cachedRuns[number] { return runs.chunk }
    try checkCancelled()
    if case .regrouped(let contents) = content { return contents.columns[UInt32(number)] }
    if number == catalog.labelColumn { return try labelTexts() }
    switch catalog.columns[number].kind {
    case .userProperty: return try userValues(ofColumn: number, keeps: keeps)
    case .accountProperty: return try accountValues(ofColumn: number)
    default: return try storedColumn(number, keeps: keeps)
    }
  }

  /// Where `rows`, which ascend, lie in the groups that the block is put together from: their numbers there, by group.
  func rowsByGroup(_ rows: [UInt32]) -> [[UInt32]] {
    switch content {
    case .group, .regrouped, .united: [rows]
    case .merged(let merged): merged.rowsByGroup(rows)
    }
  }

  /// The values of a column without a place for rows that have none, by group as in ``rowsByGroup(_:)``; dead rows are
  /// among them.
  func presentValues(ofColumn number: Int) throws -> [(group: Int, values: PresentValues)] {
    try checkCancelled()
    switch content {
    case .group(let group, let file):
      guard let code = catalog.code(ofColumn: number, inFile: file), let column = group.directory.column(code)
      else { return [] }
      noteRead(column.chunk.storedLength)
      return try decoding { try group.presentValues(code) }.map { [(0, $0)] } ?? []
    case .merged(let merged):
      defer { noteRead(merged.takeBytesRead()) }
      return try decoding { try merged.presentValues(ofColumn: UInt32(number)) }
    case .regrouped(let contents):
      return contents.columns[UInt32(number)].map { [(0, PresentValues($0))] } ?? []
    case .united:
      return try passingColumn(number).map { [(0, PresentValues($0))] } ?? []
    }
  }

  /// The values that the rows themselves have.
  func storedColumn(_ number: Int, keeps: Bool) throws -> ColumnChunk? {
    switch content {
    case .group(let group, let file):
      let code = catalog.code(ofColumn: number, inFile: file)
      noteRead(code.flatMap { group.directory.column($0)?.chunk.storedLength } ?? 0)
      return try decoding { try code.flatMap { try group.column($0) } }
    case .merged(let merged):
      let chunk = try decoding { try merged.column(UInt32(number), keepsDecoded: keeps) }
      noteRead(merged.takeBytesRead())
      return chunk
    case .regrouped(let contents): return contents.columns[UInt32(number)]
    case .united(let united, _):
      let chunk = try readingStored(united) { try $0.storedColumn(number, keeps: keeps) }
      return chunk.map { united.united($0) }
    }
  }

  /// Reads something of the stored rows, and counts its bytes.
  func readingStored<Result>(
    _ united: UnitedRows, _ read: (RowBlock) throws -> Result
  ) rethrows -> Result {
    let before = united.stored.bytesRead
    defer { noteRead(united.stored.bytesRead - before) }
    return try read(united.stored)
  }
}

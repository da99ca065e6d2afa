/// Rows of users put together from several files, with columns that are put together when they are asked for.
///
/// Used by one thread, that of its ``RangeMerger``.
package final class MergedRows {
  /// A decoded group that may hold users of the range; shared by neighbouring ranges.
  final class Source {
    let file: Int
    /// Living rows without columns.
    let contents: RowGroupContents
    private let group: RowGroup
    private let living: [Bool]?
    /// The code of every column the group has and somebody may want, by number.
    let codes: [UInt32: UInt32]
    private var decoded: [UInt32: ColumnChunk] = [:]

    /// `numbers` are those of the file's columns by code, `nil` where nobody wants them.
    init(file: Int, group: RowGroup, contents: RowGroupContents, living: [Bool]?, numbers: [UInt32?]) {
      self.file = file
      self.group = group
      self.contents = contents
      self.living = living
      var codes: [UInt32: UInt32] = [:]
      for column in group.directory.columns {
        if let number = numbers[Int(column.code)] { codes[number] = column.code }
      }
      self.codes = codes
    }

    /// The number that a living row has in its group.
    func rowInGroup(_ row: Int) -> UInt32 { rowsInGroup.isEmpty ? UInt32(row) : rowsInGroup[row] }

    /// By living row, where not all are alive.
    private lazy var rowsInGroup: [UInt32] =
      living.map { living in living.indices.filter { living[$0] }.map { UInt32($0) } } ?? []

    /// The values of a column in the rows of the group, dead ones among them.
    func presentValues(_ number: UInt32) throws -> (values: PresentValues, bytes: Int)? {
      guard let code = codes[number], let values = try group.presentValues(code) else { return nil }
      return (values, group.directory.column(code)?.chunk.storedLength ?? 0)
    }

    /// The values of a column in the living rows; `bytesRead` grows by what was decoded for it.
    func column(_ number: UInt32, keepsDecoded: Bool, bytesRead: inout Int) throws -> ColumnChunk? {
      guard let code = codes[number] else { return nil }
      if let known = decoded[code] { return known }
      guard let whole = try group.column(code) else { return nil }
      bytesRead += group.directory.column(code)?.chunk.storedLength ?? 0
      var chunk = whole
      if let living {
        chunk.codesByRow = living.indices.filter { living[$0] }.map { whole.codesByRow[$0] }
      }
      if keepsDecoded { decoded[code] = chunk }
      return chunk
    }
  }

  /// Neighbouring rows of a source that stay neighbours.
  struct Stretch {
    var source: Int
    var rows: Range<Int>
  }

  /// Users, event numbers and times; its columns are empty.
  package let contents: RowGroupContents
  private let sources: [Source]
  private let stretches: [Stretch]
  private let checkpoint: () throws -> Void
  private var bytesRead = 0

  init(
    _ contents: RowGroupContents, sources: [Source], stretches: [Stretch],
    _ checkpoint: @escaping () throws -> Void
  ) {
    self.contents = contents
    self.sources = sources
    self.stretches = stretches
    self.checkpoint = checkpoint
  }

  /// The numbers of all columns that any of the groups has, ascending.
  package var columns: [UInt32] {
    Set(sources.flatMap(\.codes.keys)).sorted()
  }

  /// The values of a column, or `nil` when no row has one.
  ///
  /// `keepsDecoded` lets the next range find what was decoded for this one; memory then grows with the columns asked for.
  package func column(_ number: UInt32, keepsDecoded: Bool) throws -> ColumnChunk? {
    try checkpoint()
    let chunks = try sources.map {
      try $0.column(number, keepsDecoded: keepsDecoded, bytesRead: &bytesRead)
    }
    guard chunks.contains(where: { $0 != nil }) else { return nil }
    var builder = MergedColumn(chunks: chunks, rows: contents.rowCount)
    for stretch in stretches { builder.append(stretch.rows, of: stretch.source) }
    return builder.chunk()
  }

  /// Where `rows`, which ascend, lie in the groups they come from: their numbers there, ascending, by group.
  package func rowsByGroup(_ rows: [UInt32]) -> [[UInt32]] {
    var lists = [[UInt32]](repeating: [], count: sources.count)
    var place = 0
    var start = 0
    for stretch in stretches {
      let end = start + stretch.rows.count
      while place < rows.count, rows[place] < end {
        let row = stretch.rows.lowerBound + Int(rows[place]) - start
        lists[stretch.source].append(sources[stretch.source].rowInGroup(row))
        place += 1
      }
      start = end
    }
    return lists
  }

  /// The values of a column by group, numbered as in ``rowsByGroup(_:)``; groups without any are left out.
  package func presentValues(ofColumn number: UInt32) throws -> [(group: Int, values: PresentValues)] {
    try sources.indices.compactMap { index in
      guard let (values, bytes) = try sources[index].presentValues(number) else { return nil }
      bytesRead += bytes
      return (index, values)
    }
  }

  /// Stored bytes of the columns decoded since this was last asked.
  package func takeBytesRead() -> Int {
    defer { bytesRead = 0 }
    return bytesRead
  }
}

/// A file that says whose raw ids are whose: CSV with a header, or JSON Lines, with `raw_id`, `user_id` and perhaps
/// `source`; other columns are left alone.
///
/// JSON Lines are told by the name's ending (`.jsonl`, `.ndjson`) or a first byte `{`. May be compressed.
public struct IdentityFile: Sendable {
  static let rawIDColumn = "raw_id"
  static let userIDColumn = "user_id"
  static let sourceColumn = "source"

  public let path: String

  public init(path: String) {
    self.path = path
  }

  /// All rows, in the order of the file. Throws ``IdentityFileError`` or ``EventFileError``.
  public func rows() throws -> [IdentityRow] {
    let bytes = try WholeFile.bytes(of: path)
    return try isJSON(bytes) ? jsonRows(bytes) : csvRows(bytes)
  }

  private func isJSON(_ bytes: [UInt8]) -> Bool {
    var name = path.lowercased()
    for ending in [".gz", ".zst"] where name.hasSuffix(ending) { name.removeLast(ending.count) }
    if name.hasSuffix(".jsonl") || name.hasSuffix(".ndjson") { return true }
    return bytes.first { $0 != 0x20 && $0 != 0x09 && $0 != 0x0A && $0 != 0x0D } == UInt8(ascii: "{")
  }

  private func csvRows(_ bytes: [UInt8]) throws -> [IdentityRow] {
    var reader = CSVTableReader(bytes, input: path)
    guard let header = try reader.next() else {
      throw IdentityFileError.missingColumn(input: path, column: Self.rawIDColumn, line: 1, columns: [])
    }
    let names = header.fields.map { String(decoding: $0, as: UTF8.self) }
    func place(_ column: String) throws -> Int {
      guard let place = names.firstIndex(of: column) else {
        throw IdentityFileError.missingColumn(input: path, column: column, line: header.line, columns: names)
      }
      return place
    }
    let (raw, user) = (try place(Self.rawIDColumn), try place(Self.userIDColumn))
    let source = names.firstIndex(of: Self.sourceColumn)
    var rows: [IdentityRow] = []
    while let row = try reader.next() {
      guard row.fields.count == names.count else {
        throw IdentityFileError.fieldCount(
          input: path, line: row.line, found: row.fields.count, expected: names.count)
      }
      rows.append(
        try checked(row.fields[raw], row.fields[user], source.map { row.fields[$0] } ?? [], line: row.line))
    }
    return rows
  }

  private func jsonRows(_ bytes: [UInt8]) throws -> [IdentityRow] {
    var rows: [IdentityRow] = []
    var line = 0
    for text in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      line += 1
      guard text.contains(where: { $0 != 0x20 && $0 != 0x09 && $0 != 0x0D }) else { continue }
      let members: [String: [UInt8]]
      do {
        members = try FlatObject.members(of: Array(text))
      } catch {
        throw IdentityFileError.malformedRow(
          input: path, line: line, offset: error.offset, expected: error.expected)
      }
      func value(_ column: String) throws -> [UInt8] {
        guard let value = members[column] else {
          throw IdentityFileError.missingColumn(
            input: path, column: column, line: line, columns: members.keys.sorted())
        }
        return value
      }
      rows.append(
        try checked(
          try value(Self.rawIDColumn), try value(Self.userIDColumn), members[Self.sourceColumn] ?? [],
          line: line))
    }
    return rows
  }

  private func checked(_ raw: [UInt8], _ user: [UInt8], _ source: [UInt8], line: Int) throws -> IdentityRow {
    for (column, value) in [(Self.rawIDColumn, raw), (Self.userIDColumn, user), (Self.sourceColumn, source)] {
      try UserIDFile.check(value, column, input: path, line: line, mayBeEmpty: column == Self.sourceColumn)
    }
    return IdentityRow(
      rawID: raw, userID: user, source: source.isEmpty ? nil : String(decoding: source, as: UTF8.self))
  }
}

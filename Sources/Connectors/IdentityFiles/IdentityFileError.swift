/// Why a file of identity links or of users cannot be read; `line` counts from 1.
public enum IdentityFileError: Error, Sendable, Hashable {
  /// The header or the objects lack a column that must be there.
  case missingColumn(input: String, column: String, line: Int, columns: [String])
  /// A row has another number of fields than the header.
  case fieldCount(input: String, line: Int, found: Int, expected: Int)
  /// A row that is not what its format asks for at the byte `offset` of the row.
  case malformedRow(input: String, line: Int, offset: Int, expected: String)
  /// An id without a character.
  case emptyID(input: String, line: Int, column: String)
  /// Bytes that are not UTF-8, or NUL.
  case notText(input: String, line: Int)
  /// An id, or the whole file, is longer than the limit.
  case tooLong(input: String, line: Int, bytes: Int, limit: Int)
}

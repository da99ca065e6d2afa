public import EventModel

/// Why an event file cannot be read, or not be read on; each case carries what a message needs.
///
/// `input` is always the name the user gave, `offset` counts stored (compressed) bytes.
public enum EventFileError: Error, Sendable, Hashable {
  case cannotOpen(input: String, errorNumber: Int32)
  case cannotRead(input: String, offset: UInt64, errorNumber: Int32)
  /// A remote object could not be read beyond `offset`.
  case cannotFetch(input: String, offset: UInt64, RemoteFailure)
  /// The name ends in `.gz` or `.zst` but the content begins otherwise.
  case notCompressedAsNamed(input: String, compression: Compression)
  /// The compressed data contradict themselves at `offset`; what was decoded before was delivered.
  case corruptCompression(input: String, compression: Compression, offset: UInt64)
  /// The compressed data end in the middle; what was decoded before was delivered.
  case truncatedCompression(input: String, compression: Compression, offset: UInt64)
  /// The byte order mark of an encoding other than UTF-8.
  case unsupportedEncoding(input: String, encoding: String)
  /// The header of a CSV file cannot be read.
  case malformedHeader(input: String, reason: RejectedRow.Reason)
  /// Two columns have one name, counted from 1, after renaming.
  case duplicateColumn(input: String, column: String, first: Int, second: Int)
  /// No column was named for a role that every event needs, and none has a usual name.
  case missingRole(input: String, role: ColumnRole, columns: [String])
  /// Several columns have names equally usual for the role.
  case ambiguousRole(input: String, role: ColumnRole, candidates: [String], columns: [String])
  /// The column named for a role is not in the input.
  case unknownColumn(input: String, role: ColumnRole, column: String, columns: [String])
  /// A column named as one of user properties is not in the input.
  case unknownUserProperty(input: String, column: String, columns: [String])
  /// One column was named for two roles.
  case columnWithTwoRoles(input: String, column: String, first: ColumnRole, second: ColumnRole)
  /// ``EventFileSource/cancel()`` was called.
  case cancelled
}

/// A file with one user id per line; blank lines are left alone.
public struct UserIDFile: Sendable {
  public let path: String

  public init(path: String) {
    self.path = path
  }

  /// The ids in the order of the file. Throws ``IdentityFileError`` or ``EventFileError``.
  public func userIDs() throws -> [[UInt8]] {
    var ids: [[UInt8]] = []
    let lines = try WholeFile.bytes(of: path).split(
      separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (index, text) in lines.enumerated() {
      let id = Array(text.last == UInt8(ascii: "\r") ? text.dropLast() : text)
      if id.isEmpty { continue }
      try Self.check(id, "user", input: path, line: index + 1, mayBeEmpty: false)
      ids.append(id)
    }
    return ids
  }

  static func check(
    _ value: [UInt8], _ column: String, input: String, line: Int, mayBeEmpty: Bool
  ) throws(IdentityFileError) {
    guard mayBeEmpty || !value.isEmpty else { throw .emptyID(input: input, line: line, column: column) }
    guard value.count <= EventFileLimits.fieldBytes else {
      throw .tooLong(input: input, line: line, bytes: value.count, limit: EventFileLimits.fieldBytes)
    }
    let isText = value.withUnsafeBufferPointer { TextCheck.fault(in: $0) == nil }
    guard isText else { throw .notText(input: input, line: line) }
  }
}

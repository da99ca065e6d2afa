import Glibc
import HTTPTransport

/// What opens an API. Prints as nothing, so that no message can show it by mistake.
package struct ExportCredentials: Sendable, CustomStringConvertible, CustomDebugStringConvertible,
  CustomReflectable
{
  let id: String
  let secret: String

  package init(id: String, secret: String) {
    self.id = id
    self.secret = secret
  }

  /// What must not be shown where a server repeats it.
  var texts: [String] { [secret].filter { $0.utf8.count >= HTTPFields.shortestSecret } }

  package var description: String { "(credentials)" }
  package var debugDescription: String { description }
  package var customMirror: Mirror { Mirror(self, children: []) }

  /// The credentials an access needs: from the file where one is named, else from the environment.
  ///
  /// The file has a line `client_id = …` and one `client_secret = …`; `#` begins a comment. It must belong to its
  /// owner alone (mode 0600 or less).
  package static func find(
    for access: ExportAccess, file: String?, environment: [String: String]
  ) throws(ExportError) -> ExportCredentials {
    if access.kind == .none { return ExportCredentials(id: "", secret: "") }
    if let file { return try read(file) }
    let needsID = access.kind == .oauth || access.kind == .basic
    let id = environment[access.idVariable] ?? ""
    let secret = environment[access.secretVariable] ?? ""
    var missing: [String] = []
    if needsID && id.isEmpty { missing.append(access.idVariable) }
    if secret.isEmpty { missing.append(access.secretVariable) }
    guard missing.isEmpty else { throw .credentialsMissing(variables: missing) }
    return ExportCredentials(id: id, secret: secret)
  }

  private static func read(_ path: String) throws(ExportError) -> ExportCredentials {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .credentialsUnreadable(path: path, errorNumber: errno) }
    defer { close(descriptor) }
    // Of the open file, so that it cannot be another one by the time it is read.
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw .credentialsUnreadable(path: path, errorNumber: errno)
    }
    guard status.st_mode & 0o077 == 0 else {
      throw .credentialsExposed(path: path, mode: Int(status.st_mode & 0o777))
    }
    var bytes = [UInt8](repeating: 0, count: 64 << 10)
    let count = Glibc.read(descriptor, &bytes, bytes.count)
    guard count >= 0 else { throw .credentialsUnreadable(path: path, errorNumber: errno) }
    var values: [String: String] = [:]
    let lines = String(decoding: bytes[..<count], as: UTF8.self).split(
      separator: "\n", omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
      let line = trimmed(line)
      if line.isEmpty || line.hasPrefix("#") { continue }
      let parts = line.split(separator: "=", maxSplits: 1)
      guard parts.count == 2 else { throw .credentialsMalformed(path: path, line: index + 1) }
      values[trimmed(parts[0])] = trimmed(parts[1])
    }
    guard let secret = values["client_secret"] else {
      throw .credentialsMalformed(path: path, line: lines.count)
    }
    return ExportCredentials(id: values["client_id"] ?? "", secret: secret)
  }

  private static func trimmed(_ text: Substring) -> String {
    var text = text.drop { $0.isWhitespace }
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }
}

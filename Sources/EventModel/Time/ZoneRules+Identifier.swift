import Glibc

extension ZoneRules {
  /// The rules that go by `identifier`, or `nil` if there are none.
  ///
  /// Understood are `UTC` (also `Z`, `Etc/UTC`), fixed offsets (`+01:00`, `-0330`, `+01`), and the names of
  /// the tz database, `Europe/Berlin`, read from `$TZDIR` or the system's zoneinfo directory. The identifier
  /// is user input: only the letters of zone names are let through to the file system, and no zone whose
  /// meaning depends on the machine (`localtime`) or that counts leap seconds is accepted.
  public init?(identifier: String) {
    if ["UTC", "Z", "Etc/UTC"].contains(identifier) {
      self = .utc
      return
    }
    var text = identifier
    let offset = text.withUTF8 { bytes -> Int? in
      var cursor = TimeTextCursor(bytes)
      guard let first = bytes.first, first == UInt8(ascii: "+") || first == UInt8(ascii: "-"),
        let seconds = cursor.readOffset(), cursor.isAtEnd
      else { return nil }
      return seconds
    }
    if let offset {
      self.init(fixedOffset: offset)
      return
    }
    guard ZoneRules.isZoneName(identifier), let table = ZoneRules.table(named: identifier) else { return nil }
    self.init(identifier: identifier, table: table)
  }

  /// The rules of a TZif file's bytes, or `nil` if they are none.
  package init?(identifier: String, tzif bytes: [UInt8]) {
    guard let table = ZoneTable(tzif: bytes) else { return nil }
    self.init(identifier: identifier, table: table)
  }

  /// Whether `name` is made like a name of the tz database: parts of letters, digits, `+`, `-`, `_`, joined
  /// by `/`.
  private static func isZoneName(_ name: String) -> Bool {
    let bytes = Array(name.utf8)
    guard 1...64 ~= bytes.count, name != "localtime", name != "posixrules" else { return false }
    return bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).allSatisfy { part in
      !part.isEmpty
        && part.allSatisfy { byte in
          65...90 ~= byte || 97...122 ~= byte || 48...57 ~= byte || byte == UInt8(ascii: "+")
            || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
        }
    }
  }

  private static func table(named name: String) -> ZoneTable? {
    var directories = ["/usr/share/zoneinfo", "/usr/lib/zoneinfo", "/usr/share/lib/zoneinfo"]
    if let own = getenv("TZDIR") { directories.insert(String(cString: own), at: 0) }
    for directory in directories {
      if let bytes = contents(ofFile: "\(directory)/\(name)"), let table = ZoneTable(tzif: bytes) {
        return table
      }
    }
    return nil
  }

  /// The largest zone of the tz database has under 4 KiB; a file beyond this is none of its.
  private static let largestFile = 256 * 1024

  private static func contents(ofFile path: String) -> [UInt8]? {
    // O_NONBLOCK: opening a FIFO put there must not hang.
    let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size <= largestFile else {
      return nil
    }
    return [UInt8](unsafeUninitializedCapacity: largestFile) { buffer, count in
      while count < largestFile {
        let length = read(file, buffer.baseAddress.map { $0 + count }, largestFile - count)
        if length < 0 && errno == EINTR { continue }
        guard length > 0 else { return }
        count += length
      }
    }
  }
}

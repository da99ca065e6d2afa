import EventModel

/// A file that lists users, as `file '…'` in a segment names it.
///
/// One user per line, or CSV: the column headed like a user column, else the first one. Empty lines mean nothing.
enum UserListFile {
  /// Far more than all users of any store; a longer file is a mistake.
  static let byteLimit = 1 << 30
  private static let userColumns: Set<String> = [
    "user", "userid", "distinctid", "caseid", "uid", "customerid", "personid",
  ]

  static func users(of path: String) throws(CommandError) -> Set<ExactText> {
    users(in: try TextFile.contents(path, limit: byteLimit))
  }

  static func users(in text: String) -> Set<ExactText> {
    var users: Set<ExactText> = []
    var column: Int?
    for record in records(of: text) where record != [""] {
      guard let known = column else {
        column = record.firstIndex { userColumns.contains(normalized($0)) }
        if column == nil {
          column = 0
          users.insert(ExactText(record[0]))
        }
        continue
      }
      if known < record.count, !record[known].isEmpty { users.insert(ExactText(record[known])) }
    }
    return users
  }

  private static func normalized(_ name: String) -> String {
    name.lowercased().filter { $0 != "_" && $0 != "-" && $0 != " " }
  }

  /// Fields by record; quotes as in RFC 4180, with a comma between fields.
  private static func records(of text: String) -> [[String]] {
    var records: [[String]] = []
    var record: [String] = []
    var field: [UInt8] = []
    var isQuoted = false
    var bytes = Array(text.utf8)[...]
    func decoded(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
    while let byte = bytes.popFirst() {
      switch byte {
      case UInt8(ascii: "\""):
        if isQuoted, bytes.first == byte {
          field.append(byte)
          bytes.removeFirst()
        } else if isQuoted || field.isEmpty {
          isQuoted.toggle()
        } else {
          field.append(byte)
        }
      case UInt8(ascii: ",") where !isQuoted:
        record.append(decoded(field))
        field = []
      case UInt8(ascii: "\r") where !isQuoted && bytes.first == UInt8(ascii: "\n"): break
      case UInt8(ascii: "\n") where !isQuoted:
        records.append(record + [decoded(field)])
        (record, field) = ([], [])
      default: field.append(byte)
      }
    }
    if !field.isEmpty || !record.isEmpty { records.append(record + [decoded(field)]) }
    return records
  }
}

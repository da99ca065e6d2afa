import Connectors
import EventModel
import Glibc
import QueryLanguage
import Reporting

extension ErrorRenderer {
  func message(for error: EventFileError) -> ErrorMessage {
    switch error {
    case .cannotOpen(let input, let number):
      return ErrorMessage(
        "cannot-open", "cannot open '\(input)': \(Self.reason(number))", hint: Self.hint(for: number),
        at: ErrorLocation(file: input), exit: Self.exit(for: number))
    case .cannotRead(let input, let offset, let number):
      return ErrorMessage(
        "cannot-read", "cannot read on in '\(input)': \(Self.reason(number))", hint: Self.hint(for: number),
        at: ErrorLocation(file: input, offset: Int(clamping: offset)), exit: .failed)
    case .cannotFetch(let input, let offset, let failure):
      var message = messages(for: failure.underlying)[0]
      if message.exit != .cancelled {
        message.report.location = ErrorLocation(file: input, offset: Int(clamping: offset))
      }
      return message
    case .notCompressedAsNamed(let input, let compression):
      return ErrorMessage(
        "not-compressed-as-named",
        "'\(input)' is named like a \(compression.rawValue) file, but its content is something else",
        hint: "check that it was fetched whole, or give it the name it should have",
        at: ErrorLocation(file: input, offset: 0), exit: .failed)
    case .corruptCompression(let input, let compression, let offset):
      return ErrorMessage(
        "corrupt-compression", "the \(compression.rawValue) data of '\(input)' are damaged",
        hint: "fetch the file again; nothing of it was stored",
        at: ErrorLocation(file: input, offset: Int(clamping: offset)), exit: .failed)
    case .truncatedCompression(let input, let compression, let offset):
      return ErrorMessage(
        "truncated-compression", "'\(input)' ends in the middle of its \(compression.rawValue) data",
        hint: "fetch the file again; nothing of it was stored",
        at: ErrorLocation(file: input, offset: Int(clamping: offset)), exit: .failed)
    case .unsupportedEncoding(let input, let encoding):
      return ErrorMessage(
        "unsupported-encoding", "'\(input)' is written in \(encoding); only UTF-8 is read",
        hint: "convert it: iconv -f \(encoding) -t UTF-8", at: ErrorLocation(file: input, offset: 0),
        exit: .failed)
    case .malformedHeader(let input, let reason):
      return ErrorMessage(
        "malformed-header", "the header of '\(input)' cannot be read: \(Self.sentence(for: reason))",
        hint: "the first line must hold the names of the columns", at: ErrorLocation(file: input, line: 1),
        exit: .failed)
    case .duplicateColumn(let input, let column, let first, let second):
      return ErrorMessage(
        "duplicate-column", "columns \(first) and \(second) of '\(input)' are both called '\(column)'",
        hint: "give one of them another name, in the header or in the --map file that renames it",
        at: ErrorLocation(file: input, line: 1), exit: .failed)
    case .unknownUserProperty(let input, let column, let columns):
      return ErrorMessage(
        "unknown-column", "'\(input)' has no column '\(column)', which --user-properties names",
        hint: Phrase.didYouMean(Suggestion.ranked(for: column, among: columns, limit: 3))
          ?? "its columns are \(Phrase.list(columns))",
        at: ErrorLocation(file: input), exit: .wrongRequest)
    case .missingRole, .ambiguousRole, .unknownColumn, .columnWithTwoRoles: return roleMessage(for: error)
    case .cancelled: return Self.cancelled
    }
  }

  /// The message where it is not clear which column is what.
  private func roleMessage(for error: EventFileError) -> ErrorMessage {
    switch error {
    case .missingRole(let input, let role, let columns):
      return ErrorMessage(
        "missing-column",
        "no column of '\(input)' has a usual name for the \(role.words); its columns are \(Phrase.list(columns))",
        hint: "name the column with \(role.flag) COLUMN", at: ErrorLocation(file: input), exit: .wrongRequest)
    case .ambiguousRole(let input, let role, let candidates, _):
      return ErrorMessage(
        "ambiguous-column",
        "\(Phrase.list(candidates)) of '\(input)' could each be the column of the \(role.words)",
        hint: "name the right one with \(role.flag) COLUMN", at: ErrorLocation(file: input),
        exit: .wrongRequest)
    case .unknownColumn(let input, let role, let column, let columns):
      return ErrorMessage(
        "unknown-column", "'\(input)' has no column '\(column)', which \(role.flag) names",
        hint: Phrase.didYouMean(Suggestion.ranked(for: column, among: columns, limit: 3))
          ?? "its columns are \(Phrase.list(columns))",
        at: ErrorLocation(file: input), exit: .wrongRequest)
    case .columnWithTwoRoles(let input, let column, let first, let second):
      return ErrorMessage(
        "column-with-two-roles",
        "\(first.flag) and \(second.flag) both name column '\(column)' of '\(input)'",
        hint: "give each a column of its own", at: ErrorLocation(file: input), exit: .wrongRequest)
    default: return message(for: error)
    }
  }

  private static func sentence(for reason: RejectedRow.Reason) -> String {
    switch reason {
    case .invalidUTF8(let offset): "byte \(offset) is not UTF-8"
    case .nulByte(let offset): "byte \(offset) is a NUL byte"
    case .rowTooLong(let bytes, let limit):
      "it is at least \(NumberText.bytes(bytes)) long, at most \(NumberText.bytes(limit)) are read"
    case .malformedQuotes(let offset): "the quote at byte \(offset) is misplaced or never closed"
    case .fieldTooLong(_, let bytes, let limit):
      "a name is \(NumberText.bytes(bytes)) long, at most \(NumberText.bytes(limit)) are read"
    case .missingValue, .unreadableTime, .timeOutOfRange, .fieldCount, .malformedJSON, .nestedTooDeep:
      "it is no header"
    }
  }
}

extension ColumnRole {
  /// The option that names the role's column.
  var flag: String {
    switch self {
    case .user: "--user"
    case .account: "--account-id"
    case .event: "--event"
    case .time: "--time"
    case .session: "--session"
    case .eventID: "--event-id"
    }
  }

  /// The role in a sentence.
  var words: String {
    switch self {
    case .user: "user"
    case .account: "account"
    case .event: "event name"
    case .time: "time"
    case .session: "session"
    case .eventID: "event id"
    }
  }
}

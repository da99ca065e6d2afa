import Connectors
import QueryLanguage
import Reporting

extension ErrorRenderer {
  func message(for error: IdentityFileError) -> ErrorMessage {
    switch error {
    case .missingColumn(let input, let column, let line, let columns):
      ErrorMessage(
        "missing-column",
        columns.isEmpty
          ? "'\(input)' has no column '\(column)'"
          : "'\(input)' has no column '\(column)'; its columns are \(Phrase.list(columns))",
        hint: "a file of identity links has the columns raw_id, user_id and perhaps source",
        at: ErrorLocation(file: input, line: line), exit: .wrongRequest)
    case .fieldCount(let input, let line, let found, let expected):
      ErrorMessage(
        "field-count",
        "a row of '\(input)' has \(Phrase.count(found, "field")) where the header has \(NumberText.grouped(expected))",
        hint: "check the commas and quotes of this line", at: ErrorLocation(file: input, line: line),
        exit: .wrongRequest)
    case .malformedRow(let input, let line, let offset, let expected):
      ErrorMessage(
        "malformed-row", "at byte \(offset) of this row of '\(input)', expected \(expected)",
        hint: "correct the line", at: ErrorLocation(file: input, line: line), exit: .wrongRequest)
    case .emptyID(let input, let line, let column):
      ErrorMessage(
        "empty-id", "a row of '\(input)' has nothing in column '\(column)'",
        hint: "leave the row out, or say whom it is about", at: ErrorLocation(file: input, line: line),
        exit: .wrongRequest)
    case .notText(let input, let line):
      ErrorMessage(
        "not-text", "an id in '\(input)' is not UTF-8, or has a NUL byte",
        hint: "write the file in UTF-8, with ids as the sources send them",
        at: ErrorLocation(file: input, line: line), exit: .wrongRequest)
    case .tooLong(let input, let line, let bytes, let limit):
      ErrorMessage(
        "too-long",
        "\(NumberText.bytes(bytes)) in '\(input)' are too long; at most \(NumberText.bytes(limit)) are read",
        hint: "check that it is the right file", at: ErrorLocation(file: input, line: line),
        exit: .wrongRequest)
    }
  }
}

/// Reads the rows of a small CSV table (RFC 4180, commas) from memory.
struct CSVTableReader {
  struct Row {
    var fields: [[UInt8]]
    /// The line it starts on.
    var line: Int
  }

  private let bytes: [UInt8]
  private let input: String
  private var position = 0
  private var line = 1

  init(_ bytes: [UInt8], input: String) {
    self.bytes = bytes
    self.input = input
  }

  /// The next row that is not blank, or `nil` after the last.
  mutating func next() throws(IdentityFileError) -> Row? {
    while position < bytes.count {
      let row = try readRow()
      if row.fields.count > 1 || row.fields.first?.isEmpty == false { return row }
    }
    return nil
  }

  private mutating func readRow() throws(IdentityFileError) -> Row {
    let start = (position: position, line: line)
    var row = Row(fields: [], line: line)
    while true {
      if position < bytes.count, bytes[position] == UInt8(ascii: "\"") {
        row.fields.append(try readQuoted(rowStart: start.position, rowLine: start.line))
      } else {
        let end = bytes[position...].firstIndex { Self.endsField($0) } ?? bytes.count
        row.fields.append(Array(bytes[position..<end]))
        position = end
      }
      guard position < bytes.count else { return row }
      let byte = bytes[position]
      guard Self.endsField(byte) else {
        throw .malformedRow(
          input: input, line: start.line, offset: position - start.position,
          expected: "a comma or the end of the line after a closing quote")
      }
      position += 1
      if byte == UInt8(ascii: ",") { continue }
      if byte == UInt8(ascii: "\r"), position < bytes.count, bytes[position] == UInt8(ascii: "\n") {
        position += 1
      }
      line += 1
      return row
    }
  }

  private mutating func readQuoted(rowStart: Int, rowLine: Int) throws(IdentityFileError) -> [UInt8] {
    position += 1
    var field: [UInt8] = []
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      if byte == UInt8(ascii: "\n") { line += 1 }
      guard byte == UInt8(ascii: "\"") else {
        field.append(byte)
        continue
      }
      guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else { return field }
      field.append(byte)
      position += 1
    }
    throw .malformedRow(
      input: input, line: rowLine, offset: position - rowStart, expected: "a closing quote")
  }

  private static func endsField(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
  }
}

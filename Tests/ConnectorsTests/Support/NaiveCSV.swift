/// CSV read the plain way, a byte at a time over the whole text: what the fast reader is compared with.
enum NaiveCSV {
  struct Field: Equatable {
    var text: [UInt8]
    var isQuoted = false
  }

  struct Row: Equatable {
    var line: Int
    var offset: Int
    /// Without its line end.
    var length: Int
    /// `nil` where the quotes are broken.
    var fields: [Field]?
  }

  static func rows(_ text: [UInt8], delimiter: UInt8) -> [Row] {
    var rows: [Row] = []
    var position = 0
    var line = 1
    while position < text.count {
      var reader = RowReader(text: text, delimiter: delimiter, position: position)
      let fields = reader.readFields()
      var end = reader.position
      if fields == nil {
        end = position
        while end < text.count, text[end] != 10, text[end] != 13 { end += 1 }
      }
      if end > position {
        rows.append(Row(line: line, offset: position, length: end - position, fields: fields))
      }
      let next = end + lineEndLength(text, end)
      line += lineEnds(text[position..<next])
      position = next
    }
    return rows
  }

  private static func lineEndLength(_ text: [UInt8], _ position: Int) -> Int {
    guard position < text.count else { return 0 }
    return text[position] == 13 && position + 1 < text.count && text[position + 1] == 10 ? 2 : 1
  }

  private static func lineEnds(_ text: ArraySlice<UInt8>) -> Int {
    var count = 0
    for index in text.indices {
      if text[index] == 10 { count += 1 }
      if text[index] == 13, index + 1 == text.endIndex || text[index + 1] != 10 { count += 1 }
    }
    return count
  }

  private struct RowReader {
    let text: [UInt8]
    let delimiter: UInt8
    var position: Int

    var byte: UInt8? { position < text.count ? text[position] : nil }
    var isAtRowEnd: Bool { byte == nil || byte == 10 || byte == 13 }

    /// The fields up to the row's end, or `nil` where quotes are broken.
    mutating func readFields() -> [Field]? {
      var fields: [Field] = []
      while true {
        var field = Field(text: [])
        if byte == 34 {
          field.isQuoted = true
          position += 1
          while true {
            guard let byte else { return nil }
            position += 1
            if byte != 34 {
              field.text.append(byte)
            } else if self.byte == 34 {
              field.text.append(34)
              position += 1
            } else {
              break
            }
          }
          if !isAtRowEnd && byte != delimiter { return nil }
        } else {
          while !isAtRowEnd, let byte, byte != delimiter {
            field.text.append(byte)
            position += 1
          }
        }
        fields.append(field)
        if isAtRowEnd { return fields }
        position += 1
      }
    }
  }
}

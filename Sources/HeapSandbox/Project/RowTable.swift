import NIOCore

/// Rows as they are sent, spelled out once, one behind the other with a comma after each.
struct RowTable: Sendable {
  private var bytes: [UInt8] = []
  private var starts: [Int] = [0]

  var count: Int { starts.count - 1 }

  /// Appends one row, which `write` spells out.
  mutating func append(_ write: (inout [UInt8]) -> Void) {
    write(&bytes)
    bytes.append(UInt8(ascii: ","))
    starts.append(bytes.count)
  }

  /// Appends the rows `rows` to `buffer`, each with its comma; one copy.
  func write(_ rows: Range<Int>, to buffer: inout ByteBuffer) {
    buffer.writeBytes(bytes[starts[rows.lowerBound]..<starts[rows.upperBound]])
  }
}

/// Some rows of a table, in the order they are sent.
enum RowSelection: Sendable {
  case range(Range<Int>)
  case list([Int32])

  var count: Int {
    switch self {
    case .range(let range): range.count
    case .list(let rows): rows.count
    }
  }

  /// Appends the rows at places `places` of the selection to `buffer`, without a comma after the last.
  func write(_ places: Range<Int>, of table: RowTable, backwards: Bool = false, to buffer: inout ByteBuffer) {
    guard !places.isEmpty else { return }
    switch self {
    case .range(let range) where !backwards:
      table.write(range.lowerBound + places.lowerBound..<range.lowerBound + places.upperBound, to: &buffer)
    case .range(let range):
      for place in places.reversed() {
        let row = range.lowerBound + place
        table.write(row..<row + 1, to: &buffer)
      }
    case .list(let rows):
      let chosen = rows[places]
      if backwards {
        for row in chosen.reversed() { table.write(Int(row)..<Int(row) + 1, to: &buffer) }
      } else {
        for row in chosen { table.write(Int(row)..<Int(row) + 1, to: &buffer) }
      }
    }
    buffer.moveWriterIndex(to: buffer.writerIndex - 1)
  }
}

import EventModel

/// Collects the values of a column from several chunks into one chunk with one dictionary.
package struct MergedColumn {
  /// A value that is no string, as a hash key that keeps types apart and doubles bit for bit.
  private struct Bits: Hashable {
    var type: PropertyType
    var payload: UInt64
  }

  private var dictionary = ChunkDictionary(types: [], payloads: [], texts: TextList())
  private var codesByRow: [UInt32] = []
  private var texts = TextDictionary()
  /// Code + 1 by number in ``texts``.
  private var textCodes: [UInt32] = []
  private var bitCodes: [Bits: UInt32] = [:]
  /// The chunk of each source, or `nil`, and its new code + 1 by old code, 0 where the code has not been met.
  private var chunks: [ColumnChunk?]
  private var numbers: [[UInt32]]

  /// `chunks[i]` holds the values of source `i`.
  package init(chunks: [ColumnChunk?], rows: Int) {
    self.chunks = chunks
    numbers = chunks.map { [UInt32](repeating: 0, count: $0?.dictionary.count ?? 0) }
    codesByRow.reserveCapacity(rows)
  }

  /// Appends the values of consecutive rows of one source.
  mutating func append(_ rows: Range<Int>, of source: Int) {
    guard let codes = chunks[source]?.codesByRow else {
      codesByRow.append(contentsOf: repeatElement(0, count: rows.count))
      return
    }
    for row in rows {
      let code = codes[row]
      guard code != 0 else {
        codesByRow.append(0)
        continue
      }
      let known = numbers[source][Int(code &- 1)]
      codesByRow.append(known != 0 ? known : number(code - 1, of: source))
    }
  }

  /// Appends the value of one row of one source `count` times.
  package mutating func append(_ row: Int, of source: Int, count: Int) {
    append(row..<row + 1, of: source)
    guard count > 1, let code = codesByRow.last else { return }
    codesByRow.append(contentsOf: repeatElement(code, count: count - 1))
  }

  /// Appends `count` rows without a value.
  package mutating func appendMissing(count: Int) {
    codesByRow.append(contentsOf: repeatElement(0, count: count))
  }

  package func chunk() -> ColumnChunk {
    var chunk = ColumnChunk(dictionary: dictionary, codesByRow: codesByRow)
    chunk.dictionary.texts = texts.texts
    return chunk
  }

  /// The number of an entry of a source's dictionary in the merged one, new or known.
  private mutating func number(_ code: UInt32, of source: Int) -> UInt32 {
    guard let entries = chunks[source]?.dictionary else { return 0 }
    let type = entries.types[Int(code)]
    let payload = entries.payloads[Int(code)]
    let number: UInt32
    if type == .string {
      let text = entries.texts[Int(payload)].withUnsafeBytes { texts.number(of: $0) }
      if Int(text) == textCodes.count { textCodes.append(newEntry(type, UInt64(text))) }
      number = textCodes[Int(text)]
    } else if let known = bitCodes[Bits(type: type, payload: payload)] {
      number = known
    } else {
      number = newEntry(type, payload)
      bitCodes[Bits(type: type, payload: payload)] = number
    }
    numbers[source][Int(code)] = number
    return number
  }

  private mutating func newEntry(_ type: PropertyType, _ payload: UInt64) -> UInt32 {
    dictionary.types.append(type)
    dictionary.payloads.append(payload)
    return UInt32(dictionary.types.count)
  }
}

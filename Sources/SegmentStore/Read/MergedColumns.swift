import EventModel

/// Collects the values of several chunks into one chunk per column, with one dictionary each.
///
/// A chunk that takes part gets a *feed*, looked up once per user and piece; per value only arrays are touched.
struct MergedColumns {
  /// The chunk a value comes from.
  struct ChunkKey: Hashable {
    var file: Int
    var group: Int
    var column: UInt32
  }

  private var columns: [(code: UInt32, builder: MergedColumn)] = []
  private var columnPlaces: [UInt32: Int] = [:]
  /// Per feed: the column it goes to, and new code + 1 by old code (0 where the code has not been met).
  private var feeds: [(column: Int, numbers: [UInt32])] = []
  private var feedPlaces: [ChunkKey: Int] = [:]

  /// The feed of a chunk into `column`.
  mutating func feed(_ key: ChunkKey, into column: UInt32, distinct: Int) -> Int {
    if let place = feedPlaces[key] { return place }
    let columnPlace =
      columnPlaces[column]
      ?? {
        columns.append((column, MergedColumn()))
        columnPlaces[column] = columns.count - 1
        return columns.count - 1
      }()
    feeds.append((columnPlace, [UInt32](repeating: 0, count: distinct)))
    feedPlaces[key] = feeds.count - 1
    return feeds.count - 1
  }

  /// Gives `row` the value `code` of `dictionary`, which belongs to `feed`.
  mutating func append(feed: Int, row: Int, code: Int, of dictionary: ChunkDictionary) {
    let column = feeds[feed].column
    var number = feeds[feed].numbers[code]
    if number == 0 {
      number = columns[column].builder.number(of: code, in: dictionary) + 1
      feeds[feed].numbers[code] = number
    }
    columns[column].builder.set(row: row, number)
  }

  func chunks(rows: Int) -> [UInt32: ColumnChunk] {
    var chunks: [UInt32: ColumnChunk] = [:]
    for (code, builder) in columns { chunks[code] = builder.chunk(rows: rows) }
    return chunks
  }
}

/// One column of a merge in the making.
private struct MergedColumn {
  /// A value as a hash key that keeps types apart and doubles bit for bit.
  private enum Value: Hashable {
    case text([UInt8])
    case bits(PropertyType, UInt64)
  }

  private var dictionary = ChunkDictionary(types: [], payloads: [], texts: TextList())
  private var codesByRow: [UInt32] = []
  private var numbers: [Value: UInt32] = [:]

  mutating func set(row: Int, _ number: UInt32) {
    while codesByRow.count <= row { codesByRow.append(0) }
    codesByRow[row] = number
  }

  /// The number of an entry of `source` in the merged dictionary, new or known.
  mutating func number(of code: Int, in source: ChunkDictionary) -> UInt32 {
    let type = source.types[code]
    let payload = source.payloads[code]
    let value: Value = type == .string ? .text([UInt8](source.texts[Int(payload)])) : .bits(type, payload)
    if let known = numbers[value] { return known }
    let number = UInt32(dictionary.count)
    numbers[value] = number
    dictionary.types.append(type)
    if type == .string {
      dictionary.payloads.append(UInt64(dictionary.texts.count))
      dictionary.texts.append(source.texts[Int(payload)])
    } else {
      dictionary.payloads.append(payload)
    }
    return number
  }

  func chunk(rows: Int) -> ColumnChunk {
    ColumnChunk(
      dictionary: dictionary,
      codesByRow: codesByRow + [UInt32](repeating: 0, count: rows - codesByRow.count))
  }
}

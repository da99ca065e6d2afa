import EventModel

/// What a chunk of rows became.
struct ParsedChunk {
  /// Its cells refer to ``columns``; its own columns are empty still.
  var batch: EventBatch
  var columns: [EventColumn]
  /// Indices into ``columns`` in the order in which the chunk makes them known.
  var order: [Int]
  /// By index into ``columns``: values that did not read as the type asked for.
  var unconvertedValues: [Int: UInt64]
}

/// Rows and what parses them.
enum ParsableChunk {
  case csv(RowChunk, CSVChunkParser, skippingHeader: Bool = false)
  case json(RowChunk, JSONChunkParser)

  /// Parses the rows; any thread may do it.
  consuming func parse() -> ParsedChunk {
    switch consume self {
    case .csv(let chunk, let parser, let skippingHeader): parser.parse(chunk, from: skippingHeader ? 1 : 0)
    case .json(let chunk, let parser): parser.parse(chunk)
    }
  }

  /// The columns found for the roles.
  var roles: ColumnRoles? {
    switch self {
    case .csv(_, let parser, _): parser.header.roles
    case .json(_, let parser): parser.roles
    }
  }
}

/// One input as a sequence of chunks.
protocol RowInput {
  /// The next chunk, or `nil` at the end of the input.
  mutating func next() throws(EventFileError) -> ParsableChunk?
}

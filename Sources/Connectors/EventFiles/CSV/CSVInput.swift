import EventModel

/// One CSV file: its header, then its rows in chunks.
struct CSVInput: RowInput {
  private var reader: RowChunkReader<CSVRowSplitter>
  private let input: String
  private let delimiter: UInt8
  private let options: EventFileOptions
  private var parser: CSVChunkParser?

  init(stream: any ByteStream, input: String, delimiter: CSVDelimiter, options: EventFileOptions) {
    self.input = input
    self.delimiter = delimiter.byte
    self.options = options
    reader = RowChunkReader(
      stream: stream, input: input,
      splitter: CSVRowSplitter(delimiter: delimiter.byte, options: options), options: options)
  }

  mutating func next() throws(EventFileError) -> ParsableChunk? {
    guard var chunk = try reader.next() else { return nil }
    if let parser { return .csv(chunk, parser) }
    while chunk.list.rows.isEmpty {
      if let skipped = chunk.skippedRow {
        throw .malformedHeader(
          input: input, reason: .rowTooLong(bytes: skipped.bytes, limit: options.rowLimit))
      }
      guard let following = try reader.next() else { return nil }
      chunk = following
    }
    let header = try CSVHeader(names: try headerNames(chunk), input: input, options: options)
    let parser = CSVChunkParser(header: header, input: input, delimiter: delimiter, options: options)
    self.parser = parser
    return .csv(chunk, parser, skippingHeader: true)
  }

  /// The fields of the chunk's first row.
  private func headerNames(_ chunk: RowChunk) throws(EventFileError) -> [String] {
    let row = chunk.list.rows[0]
    var names: [String] = []
    var fault: RejectedRow.Reason?
    var bytes = chunk.bytes
    bytes.withUnsafeMutableBufferPointer { buffer in
      guard let text = buffer.baseAddress else { return }
      if row.count > options.rowLimit {
        fault = .rowTooLong(bytes: row.count, limit: options.rowLimit)
      } else if let offset = chunk.list.faults[0] {
        fault = .malformedQuotes(offset: offset)
      } else {
        fault = TextCheck.fault(in: UnsafeBufferPointer(start: text + Int(row.start), count: row.count))
      }
      if fault != nil { return }
      var counter = CSVFieldSplitter(delimiter: delimiter, expected: 0)
      var splitter = CSVFieldSplitter(delimiter: delimiter, expected: counter.split(text, row))
      _ = splitter.split(text, row)
      names = splitter.fields.map { field in
        var field = field
        if field.hasDoubledQuotes { CSVFieldSplitter.undouble(&field, in: text) }
        return String(
          decoding: UnsafeBufferPointer(start: text + Int(field.start), count: Int(field.count)),
          as: UTF8.self)
      }
    }
    if let fault { throw .malformedHeader(input: input, reason: fault) }
    return names
  }
}

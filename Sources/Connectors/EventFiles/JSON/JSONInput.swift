import EventModel

/// One JSON Lines file: rows in chunks, after the first objects have told which columns are which.
///
/// Those objects are held back until that is decided, then handed over like all others, so that an input that can
/// be read only once works too.
struct JSONInput: RowInput {
  private var reader: RowChunkReader<LineSplitter>
  private let input: String
  private let options: EventFileOptions
  private var parser: JSONChunkParser?
  /// Chunks held back, the next one last.
  private var held: [RowChunk] = []

  init(stream: any ByteStream, input: String, options: EventFileOptions) {
    self.input = input
    self.options = options
    reader = RowChunkReader(stream: stream, input: input, splitter: LineSplitter(), options: options)
  }

  mutating func next() throws(EventFileError) -> ParsableChunk? {
    if let parser {
      if let chunk = held.popLast() { return .json(chunk, parser) }
      return try reader.next().map { .json($0, parser) }
    }
    guard let chunk = try reader.next() else { return nil }
    var sample = JSONSample(options: options)
    sample.add(chunk)
    if sample.count == 0 {
      // Nothing but rejects: they need no columns.
      return .json(chunk, JSONChunkParser(roles: nil, expectedNames: [], input: input, options: options))
    }
    held = [chunk]
    var failure: EventFileError?
    while !sample.isComplete {
      do {
        guard let following = try reader.next() else { break }
        sample.add(following)
        held.append(following)
      } catch {
        // The reader throws it again behind the chunks held back.
        failure = error
        break
      }
    }
    held.reverse()
    let roles: ColumnRoles
    do {
      roles = try ColumnRoles(
        choices: options.roles, columns: sample.names, mapping: options.mapping, input: input,
        mayAppearLater: true, table: options.table)
    } catch {
      // Too few rows to tell: that the input is damaged is the better thing to say.
      throw failure ?? error
    }
    parser = JSONChunkParser(roles: roles, expectedNames: sample.names, input: input, options: options)
    return try next()
  }
}

/// The first objects of an input and the names of their fields.
struct JSONSample: ~Copyable {
  private let options: EventFileOptions
  private var scanner: JSONRowScanner
  private var fields: JSONFields
  /// Objects seen.
  private(set) var count = 0
  /// Flattened names in the order of their first appearance.
  private(set) var names: [String] = []
  private var known: Set<Int32> = []
  /// Where the first object stands.
  private var firstOffset: UInt64?
  private(set) var isComplete = false

  init(options: EventFileOptions) {
    self.options = options
    scanner = JSONRowScanner(fieldLimit: options.fieldLimit)
    fields = JSONFields(roles: nil, mapping: ColumnMapping())
  }

  /// Looks at the rows of `chunk` until there are enough.
  mutating func add(_ chunk: RowChunk) {
    chunk.bytes.withUnsafeBufferPointer { buffer in
      guard let text = buffer.baseAddress else { return }
      for row in chunk.list.rows where !isComplete && !JSONChunkParser.isBlank(text, row) {
        let offset = chunk.position(of: row).byteOffset
        if let firstOffset, offset - firstOffset > UInt64(EventFileLimits.sampledBytes) {
          isComplete = true
          return
        }
        guard JSONChunkParser.fault(in: row, of: text, isPlain: false, rowLimit: options.rowLimit) == nil,
          scanner.scan(text, start: Int(row.start), end: Int(row.end)) == nil
        else { continue }
        if firstOffset == nil { firstOffset = offset }
        addNames()
        count += 1
        if count == EventFileLimits.sampledObjects { isComplete = true }
      }
    }
  }

  private mutating func addNames() {
    fields.resolveDirectKeys(in: scanner)
    for index in 0..<scanner.tokens.count where scanner.tokens[index].kind != .replaced {
      let field = fields.field(of: scanner.tokens[index], in: scanner)
      if known.insert(field).inserted { names.append(fields.names[Int(field)]) }
    }
  }
}

import EventModel
import Testing

@testable import Connectors

/// Where rows begin and end and what their fields are, below the level of events.
struct CSVRowSplittingTests {
  /// A row as the reader found it.
  struct FoundRow: Equatable {
    var line: Int
    var offset: Int
    var length: Int
    var fields: [NaiveCSV.Field]?
    var isSkipped = false
  }

  static func read(
    _ text: [UInt8], delimiter: UInt8 = UInt8(ascii: ","), options: EventFileOptions = .init()
  ) throws -> [FoundRow] {
    var reader = RowChunkReader(
      stream: MemoryStream(bytes: text), input: "test",
      splitter: CSVRowSplitter(delimiter: delimiter, options: options), options: options)
    var found: [FoundRow] = []
    while let chunk = try reader.next() {
      if let skipped = chunk.skippedRow {
        found.append(
          FoundRow(
            line: Int(skipped.position.line), offset: Int(skipped.position.byteOffset), length: skipped.bytes,
            fields: nil, isSkipped: true))
      }
      var bytes = chunk.bytes
      bytes.withUnsafeMutableBufferPointer { buffer in
        guard let text = buffer.baseAddress else { return }
        for row in chunk.list.rows {
          let position = chunk.position(of: row)
          var fields: [NaiveCSV.Field]?
          if row.form != .broken {
            var counter = CSVFieldSplitter(delimiter: delimiter, expected: 0)
            var splitter = CSVFieldSplitter(delimiter: delimiter, expected: counter.split(text, row))
            _ = splitter.split(text, row)
            fields = splitter.fields.map { field in
              var field = field
              if field.hasDoubledQuotes { CSVFieldSplitter.undouble(&field, in: text) }
              let start = Int(field.start)
              return NaiveCSV.Field(
                text: Array(buffer[start..<start + Int(field.count)]), isQuoted: field.isQuoted)
            }
          }
          found.append(
            FoundRow(
              line: Int(position.line), offset: Int(position.byteOffset), length: row.count,
              fields: fields))
        }
      }
    }
    return found
  }

  static func texts(_ text: String) throws -> [[String]?] {
    try read(Array(text.utf8)).map { row in
      row.fields?.map { String(decoding: $0.text, as: UTF8.self) }
    }
  }

  @Test func `LF, CR LF and CR end rows, and the last row needs none`() throws {
    #expect(try Self.texts("a,b\nc,d\r\ne,f\rg,h") == [["a", "b"], ["c", "d"], ["e", "f"], ["g", "h"]])
  }

  @Test func `empty lines are no rows but are counted as lines`() throws {
    let rows = try Self.read(Array("a\n\n\r\nb\r\rc".utf8))
    #expect(rows.map(\.line) == [1, 4, 6])
    #expect(rows.map(\.offset) == [0, 5, 8])
  }

  @Test func `quoted fields hold delimiters, doubled quotes and line ends of every kind`() throws {
    #expect(
      try Self.texts("\"a,b\",\"say \"\"hi\"\"\"\n\"1\n2\r\n3\r4\",x")
        == [["a,b", "say \"hi\""], ["1\n2\r\n3\r4", "x"]])
  }

  @Test func `lines within quotes count for the rows behind`() throws {
    let rows = try Self.read(Array("\"1\n2\r\n3\r4\",x\nb".utf8))
    #expect(rows.map(\.line) == [1, 5])
  }

  @Test func `a quote inside a field without quotes is an ordinary byte`() throws {
    #expect(
      try Self.texts("5\" pipe,a\"b\"c\n\"q\",x\"\n\"next\",y")
        == [["5\" pipe", "a\"b\"c"], ["q", "x\""], ["next", "y"]])
  }

  @Test func `text behind a closing quote breaks only its own line`() throws {
    #expect(try Self.texts("a,\"b\"c,d\ne,f") == [nil, ["e", "f"]])
  }

  @Test func `a quote that is never closed breaks only its own line`() throws {
    #expect(try Self.texts("a,\"b\nc,d\ne,f") == [nil, ["c", "d"], ["e", "f"]])
    #expect(try Self.texts("a,\"b\nc,\"d\"\ne,f") == [nil, ["c", "d"], ["e", "f"]])
  }

  @Test func `a delimiter at the end of a row begins an empty field`() throws {
    #expect(try Self.texts("a,\n\"b\",\n,\n\"\",\"\"") == [["a", ""], ["b", ""], ["", ""], ["", ""]])
  }

  @Test func `a hostile file of broken quotes is read in linear time`() throws {
    // Each line closes a quote and opens another one; read as one row it has no end.
    let line = Array("a\",\"\n".utf8)
    let lines = 200_000
    var text: [UInt8] = Array("\"\n".utf8)
    for _ in 0..<lines { text += line }
    var options = EventFileOptions()
    options.rescanBytes = 4 << 20
    let rows = try Self.read(text, options: options)
    #expect(rows.allSatisfy { $0.fields == nil })
    #expect(rows.count > 2 && rows.count < 20)
    #expect(rows.map(\.length).reduce(0, +) <= text.count)
  }

  @Test(arguments: UInt64(0)..<400)
  func `random bytes split as the plain reader splits them, in chunks of any size`(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let alphabets: [[UInt8]] = [
      Array("ab,\"\n\r".utf8), Array("aaaaaaaaaa,,\"\"\n".utf8), Array("abcdefgh,,,,\n\"".utf8),
      Array("x;\"\r\n,".utf8), Array(",\"\"\"\"\n\r".utf8),
    ]
    let alphabet = alphabets[random.below(alphabets.count)]
    let text = (0..<random.below(700)).map { _ in alphabet[random.below(alphabet.count)] }
    let delimiter = UInt8(ascii: alphabet.contains(UInt8(ascii: ";")) ? ";" : ",")
    let expected = NaiveCSV.rows(text, delimiter: delimiter).map {
      FoundRow(line: $0.line, offset: $0.offset, length: $0.length, fields: $0.fields)
    }
    for _ in 0..<4 {
      var options = EventFileOptions()
      options.chunkBytes = 1 + random.below(random.isOne(in: 2) ? 40 : 1000)
      options.chunkRows = 1 + random.below(20)
      options.readBytes = 1 + random.below(random.isOne(in: 2) ? 10 : 300)
      let found = try Self.read(text, delimiter: delimiter, options: options)
      #expect(found == expected, "seed \(seed)")
    }
  }

  @Test(arguments: UInt64(0)..<200)
  func `with a row limit too, chunks of any size give the same rows`(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let alphabet = Array("abc,\"\n\r".utf8) + [UInt8](repeating: 97, count: 1 + random.below(20))
    let text = (0..<300 + random.below(600)).map { _ in alphabet[random.below(alphabet.count)] }
    let rowLimit = 1 + random.below(60)
    var options = EventFileOptions()
    options.rowLimit = rowLimit
    func normalized(_ rows: [FoundRow]) -> [FoundRow] {
      rows.map { row in
        // A row beyond the limit is skipped while reading or rejected by the parser; both know its length.
        guard row.length > rowLimit else { return row }
        return FoundRow(line: row.line, offset: row.offset, length: row.length, fields: nil, isSkipped: true)
      }
    }
    let whole = normalized(try Self.read(text, options: options))
    for _ in 0..<4 {
      options.chunkBytes = 1 + random.below(100)
      options.chunkRows = 1 + random.below(20)
      options.readBytes = 1 + random.below(50)
      #expect(normalized(try Self.read(text, options: options)) == whole, "seed \(seed)")
    }
  }
}

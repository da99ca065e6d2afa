/// A block as stored, still compressed.
struct AvroBlock {
  /// 1-based, counting the blocks found.
  var number: Int
  /// Where the block's header stands in the file.
  var offset: UInt64
  /// Rows of the file before the block, as far as blocks told.
  var firstRow: UInt64
  var rows: Int
  var stored: [UInt8]
}

/// Cuts an Avro object container file into its blocks, in order.
///
/// Memory is bounded by the longest block allowed. Sequential; the blocks' content is not looked at.
/// Grammar: https://avro.apache.org/docs/1.11.1/specification/#object-container-files
struct AvroBlockReader {
  private let stream: any ByteStream
  private let input: String
  let header: AvroHeader
  /// Bytes read and not consumed; ``start`` is where they begin in the file.
  private var window: [UInt8] = []
  /// Bytes of ``window`` that are consumed.
  private var consumed = 0
  private var start: UInt64 = 0
  private var isAtEnd = false
  private var blocksFound = 0
  private var rowsFound: UInt64 = 0

  /// A block header, two numbers, has at most so many bytes.
  private static let blockHeaderBytes = 20
  private static let readBytes = 256 << 10

  /// Reads the header; throws an ``AvroFault`` of block 0, or an ``EventFileError`` when reading fails.
  init(stream: any ByteStream, input: String) throws {
    self.stream = stream
    self.input = input
    var window: [UInt8] = []
    var isAtEnd = false
    var wanted = 4 << 10
    while true {
      isAtEnd = try !Self.read(stream, to: wanted, into: &window)
      do {
        if let header = try window.withUnsafeBufferPointer({ bytes throws(AvroFault.Problem) in
          try AvroHeader(parsing: bytes)
        }) {
          self.header = header
          break
        }
      } catch {
        throw AvroFault(input: input, block: 0, offset: 0, problem: error)
      }
      if isAtEnd { throw AvroFault(input: input, block: 0, offset: 0, problem: .truncated) }
      guard window.count <= AvroLimits.headerBytes else {
        throw AvroFault(input: input, block: 0, offset: 0, problem: .badHeader)
      }
      wanted = window.count * 4
    }
    self.window = window
    self.isAtEnd = isAtEnd
    consumed = header.byteCount
  }

  /// The next block, or `nil` at the end of the file.
  ///
  /// After an ``AvroFault`` call ``resynchronise()`` to read on behind the next marker. Errors of the stream come as
  /// ``EventFileError``.
  mutating func next() throws -> AvroBlock? {
    try makeAvailable(Self.blockHeaderBytes)
    let available = window.count - consumed
    if available == 0 { return nil }
    blocksFound += 1
    let (rows, bytes, length): (Int64, Int64, Int) = try window.withUnsafeBufferPointer { window in
      var reader = AvroNumberReader(bytes: window, position: consumed)
      do throws(AvroFault.Problem) {
        guard let rows = try reader.readLong(), let bytes = try reader.readLong() else {
          throw .truncated
        }
        return (rows, bytes, reader.position - consumed)
      } catch {
        throw fault(error == .badHeader ? .badBlockHeader(rows: -1, bytes: -1) : error)
      }
    }
    guard rows >= 0, bytes >= 0 else { throw fault(.badBlockHeader(rows: rows, bytes: bytes)) }
    guard bytes <= Int64(AvroLimits.blockBytes) else {
      throw fault(.blockTooLarge(bytes: Int(bytes), limit: AvroLimits.blockBytes))
    }
    guard rows <= Int64(AvroLimits.blockBytes) else { throw fault(.badBlockHeader(rows: rows, bytes: bytes)) }
    let size = length + Int(bytes) + AvroHeader.markerBytes
    try makeAvailable(size)
    guard window.count - consumed >= size else { throw fault(.truncated) }
    let end = consumed + length + Int(bytes)
    guard window[end..<end + AvroHeader.markerBytes].elementsEqual(header.syncMarker) else {
      throw fault(.badSyncMarker)
    }
    let block = AvroBlock(
      number: blocksFound, offset: start + UInt64(consumed), firstRow: rowsFound, rows: Int(rows),
      stored: Array(window[consumed + length..<end]))
    rowsFound += UInt64(rows)
    consumed += size
    return block
  }

  /// Moves behind the next sync marker; `false` when there is none before the end of the file.
  mutating func resynchronise() throws -> Bool {
    let marker = header.syncMarker
    while true {
      if let place = find(marker) {
        consumed = place + AvroHeader.markerBytes
        return true
      }
      // A marker may stand across the end of the window.
      consumed = max(consumed, window.count - (AvroHeader.markerBytes - 1))
      let before = UInt64(window.count) + start
      try makeAvailable(window.count - consumed + Self.readBytes)
      if UInt64(window.count) + start == before {
        consumed = window.count
        return false
      }
    }
  }

  private func find(_ marker: [UInt8]) -> Int? {
    window.withUnsafeBufferPointer { window in
      var place = consumed
      let last = window.count - marker.count
      while place <= last {
        guard let first = window[place...last].firstIndex(of: marker[0]) else { return nil }
        if window[first..<first + marker.count].elementsEqual(marker) { return first }
        place = first + 1
      }
      return nil
    }
  }

  private func fault(_ problem: AvroFault.Problem) -> AvroFault {
    AvroFault(input: input, block: blocksFound, offset: start + UInt64(consumed), problem: problem)
  }

  /// Reads until `count` unconsumed bytes are in the window or the file ends.
  private mutating func makeAvailable(_ count: Int) throws {
    guard window.count - consumed < count, !isAtEnd else { return }
    if consumed > 0 {
      window.removeSubrange(0..<consumed)
      start += UInt64(consumed)
      consumed = 0
    }
    isAtEnd = try !Self.read(stream, to: max(count, Self.readBytes), into: &window)
  }

  /// Reads until `window` has at least `count` bytes; `false` at the end of the stream.
  ///
  /// Grows with what is there, so that an announced length alone takes no memory.
  private static func read(
    _ stream: any ByteStream, to count: Int, into window: inout [UInt8]
  ) throws(EventFileError) -> Bool {
    while window.count < count {
      let step = min(count - window.count, 4 << 20)
      let old = window.count
      window.append(contentsOf: repeatElement(0, count: step))
      var filled = 0
      do throws(EventFileError) {
        try window.withUnsafeMutableBufferPointer { bytes throws(EventFileError) in
          try stream.fill(
            UnsafeMutableRawBufferPointer(UnsafeMutableBufferPointer(rebasing: bytes[old...])),
            filled: &filled)
        }
      } catch {
        window.removeLast(step - filled)
        throw error
      }
      window.removeLast(step - filled)
      if filled < step { return false }
    }
    return true
  }
}

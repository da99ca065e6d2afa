import EventModel

/// Cuts a stream of text into chunks of whole rows.
///
/// Sequential, and fast enough to keep several parsing threads busy. Memory is bounded by one chunk, or by the
/// longest row allowed where that is more.
struct RowChunkReader<Splitter: RowSplitter> {
  private let stream: any ByteStream
  private let input: String
  private let options: EventFileOptions
  private var splitter: Splitter
  /// Bytes read behind the last chunk; they begin with a row.
  private var carry: [UInt8] = []
  /// Where ``carry`` begins.
  private var position = EventBatch.Position(line: 1, byteOffset: 0)
  private var isStarted = false
  private var isAtEnd = false
  /// What to throw once the rows before it were handed over.
  private var failure: EventFileError?

  init(stream: any ByteStream, input: String, splitter: Splitter, options: EventFileOptions) {
    self.stream = stream
    self.input = input
    self.splitter = splitter
    self.options = options
  }

  /// The next rows, or `nil` at the end of the input. A chunk may be without rows.
  ///
  /// When the stream fails, the complete rows before come first; a row that it cut short does not come.
  mutating func next() throws(EventFileError) -> RowChunk? {
    if !isStarted {
      isStarted = true
      try skipByteOrderMark()
    }
    if carry.isEmpty && (isAtEnd || failure != nil) {
      if let failure { throw failure }
      return nil
    }
    splitter.begin()
    var list = RowList()
    var capacity = max(carry.count, options.chunkBytes) + options.readBytes + EventFileLimits.chunkPadding
    while true {
      var (bytes, count, stop) = gather(capacity: capacity, into: &list)
      switch stop {
      case .full: return chunk(&bytes, count: count, list: list)
      case .failed:
        let chunk = chunk(&bytes, count: count, list: list)
        carry = []
        guard let failure else { return chunk }
        if chunk.list.rows.isEmpty { throw failure }
        return chunk
      case .needsRoom:
        carry = Array(bytes[..<count])
        capacity *= 2
      case .tooLong: return try skipRow(from: bytes, count: count)
      }
    }
  }

  private enum Stop {
    case full
    case failed
    case needsRoom
    case tooLong
  }

  /// Puts bytes behind those carried over until they make a chunk, or until it is clear why they do not.
  private mutating func gather(
    capacity: Int, into list: inout RowList
  ) -> (bytes: [UInt8], count: Int, stop: Stop) {
    var count = 0
    var stop = Stop.full
    let bytes = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, initializedCount in
      guard let base = buffer.baseAddress else { return }
      count = carry.count
      carry.withUnsafeBufferPointer { source in
        if let start = source.baseAddress { base.update(from: start, count: source.count) }
      }
      carry = []
      let padding = EventFileLimits.chunkPadding
      (base + count).update(repeating: 0, count: padding)
      splitter.scan(base, count: count, isEnd: isAtEnd, until: options.chunkRows, into: &list)
      while list.rows.count < options.chunkRows, count < options.chunkBytes || splitter.rowStart == 0 {
        if isAtEnd { break }
        if failure != nil {
          stop = .failed
          break
        }
        if splitter.rowStart == 0 && count > max(options.chunkBytes, options.rowLimit + 2) {
          stop = .tooLong
          break
        }
        if count + options.readBytes + padding > capacity {
          stop = .needsRoom
          break
        }
        count += read(into: UnsafeMutableRawBufferPointer(start: base + count, count: options.readBytes))
        (base + count).update(repeating: 0, count: padding)
        splitter.scan(base, count: count, isEnd: isAtEnd, until: options.chunkRows, into: &list)
      }
      initializedCount = count + padding
    }
    return (bytes, count, stop)
  }

  /// Reads until `buffer` is full, noting the end of the input or a failure.
  private mutating func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    var filled = 0
    do {
      try stream.fill(buffer, filled: &filled)
      isAtEnd = filled < buffer.count
    } catch {
      failure = error
    }
    return filled
  }

  /// The complete rows of `bytes`, which it takes; the rest is carried over.
  private mutating func chunk(_ bytes: inout [UInt8], count: Int, list: RowList) -> RowChunk {
    let cut = splitter.rowStart
    carry = Array(bytes[cut..<count])
    bytes.removeLast(count - cut)
    var chunk = RowChunk(bytes: [], count: cut, list: list, position: position)
    swap(&chunk.bytes, &bytes)
    position.line += UInt64(splitter.line)
    position.byteOffset += UInt64(cut)
    return chunk
  }

  /// Reads to the end of a row without keeping it.
  private mutating func skipRow(from bytes: [UInt8], count: Int) throws(EventFileError) -> RowChunk? {
    let excerpt = bytes.withUnsafeBufferPointer {
      TextCheck.excerpt(UnsafeBufferPointer(rebasing: $0[..<count]))
    }
    var follower = splitter.makeFollower()
    var bytes = bytes
    var count = count
    var bytesBefore = 0
    while true {
      var read = 0
      let extent = bytes.withUnsafeBufferPointer { buffer in
        buffer.baseAddress.flatMap {
          follower.follow($0, from: &read, count: count, isEnd: isAtEnd)
        }
      }
      if let extent {
        let next = extent.next - bytesBefore
        let row = RowChunk.SkippedRow(position: position, bytes: extent.length, excerpt: excerpt)
        carry = Array(bytes[next..<count])
        position.line += UInt64(extent.lineEnds)
        position.byteOffset += UInt64(extent.next)
        return RowChunk(
          bytes: [UInt8](repeating: 0, count: EventFileLimits.chunkPadding), count: 0, list: RowList(),
          position: position, skippedRow: row)
      }
      if let failure {
        carry = []
        throw failure
      }
      bytesBefore += read
      let rest = Array(bytes[read..<count])
      bytes = rest + [UInt8](repeating: 0, count: options.readBytes)
      count = rest.count
      count += bytes.withUnsafeMutableBytes { buffer in
        self.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[rest.count...]))
      }
    }
  }

  /// Drops the byte order mark of UTF-8 and refuses those of UTF-16.
  private mutating func skipByteOrderMark() throws(EventFileError) {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 3, alignment: 1)
    defer { buffer.deallocate() }
    let count = read(into: buffer)
    carry = Array(buffer[..<count])
    if carry == [0xEF, 0xBB, 0xBF] {
      carry = []
      position.byteOffset = 3
    } else if carry.starts(with: [0xFF, 0xFE]) {
      throw .unsupportedEncoding(input: input, encoding: "UTF-16LE")
    } else if carry.starts(with: [0xFE, 0xFF]) {
      throw .unsupportedEncoding(input: input, encoding: "UTF-16BE")
    }
  }
}

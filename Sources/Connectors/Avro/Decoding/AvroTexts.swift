import EventModel

/// The texts of one block: the decoded bytes themselves and, numbered on behind them, texts made while decoding.
///
/// What becomes the arena of a batch, so offsets are those of ``EventBatch/arena``. Hot.
struct AvroTexts: ~Copyable {
  private let base: UnsafePointer<UInt8>
  /// Bytes of the block.
  private let blockBytes: Int
  private var made = GrowingBuffer<UInt8>(capacity: 4 << 10)

  init(base: UnsafePointer<UInt8>, blockBytes: Int) {
    self.base = base
    self.blockBytes = blockBytes
  }

  /// The text at `offset`; valid until the next text is appended.
  @inline(__always)
  func bytes(offset: Int, length: Int) -> UnsafeBufferPointer<UInt8> {
    offset < blockBytes
      ? UnsafeBufferPointer(start: base + offset, count: length)
      : UnsafeBufferPointer(start: made.base + (offset &- blockBytes), count: length)
  }

  /// The text that the payload of a cell stands for.
  @inline(__always)
  func bytes(of payload: UInt64) -> UnsafeBufferPointer<UInt8> {
    bytes(offset: Int(payload >> 32), length: Int(UInt32(truncatingIfNeeded: payload)))
  }

  /// The text of a cell that holds one.
  @inline(__always)
  func bytes(of cell: EventBatch.Cell) -> UnsafeBufferPointer<UInt8> {
    bytes(offset: Int(cell.payload >> 32), length: Int(UInt32(truncatingIfNeeded: cell.payload)))
  }

  /// Appends a text and returns it as the payload of a cell.
  mutating func append(_ text: UnsafeBufferPointer<UInt8>) -> UInt64 {
    let payload = UInt64(blockBytes &+ made.count) << 32 | UInt64(text.count)
    made.append(contentsOf: text)
    return payload
  }

  mutating func append(_ text: [UInt8]) -> UInt64 { text.withUnsafeBufferPointer { append($0) } }

  /// Appends `prefix` and the text that the payload `text` stands for.
  mutating func append(_ prefix: [UInt8], before text: UInt64) -> UInt64 {
    let start = made.count
    prefix.withUnsafeBufferPointer { made.append(contentsOf: $0) }
    // A byte at a time, because a text made before may move while the buffer grows.
    let (offset, length) = (Int(text >> 32), Int(UInt32(truncatingIfNeeded: text)))
    for index in 0..<length { made.append(bytes(offset: offset &+ index, length: 1)[0]) }
    return UInt64(blockBytes &+ start) << 32 | UInt64(made.count &- start)
  }

  /// Appends a decimal number.
  mutating func append(decimal value: Int64) -> UInt64 {
    let start = made.count
    if value < 0 { made.append(UInt8(ascii: "-")) }
    var divisor: UInt64 = 1
    let magnitude = value.magnitude
    while magnitude / divisor >= 10 { divisor *= 10 }
    while divisor > 0 {
      made.append(UInt8(truncatingIfNeeded: 48 &+ magnitude / divisor % 10))
      divisor /= 10
    }
    return UInt64(blockBytes &+ start) << 32 | UInt64(made.count &- start)
  }

  /// Bytes made so far.
  var madeBytes: Int { made.count }

  /// What was made, to stand behind the block's bytes in the arena.
  var madeTexts: [UInt8] { Array(made.elements) }
}

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
    let (offset, length) = (Int(text >> 32), Int(UInt32(truncatingIfNeeded: text)))
    // Room first, because a text made before moves while the buffer grows.
    let target = made.room(for: length)
    if let source = bytes(offset: offset, length: length).baseAddress {
      target.initialize(from: source, count: length)
    }
    made.grow(by: length)
    return UInt64(blockBytes &+ start) << 32 | UInt64(made.count &- start)
  }

  /// Appends `prefix` and a decimal number.
  mutating func append(_ prefix: [UInt8] = [], decimal value: Int64) -> UInt64 {
    let start = made.count
    prefix.withUnsafeBufferPointer { made.append(contentsOf: $0) }
    var magnitude = value.magnitude
    var digits = 1
    var bound: UInt64 = 10
    // No magnitude has twenty digits, so the bound stays within 64 bits.
    while magnitude >= bound {
      digits &+= 1
      bound &*= 10
    }
    let isNegative = value < 0
    let length = digits &+ (isNegative ? 1 : 0)
    let target = made.room(for: length)
    if isNegative { target[0] = UInt8(ascii: "-") }
    var place = length
    for _ in 0..<digits {
      place &-= 1
      target[place] = UInt8(truncatingIfNeeded: 48 &+ magnitude % 10)
      magnitude /= 10
    }
    made.grow(by: length)
    return UInt64(blockBytes &+ start) << 32 | UInt64(made.count &- start)
  }

  /// Bytes made so far.
  var madeBytes: Int { made.count }

  /// What was made, to stand behind the block's bytes in the arena.
  var madeTexts: [UInt8] { Array(made.elements) }
}

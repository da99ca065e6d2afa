import EventModel

/// Whether a value can be text, at eight bytes a step. Hot.
enum AvroTextCheck {
  /// Why the bytes cannot be text, or `nil` if they can; eight bytes behind them may be loaded.
  @inline(__always)
  static func fault(in text: UnsafePointer<UInt8>, count: Int) -> RejectedRow.Reason? {
    isPlainASCII(text, count: count)
      ? nil : TextCheck.fault(in: UnsafeBufferPointer(start: text, count: count))
  }

  /// Whether there is no byte of 0 or beyond 127; may say no for a text of which it is true, so that
  /// what follows has to look again.
  @inline(__always)
  private static func isPlainASCII(_ text: UnsafePointer<UInt8>, count: Int) -> Bool {
    let raw = UnsafeRawPointer(text)
    let ones: UInt64 = 0x0101_0101_0101_0101
    var found: UInt64 = 0
    var position = 0
    while position &+ 8 <= count {
      let word = raw.loadUnaligned(fromByteOffset: position, as: UInt64.self)
      // A zero byte borrows from the next and sets its own top bit.
      found |= word | (word &- ones)
      position &+= 8
    }
    if position < count {
      let mask = (1 as UInt64) &<< UInt64(8 &* (count &- position)) &- 1
      let word = (raw.loadUnaligned(fromByteOffset: position, as: UInt64.self) & mask) | (ones & ~mask)
      found |= word | (word &- ones)
    }
    return found & 0x8080_8080_8080_8080 == 0
  }
}

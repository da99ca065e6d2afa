/// The times of a row group, packed so that any row's time is one short computation away.
///
/// ```
/// times  = unit varint  origin svarint  slope varint  width u8  base-width u8  frame-count varint
///          word{⌈rows/64⌉}  bases  offsets  padding 8 × 0
/// word   = starts u64  rank u32
/// ```
/// Time = origin + unit × (base of the row's frame + offset of the row + slope × (row mod 1024)), modulo 2^64. The
/// bytes are borrowed and never written: whoever holds a `TimeFrames` keeps them alive. Hot: ``time(ofRow:)`` is called per candidate
/// row.
@usableFromInline package struct TimeFrames: @unchecked Sendable {
  @usableFromInline let words: UnsafeRawPointer
  @usableFromInline let bases: UnsafeRawPointer
  @usableFromInline let offsets: UnsafeRawPointer
  @usableFromInline let unit: UInt64
  @usableFromInline let origin: UInt64
  @usableFromInline let slope: UInt64
  @usableFromInline let width: Int
  @usableFromInline let baseWidth: Int
  @usableFromInline let mask: UInt64
  @usableFromInline let baseMask: UInt64
  package let rows: Int

  static let wordLength = 12
  static let padding = 8
  /// Rows after which the slope starts again at 0, so that it does not widen the bases without end.
  static let slopeRows = 1024
  /// Minute, second, millisecond, microsecond.
  static let units: [Int64] = [60_000_000, 1_000_000, 1_000, 1]

  /// Checks lengths, widths and that every rank is what the bits say, so that no access can leave the block.
  package init(_ bytes: UnsafeRawBufferPointer, rows: Int) throws(DamageFound) {
    var reader = ByteReader(bytes)
    self.rows = rows
    let unit = try reader.readVarint()
    guard Self.units.contains(where: { UInt64($0) == unit }) else { throw DamageFound(.inconsistent("unit")) }
    self.unit = unit
    origin = UInt64(bitPattern: try reader.readSignedVarint())
    slope = try reader.readVarint()
    width = Int(try reader.readByte())
    baseWidth = Int(try reader.readByte())
    guard width <= 64, width == BitArray.readableWidth(width), baseWidth <= 64,
      baseWidth == BitArray.readableWidth(baseWidth)
    else { throw DamageFound(.inconsistent("width")) }
    let frames = try reader.readCount(limit: rows)
    let wordCount = (rows + 63) / 64
    let wordBytes = try reader.readBytes(wordCount * Self.wordLength)
    let baseBytes = try reader.readBytes(BitArray.byteCount(frames, width: baseWidth))
    let offsetBytes = try reader.readBytes(BitArray.byteCount(rows, width: width))
    guard reader.remaining == Self.padding, let first = wordBytes.baseAddress else {
      throw DamageFound(.lengthOutOfBounds)
    }
    words = first
    // The padding makes base addresses exist even where an array is empty.
    bases = baseBytes.baseAddress ?? first
    offsets = offsetBytes.baseAddress ?? first
    mask = BitArray.mask(width: width)
    baseMask = BitArray.mask(width: baseWidth)
    var rank = 0
    for word in 0..<wordCount {
      let stored = first.loadUnaligned(fromByteOffset: word * Self.wordLength + 8, as: UInt32.self)
      guard Int(UInt32(littleEndian: stored)) == rank else { throw DamageFound(.inconsistent("rank")) }
      rank += first.loadUnaligned(fromByteOffset: word * Self.wordLength, as: UInt64.self).nonzeroBitCount
    }
    guard rank == frames, rows == 0 || first.loadUnaligned(as: UInt64.self).littleEndian & 1 == 1 else {
      throw DamageFound(.inconsistent("frame count"))
    }
  }

  /// The time of a row in µs; `row` must be below ``rows``.
  @inlinable @inline(__always)
  package func time(ofRow row: Int) -> Int64 {
    let word = words + (row &>> 6) &* 12
    let starts = word.loadUnaligned(as: UInt64.self).littleEndian
    let rank = Int(word.loadUnaligned(fromByteOffset: 8, as: UInt32.self).littleEndian)
    // Bits up to and including the row itself; at least one frame starts there or before.
    let upTo = starts & (UInt64.max &>> UInt64(truncatingIfNeeded: 63 &- (row & 63)))
    return time(ofRow: row, frame: rank &+ upTo.nonzeroBitCount &- 1)
  }

  @inlinable @inline(__always)
  func time(ofRow row: Int, frame: Int) -> Int64 {
    let base = BitArray.value(in: bases, at: frame, width: baseWidth, mask: baseMask)
    let offset = BitArray.value(in: offsets, at: row, width: width, mask: mask)
    let ticks = base &+ offset &+ slope &* UInt64(truncatingIfNeeded: row & 1023)
    return Int64(truncatingIfNeeded: origin &+ unit &* ticks)
  }

  /// The times of `range`, in row order.
  package func times(ofRows range: Range<Int>) -> [Int64] {
    [Int64](unsafeUninitializedCapacity: range.count) { buffer, count in
      var row = range.lowerBound
      while row < range.upperBound {
        let word = words + (row &>> 6) &* Self.wordLength
        let rank = Int(word.loadUnaligned(fromByteOffset: 8, as: UInt32.self).littleEndian)
        // The bits of the rows from `row` on, lowest first.
        let starts = word.loadUnaligned(as: UInt64.self).littleEndian
        var rest = starts &>> UInt64(truncatingIfNeeded: row & 63)
        var frame = rank &+ starts.nonzeroBitCount &- rest.nonzeroBitCount &- 1
        let end = min(range.upperBound, (row | 63) &+ 1)
        while row < end {
          frame &+= Int(truncatingIfNeeded: rest & 1)
          rest &>>= 1
          buffer[row &- range.lowerBound] = time(ofRow: row, frame: frame)
          row &+= 1
        }
      }
      count = range.count
    }
  }
}

import EventModel

extension AvroBlockRun {
  /// Decodes texts that stand one behind the other for as long as they are short and plain ASCII, as most are.
  ///
  /// - Returns: The first operation that is not done. Whatever is peculiar about its datum is not looked into here, and
  ///   the cursor stands before it.
  @inline(__always)
  mutating func shortTexts(from first: Int) -> Int {
    let base = cursor.base
    let end = cursor.end
    let longest = min(fieldLimit, ShortText.longest)
    var position = cursor.position
    var place = first
    var count = cells.count
    while true {
      let operation = operations[place]
      guard operation.kind == .string else { break }
      var start = position
      if operation.nullBranch != AvroOperation.noBranch {
        let branch = base[start]
        start &+= 1
        if branch == operation.nullBranch &<< 1 {
          guard start <= end else { break }
          position = start
          place &+= 1
          continue
        }
        guard branch == (1 &- operation.nullBranch) &<< 1 else { break }
      }
      let stated = base[start]
      start &+= 1
      let length = Int(stated &>> 1)
      guard stated & 0x81 == 0, length <= longest, start &+ length <= end,
        ShortText.isPlainASCII(base + start, count: length)
      else { break }
      (cells.base + count).initialize(
        to: EventBatch.Cell(
          column: operation.column, type: .string, payload: UInt64(start) &<< 32 | UInt64(length)))
      count &+= 1
      position = start &+ length
      place &+= 1
    }
    cells.grow(by: count &- cells.count)
    cursor.position = position
    return place
  }
}

/// Texts whose length takes one byte.
private enum ShortText {
  static let longest = 63

  /// Whether there is no byte of 0 or beyond 127 in a text of at most ``longest`` bytes; as many from its first byte on
  /// may be loaded.
  @inline(__always)
  static func isPlainASCII(_ text: UnsafePointer<UInt8>, count: Int) -> Bool {
    let raw = UnsafeRawPointer(text)
    let zero = SIMD16<Int8>(repeating: 0)
    let lanes = SIMD16<Int8>(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
    let counts = SIMD16<Int8>(repeating: Int8(truncatingIfNeeded: count))
    // As a signed number, a byte beyond 127 is negative.
    var faults = (raw.loadUnaligned(as: SIMD16<Int8>.self) .<= zero) .& (lanes .< counts)
    if count > 16 {
      var offset = 16
      while offset < count {
        let places = lanes &+ SIMD16<Int8>(repeating: Int8(truncatingIfNeeded: offset))
        faults =
          faults
          .| ((raw.loadUnaligned(fromByteOffset: offset, as: SIMD16<Int8>.self) .<= zero)
            .& (places .< counts))
        offset &+= 16
      }
    }
    return !ByteMask.any(faults)
  }
}

import EventModel

/// What text has to be before it is looked into: valid UTF-8 without NUL bytes.
enum TextCheck {
  /// Whether `bytes` hold no NUL and nothing beyond ASCII, so that no row needs to be looked at.
  ///
  /// - Complexity: O(n), about 20 GB/s.
  static func isPlainASCII(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let base = bytes.baseAddress else { return true }
    let zero = ByteMask.Vector(repeating: 0)
    let high = ByteMask.Vector(repeating: 0x80)
    var position = 0
    while position &+ 64 <= bytes.count {
      let block = ByteMask.Block(base + position)
      let nul = (block.a .== zero) .| (block.b .== zero) .| (block.c .== zero) .| (block.d .== zero)
      let beyond = (block.a | block.b | block.c | block.d) .>= high
      if ByteMask.any(nul .| beyond) { return false }
      position &+= 64
    }
    while position < bytes.count {
      if base[position] == 0 || base[position] >= 0x80 { return false }
      position &+= 1
    }
    return true
  }

  /// Why the row `bytes` cannot be text, or `nil` if it can.
  static func fault(in bytes: UnsafeBufferPointer<UInt8>) -> RejectedRow.Reason? {
    if isPlainASCII(bytes) { return nil }
    if let offset = bytes.firstIndex(of: 0) { return .nulByte(offset: offset) }
    do {
      _ = try UTF8Span(validating: bytes.span)
      return nil
    } catch {
      return .invalidUTF8(offset: error.byteOffsets.lowerBound)
    }
  }

  /// The first bytes of `bytes`, repaired to valid UTF-8, at most ``RejectedRow/excerptLimit`` of them.
  static func excerpt(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
    var count = min(bytes.count, RejectedRow.excerptLimit)
    if count < bytes.count {
      // Do not cut a scalar in two: step back over at most three continuation bytes.
      var start = count
      while start > 0, count - start < 3, bytes[start] & 0xC0 == 0x80 { start -= 1 }
      if bytes[start] >= 0xC0 { count = start }
    }
    var text = String(decoding: UnsafeBufferPointer(rebasing: bytes[..<count]), as: UTF8.self)
    while text.utf8.count > RejectedRow.excerptLimit { text.unicodeScalars.removeLast() }
    return text
  }
}

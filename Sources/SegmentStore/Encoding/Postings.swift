/// The row lists of the format: ascending row numbers, coded by the rows skipped between them.
///
/// ```
/// postings = coding u8  body
/// coding   = 1, 2 or 4: body is unit{coding}*
///          | 8 + k (k = 0 … 31): body is remainders  quotients
/// ```
/// A row is the number of rows skipped since the last one. In units, one of all ones adds its value and continues.
/// In Rice codes the low k bits of each skip stand in the bit array `remainders`; the rest is written in `quotients`
/// as that many zero bits and a one. Hot: a row costs about a nanosecond, without a branch that depends on its value.
package enum Postings {
  /// The shortest coding of ascending, distinct `rows`.
  package static func encode(_ rows: UnsafeBufferPointer<UInt32>) -> [UInt8] {
    let costs = Costs(rows)
    return costs.rice.bytes < costs.units.bytes ? encodeRice(rows, costs) : encodeUnits(rows, costs)
  }

  /// Decodes exactly `count` rows, all below `limit`; `rows` is replaced.
  package static func decode(
    _ bytes: UnsafeRawBufferPointer, count: Int, below limit: Int, into rows: inout [UInt32]
  ) throws(DamageFound) {
    guard let coding = bytes.first else { throw DamageFound(.tooShort) }
    let body = UnsafeRawBufferPointer(rebasing: bytes.dropFirst())
    // Every row takes at least a bit, so memory is taken only for rows that can be there.
    guard count <= body.count * 8 else { throw DamageFound(.inconsistent("row count")) }
    var end: UInt64?
    rows = [UInt32](unsafeUninitializedCapacity: count) { buffer, initialized in
      switch coding {
      case 1: end = decodeUnits(body, UInt8.self, count: count, into: buffer)
      case 2: end = decodeUnits(body, UInt16.self, count: count, into: buffer)
      case 4: end = decodeUnits(body, UInt32.self, count: count, into: buffer)
      case 8...39: end = decodeRice(body, k: Int(coding) - 8, count: count, into: buffer)
      default: end = nil
      }
      initialized = end == nil ? 0 : count
    }
    guard coding == 1 || coding == 2 || coding == 4 || 8...39 ~= coding else {
      throw DamageFound(.invalidCode(Int(coding)))
    }
    guard let end else { throw DamageFound(.inconsistent("row count")) }
    guard end <= UInt64(limit) else { throw DamageFound(.inconsistent("row number")) }
  }
}

extension Postings {
  /// What a list costs in bytes under the best unit width and the best Rice parameter.
  struct Costs {
    var units: (bytes: Int, width: Int)
    var rice: (bytes: Int, k: Int)

    init(_ rows: UnsafeBufferPointer<UInt32>) {
      let skipped = rows.isEmpty ? 0 : Int(rows[rows.count - 1]) + 1 - rows.count
      // The best parameter for geometric skips is near the logarithm of their mean times ln 2.
      let mean = UInt64(skipped * 7 / 10 / max(1, rows.count))
      let middle = BitArray.width(of: mean)
      let (k0, k1, k2) = (UInt32(max(0, middle - 1)), UInt32(min(31, middle)), UInt32(min(31, middle + 1)))
      var (zeros0, zeros1, zeros2) = (0, 0, 0)
      var units1 = 0
      var units2 = 0
      var next: UInt32 = 0
      for row in rows {
        let skip = row &- next
        units1 &+= 1 &+ Int(skip / 255)
        units2 &+= 1 &+ Int(skip / 65535)
        zeros0 &+= Int(skip &>> k0)
        zeros1 &+= Int(skip &>> k1)
        zeros2 &+= Int(skip &>> k2)
        next = row &+ 1
      }
      units = (1 + rows.count * 4, 4)
      if 1 + units2 * 2 <= units.bytes { units = (1 + units2 * 2, 2) }
      if 1 + units1 <= units.bytes { units = (1 + units1, 1) }
      rice = (Int.max, 0)
      for (k, zeros) in [(k0, zeros0), (k1, zeros1), (k2, zeros2)] {
        let bytes = 1 + BitArray.byteCount(rows.count, width: Int(k)) + (rows.count + zeros + 7) / 8
        if bytes < rice.bytes { rice = (bytes, Int(k)) }
      }
    }
  }

  static func encodeUnits(_ rows: UnsafeBufferPointer<UInt32>, _ costs: Costs) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: costs.units.bytes) { buffer, count in
      let buffer = UnsafeMutableRawBufferPointer(buffer)
      buffer[0] = UInt8(costs.units.width)
      switch costs.units.width {
      case 1: write(rows, as: UInt8.self, to: buffer)
      case 2: write(rows, as: UInt16.self, to: buffer)
      default: write(rows, as: UInt32.self, to: buffer)
      }
      count = costs.units.bytes
    }
  }

  private static func write<Unit: FixedWidthInteger & UnsignedInteger>(
    _ rows: UnsafeBufferPointer<UInt32>, as unit: Unit.Type, to buffer: UnsafeMutableRawBufferPointer
  ) {
    var place = 1
    var next: UInt32 = 0
    for row in rows {
      var skip = row &- next
      while skip >= UInt32(truncatingIfNeeded: Unit.max) {
        buffer.storeBytes(of: Unit.max, toByteOffset: place, as: Unit.self)
        place &+= MemoryLayout<Unit>.size
        skip &-= UInt32(truncatingIfNeeded: Unit.max)
      }
      buffer.storeBytes(of: Unit(truncatingIfNeeded: skip).littleEndian, toByteOffset: place, as: Unit.self)
      place &+= MemoryLayout<Unit>.size
      next = row &+ 1
    }
  }

  static func encodeRice(_ rows: UnsafeBufferPointer<UInt32>, _ costs: Costs) -> [UInt8] {
    let k = UInt32(costs.rice.k)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(costs.rice.bytes + 8)
    bytes.append(8 + UInt8(k))
    let mask = UInt32(truncatingIfNeeded: BitArray.mask(width: Int(k)))
    var next: UInt32 = 0
    BitArray.append(count: rows.count, width: Int(k), to: &bytes) { index in
      let skip = rows[index] &- next
      next = rows[index] &+ 1
      return UInt64(skip & mask)
    }
    let start = bytes.count
    bytes.append(contentsOf: repeatElement(0, count: costs.rice.bytes - start))
    bytes.withUnsafeMutableBytes { buffer in
      var bit = start * 8
      var next: UInt32 = 0
      for row in rows {
        bit &+= Int((row &- next) &>> k)
        buffer[bit &>> 3] |= 1 &<< UInt8(truncatingIfNeeded: bit & 7)
        bit &+= 1
        next = row &+ 1
      }
    }
    return bytes
  }
}

extension Postings {
  /// Fills `rows` and answers the row after the last, or `nil` when the units do not hold `count` rows exactly.
  private static func decodeUnits<Unit: FixedWidthInteger & UnsignedInteger>(
    _ bytes: UnsafeRawBufferPointer, _ unit: Unit.Type, count: Int,
    into rows: UnsafeMutableBufferPointer<UInt32>
  ) -> UInt64? {
    let size = MemoryLayout<Unit>.size
    guard bytes.count % size == 0, let base = bytes.baseAddress, count > 0 else {
      return bytes.count == 0 && count == 0 ? 0 : nil
    }
    let units = bytes.count / size
    var sum: UInt64 = 0
    var found = 0
    var index = 0
    // The place of the row is written before it is known whether the unit ends it, hence one row is kept back.
    let last = count &- 1
    while index < units, found < last {
      let value = Unit(littleEndian: base.loadUnaligned(fromByteOffset: index &* size, as: Unit.self))
      rows[found] = UInt32(truncatingIfNeeded: sum &+ UInt64(value))
      let ends = value == Unit.max ? 0 : 1
      found &+= ends
      sum = sum &+ UInt64(value) &+ UInt64(ends)
      index &+= 1
    }
    guard found == last else { return nil }
    // The last row's units must be the last of the list.
    while index < units {
      let value = Unit(littleEndian: base.loadUnaligned(fromByteOffset: index &* size, as: Unit.self))
      sum = sum &+ UInt64(value)
      index &+= 1
      if value != Unit.max {
        rows[last] = UInt32(truncatingIfNeeded: sum)
        return index == units ? sum &+ 1 : nil
      }
    }
    return nil
  }

  private static func decodeRice(
    _ bytes: UnsafeRawBufferPointer, k: Int, count: Int, into rows: UnsafeMutableBufferPointer<UInt32>
  ) -> UInt64? {
    let start = BitArray.byteCount(count, width: k)
    guard start <= bytes.count, let base = bytes.baseAddress, count > 0 else {
      return bytes.count == 0 && count == 0 ? 0 : nil
    }
    let mask = BitArray.mask(width: k)
    let shift = UInt64(k)
    // Remainders are read with eight-byte loads as far as those stay inside the list.
    let loadable = bytes.count < 8 ? 0 : k == 0 ? count : min(count, (bytes.count - 8) * 8 / k)
    var found = 0
    // All remainders so far and the rows before this one.
    var sum: UInt64 = 0
    var offset = start
    while offset < bytes.count {
      var bits = word(bytes, at: offset)
      let ends = bits.nonzeroBitCount
      // Zeros before this word; all bits before it are zeros or end a row.
      let zeros = UInt64(truncatingIfNeeded: (offset &- start) &* 8 &- found)
      if found &+ ends < loadable {
        var value = (zeros &<< shift) &+ sum
        var bit = found &* k
        for place in found..<found &+ ends {
          let load = base.loadUnaligned(fromByteOffset: bit &>> 3, as: UInt64.self).littleEndian
          value = value &+ ((load &>> UInt64(truncatingIfNeeded: bit & 7)) & mask)
          let skipped = UInt64(truncatingIfNeeded: bits.trailingZeroBitCount)
          rows[place] = UInt32(truncatingIfNeeded: value &+ (skipped &<< shift))
          // One row more, and one bit that was no zero.
          value = value &+ 1 &- (1 &<< shift)
          bits &= bits &- 1
          bit &+= k
        }
        found &+= ends
        sum = value &- ((zeros &- UInt64(truncatingIfNeeded: ends)) &<< shift)
      } else {
        for end in 0..<UInt64(truncatingIfNeeded: ends) {
          let bit = found * k
          sum = sum &+ ((word(bytes, at: bit >> 3) >> UInt64(bit & 7)) & mask)
          let skipped = zeros &- end &+ UInt64(bits.trailingZeroBitCount)
          rows[found] = UInt32(truncatingIfNeeded: (skipped &<< shift) &+ sum)
          sum = sum &+ 1
          bits &= bits &- 1
          found += 1
          guard found == count else { continue }
          // Nothing but the padding of the last byte may follow.
          guard bits == 0, skipped <= UInt64(UInt32.max) >> shift,
            (Int(skipped) + count + 7) / 8 == bytes.count - start
          else { return nil }
          return (skipped << shift) + sum
        }
      }
      offset &+= 8
    }
    return nil
  }

  /// The eight bytes at `offset`, as far as there are so many, else zeros after them.
  private static func word(_ bytes: UnsafeRawBufferPointer, at offset: Int) -> UInt64 {
    if offset &+ 8 <= bytes.count {
      return bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self).littleEndian
    }
    var word: UInt64 = 0
    for index in offset..<bytes.count { word |= UInt64(bytes[index]) << UInt64((index - offset) * 8) }
    return word
  }
}

extension TimeFrames {
  /// Encodes `times` (µs); they may do anything, but rows of one burst should be neighbours.
  ///
  /// - Complexity: O(rows); widths are tried on a sample.
  package static func encode(_ times: [Int64]) -> [UInt8] {
    let origin = times.min() ?? 0
    let unit = largestUnit(times, origin: origin)
    let ticks = distances(times, from: origin, unit: unit)
    let layout = cheapestLayout(ticks)
    let frames = cut(layout, width: layout.width)

    var writer = ByteWriter()
    writer.append(varint: UInt64(unit))
    writer.append(signedVarint: origin &+ unit &* Int64(bitPattern: layout.shift))
    writer.append(varint: layout.slope)
    writer.append(byte: UInt8(layout.width))
    writer.append(byte: UInt8(layout.baseWidth))
    writer.append(varint: frames.count)
    var next = 0
    for word in 0..<(times.count + 63) / 64 {
      let rank = UInt32(next)
      var bits: UInt64 = 0
      while next < frames.count, Int(frames[next].start) >> 6 == word {
        bits |= 1 << UInt64(frames[next].start & 63)
        next += 1
      }
      writer.append(word: bits)
      writer.append(word: rank)
    }
    BitArray.append(count: frames.count, width: layout.baseWidth, to: &writer.bytes) { frames[$0].base }
    var frame = -1
    var frameEnd = 0
    BitArray.append(count: times.count, width: layout.width, to: &writer.bytes) { row in
      if row == frameEnd {
        frame += 1
        frameEnd = frame + 1 < frames.count ? Int(frames[frame + 1].start) : times.count
      }
      return layout.values[row] &- frames[frame].base
    }
    for _ in 0..<padding { writer.append(byte: 0) }
    return writer.bytes
  }

  /// The largest unit that divides every distance from `origin`.
  private static func largestUnit(_ times: [Int64], origin: Int64) -> Int64 {
    // Divisors are written out because dividing by a constant costs a tenth of dividing by a variable.
    var row = 0
    while row < times.count, UInt64(bitPattern: times[row] &- origin) % 60_000_000 == 0 { row += 1 }
    if row == times.count { return 60_000_000 }
    while row < times.count, UInt64(bitPattern: times[row] &- origin) % 1_000_000 == 0 { row += 1 }
    if row == times.count { return 1_000_000 }
    while row < times.count, UInt64(bitPattern: times[row] &- origin) % 1_000 == 0 { row += 1 }
    return row == times.count ? 1_000 : 1
  }

  private static func distances(_ times: [Int64], from origin: Int64, unit: Int64) -> [UInt64] {
    switch unit {
    case 60_000_000: times.map { UInt64(bitPattern: $0 &- origin) / 60_000_000 }
    case 1_000_000: times.map { UInt64(bitPattern: $0 &- origin) / 1_000_000 }
    case 1_000: times.map { UInt64(bitPattern: $0 &- origin) / 1_000 }
    default: times.map { UInt64(bitPattern: $0 &- origin) }
    }
  }
}

extension TimeFrames {
  /// How a group's ticks are to be packed.
  private struct Layout {
    var slope: UInt64
    var width: Int
    var baseWidth: Int
    /// What to add to a value and its slope to get the tick back, modulo 2^64.
    var shift: UInt64
    /// Ticks without their slope, moved so that the least is 0.
    var values: [UInt64]
  }

  /// A run of rows that share a base; `base` is the least of their values.
  private struct Frame {
    var start: UInt32
    var base: UInt64
  }

  private static func cheapestLayout(_ ticks: [UInt64]) -> Layout {
    let sample = Sample(rows: ticks.count)
    let flat = layout(ticks, slope: 0)
    let (flatWidth, flatCost) = cheapestWidth(flat, sample)
    var best = flat
    best.width = flatWidth
    // Rows of a burst advance steadily: without the advance their offsets need fewer bits.
    let slope = meanAdvance(flat, width: flatWidth, sample)
    if slope > 0 {
      let sloped = layout(ticks, slope: slope)
      let (width, cost) = cheapestWidth(sloped, sample)
      if cost < flatCost - flatCost / 64 {
        best = sloped
        best.width = width
      }
    }
    return best
  }

  private static func layout(_ ticks: [UInt64], slope: UInt64) -> Layout {
    var values = ticks
    let highest = slope &* UInt64(slopeRows - 1)
    var least = UInt64.max
    var largest: UInt64 = 0
    values.withUnsafeMutableBufferPointer { values in
      for row in 0..<values.count {
        let value = values[row] &+ highest &- slope &* UInt64(truncatingIfNeeded: row & (slopeRows &- 1))
        values[row] = value
        least = min(least, value)
        largest = max(largest, value)
      }
      for row in 0..<values.count { values[row] &-= least }
    }
    let range = values.isEmpty ? 0 : largest - least
    return Layout(
      slope: slope, width: 0, baseWidth: BitArray.readableWidth(BitArray.width(of: range)),
      shift: values.isEmpty ? 0 : least &- highest, values: values)
  }

  /// Stretches of rows that stand for all of them.
  private struct Sample {
    var stretches: [Range<Int>]
    var rows: Int

    /// Eight stretches of 1,024 rows, or everything when that is less.
    init(rows: Int) {
      let count = 8
      let length = slopeRows
      let blocks = rows / length
      guard blocks > count else {
        stretches = [0..<rows]
        self.rows = rows
        return
      }
      stretches = (0..<count).map { number in
        let start = number * blocks / count * length
        return start..<start + length
      }
      self.rows = count * length
    }
  }

  /// The width whose offsets and bases take the fewest bits, and how many for the rows of the sample.
  private static func cheapestWidth(_ layout: Layout, _ sample: Sample) -> (width: Int, cost: Int) {
    var best = (width: layout.baseWidth, cost: sample.rows * layout.baseWidth + layout.baseWidth)
    for width in (0..<layout.baseWidth).reversed() where BitArray.readableWidth(width) == width {
      let frames = sample.stretches.reduce(0) { $0 + frameCount(layout.values, $1, width: width) }
      let cost = sample.rows * width + frames * layout.baseWidth
      if cost < best.cost { best = (width, cost) }
      // Narrower offsets never save frames, so from here on their bases alone cost too much.
      if frames * layout.baseWidth >= best.cost { break }
    }
    return best
  }

  /// How far a row lies after the one before it, on average over neighbours in one frame.
  private static func meanAdvance(_ layout: Layout, width: Int, _ sample: Sample) -> UInt64 {
    let limit = BitArray.mask(width: width)
    var sum: UInt64 = 0
    var count: UInt64 = 0
    for stretch in sample.stretches {
      for row in stretch.dropFirst() {
        let advance = layout.values[row] &- layout.values[row - 1]
        if advance <= limit {
          // Slopes beyond this save nothing that matters and would only come near overflow.
          sum &+= min(advance, 1 << 40)
          count &+= 1
        }
      }
    }
    return count == 0 ? 0 : sum / count
  }

  private static func frameCount(_ values: [UInt64], _ rows: Range<Int>, width: Int) -> Int {
    guard !rows.isEmpty else { return 0 }
    let limit = BitArray.mask(width: width)
    var count = 1
    values.withUnsafeBufferPointer { values in
      var least = values[rows.lowerBound]
      var largest = least
      for row in rows {
        let value = values[row]
        least = min(least, value)
        largest = max(largest, value)
        if largest &- least > limit {
          count &+= 1
          least = value
          largest = value
        }
      }
    }
    return count
  }

  /// Cuts greedily: a frame ends where the values of its rows and the next would spread too far.
  private static func cut(_ layout: Layout, width: Int) -> [Frame] {
    let limit = BitArray.mask(width: width)
    var frames: [Frame] = []
    layout.values.withUnsafeBufferPointer { values in
      guard let first = values.first else { return }
      var least = first
      var largest = first
      var start = 0
      for row in 0..<values.count {
        let value = values[row]
        let (least2, largest2) = (min(least, value), max(largest, value))
        if largest2 &- least2 > limit {
          frames.append(Frame(start: UInt32(truncatingIfNeeded: start), base: least))
          start = row
          (least, largest) = (value, value)
        } else {
          (least, largest) = (least2, largest2)
        }
      }
      frames.append(Frame(start: UInt32(truncatingIfNeeded: start), base: least))
    }
    return frames
  }
}

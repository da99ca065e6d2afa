/// A growing run of bytes that rows are appended to.
///
/// Appending does not check for room: reserve enough for a whole row first, see ``reserve(_:)``.
struct OutputBuffer: ~Copyable {
  private(set) var start: UnsafeMutablePointer<UInt8>
  private(set) var count = 0
  private var capacity: Int

  init(capacity: Int) {
    self.capacity = max(1_024, capacity)
    start = .allocate(capacity: self.capacity)
  }

  deinit {
    start.deallocate()
  }

  var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: start, count: count) }

  mutating func removeAll() {
    count = 0
  }

  /// Makes sure that the next `length` bytes can be appended.
  @inline(__always)
  mutating func reserve(_ length: Int) {
    if capacity &- count < length { grow(by: length) }
  }

  @inline(never)
  private mutating func grow(by length: Int) {
    capacity = max(capacity * 2, count + length)
    let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
    larger.update(from: start, count: count)
    start.deallocate()
    start = larger
  }

  @inline(__always)
  mutating func append(_ byte: UInt8) {
    start[count] = byte
    count &+= 1
  }

  @inline(__always)
  mutating func append(_ text: [UInt8]) {
    text.withUnsafeBufferPointer { source in
      if let base = source.baseAddress { (start + count).update(from: base, count: source.count) }
    }
    count &+= text.count
  }

  /// Appends a decimal number: at most 20 bytes.
  mutating func append(decimal value: Int64) {
    if value < 0 { append(UInt8(ascii: "-")) }
    append(decimal: value.magnitude, width: 1)
  }

  /// Appends a decimal number with leading zeros up to `width` digits: at most 20 bytes, or `width`.
  mutating func append(decimal value: UInt64, width: Int) {
    var length = 1
    var rest = value / 10
    while rest != 0 {
      length &+= 1
      rest /= 10
    }
    length = max(length, width)
    rest = value
    for index in stride(from: count &+ length &- 1, through: count, by: -1) {
      start[index] = UInt8(truncatingIfNeeded: 48 &+ rest % 10)
      rest /= 10
    }
    count &+= length
  }

  /// Appends hundredths as a decimal fraction with two digits, `1234` as `12.34`: at most 22 bytes.
  mutating func append(hundredths value: Int64) {
    append(decimal: UInt64(value.magnitude) / 100, width: 1)
    append(UInt8(ascii: "."))
    append(decimal: value.magnitude % 100, width: 2)
  }

  /// Room for `length` bytes that the caller writes itself, counted as appended.
  @inline(__always)
  mutating func take(_ length: Int) -> UnsafeMutablePointer<UInt8> {
    let place = start + count
    count &+= length
    return place
  }
}

/// A list of byte strings: all lengths, then all bytes.
///
/// ```
/// text list = length varint per entry, then the bytes of all entries joined
/// ```
package struct TextList: Sendable {
  /// The bytes of all entries joined.
  package var bytes: [UInt8] = []
  /// Entry `i` ends before `ends[i]` and starts where `i − 1` ends.
  package var ends: [Int] = []

  package init() {}

  package var count: Int { ends.count }

  package func range(at index: Int) -> Range<Int> {
    (index == 0 ? 0 : ends[index - 1])..<ends[index]
  }

  package subscript(index: Int) -> ArraySlice<UInt8> { bytes[range(at: index)] }

  package func text(at index: Int) -> String {
    String(decoding: self[index], as: UTF8.self)
  }

  /// The XXH3 of every entry.
  package func hashes() -> [UInt64] {
    bytes.withUnsafeBytes { bytes in
      var start = 0
      return ends.map { end in
        defer { start = end }
        return Checksum.xxh3(UnsafeRawBufferPointer(rebasing: bytes[start..<end]))
      }
    }
  }

  package mutating func append(_ entry: some Collection<UInt8>) {
    bytes.append(contentsOf: entry)
    ends.append(bytes.count)
  }

  package mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
  }
}

extension TextList {
  package func encoded() -> [UInt8] {
    var writer = ByteWriter()
    writer.bytes.reserveCapacity(bytes.count + ends.count + ends.count / 8)
    var start = 0
    for end in ends {
      writer.append(varint: end - start)
      start = end
    }
    writer.bytes.append(contentsOf: bytes)
    return writer.bytes
  }

  /// Decodes exactly `count` entries that fill `encoded`.
  package init(_ encoded: UnsafeRawBufferPointer, count: Int) throws(DamageFound) {
    guard count <= encoded.count else { throw DamageFound(.inconsistent("entry count")) }
    var reader = ByteReader(encoded)
    var total = 0
    ends.reserveCapacity(count)
    for _ in 0..<count {
      total += try reader.readCount(limit: SegmentLimits.textBytes)
      ends.append(total)
    }
    guard reader.remaining == total else { throw DamageFound(.lengthOutOfBounds) }
    bytes = [UInt8](try reader.readBytes(total))
  }
}

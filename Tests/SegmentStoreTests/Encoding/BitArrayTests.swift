import SegmentStore
import TestSupport
import Testing

@Suite struct BitArrayTests {
  @Test(arguments: 0...64) func `what is packed comes back at every readable width`(width: Int) throws {
    let width = BitArray.readableWidth(width)
    var random = SeededRandom(seed: UInt64(width))
    for count in [0, 1, 2, 7, 8, 9, 63, 64, 65, 200] {
      let values = (0..<count).map { _ in random.next() & BitArray.mask(width: width) }
      var bytes: [UInt8] = [0xAA]
      BitArray.append(count: count, width: width, to: &bytes) { values[$0] }
      #expect(bytes.count == 1 + BitArray.byteCount(count, width: width))
      #expect(bytes[0] == 0xAA)
      let padded = bytes + [UInt8](repeating: 0xFF, count: 8)
      let read = padded.withUnsafeBytes { buffer in
        (0..<count).map { index in
          BitArray.value(
            in: buffer.baseAddress! + 1, at: index, width: width, mask: BitArray.mask(width: width))
        }
      }
      #expect(read == values)
    }
  }

  @Test func `padding bits of the last byte are zero`() {
    var bytes: [UInt8] = []
    BitArray.append(count: 3, width: 3, to: &bytes) { _ in 7 }
    #expect(bytes == [0xFF, 0x01])
  }

  @Test func `widths that straddle nine bytes are widened`() {
    #expect((0...57).allSatisfy { BitArray.readableWidth($0) == $0 })
    #expect((58...64).allSatisfy { BitArray.readableWidth($0) == 64 })
  }

  @Test func `the width of a value is the number of its bits`() {
    #expect(BitArray.width(of: 0) == 0)
    #expect((0..<64).allSatisfy { BitArray.width(of: 1 << UInt64($0)) == $0 + 1 })
    #expect(BitArray.width(of: .max) == 64)
  }
}

import DatasetGenerator
import Testing

@testable import Connectors

@Suite struct SnappyBlockTests {
  /// Bytes of a block, its stated length before them, as the decoder gives them; `nil` where it refuses.
  private static func decoded(_ block: [UInt8]) -> [UInt8]? {
    block.withUnsafeBytes { block in
      guard let (length, headerBytes) = SnappyBlock.statedLength(of: block), length <= 1 << 20 else {
        return nil
      }
      // Behind the room for the bytes stands what must stay as it is.
      var target = [UInt8](repeating: 0xA5, count: length + 100)
      let isWhole = target.withUnsafeMutableBytes { target in
        guard let base = target.baseAddress else { return false }
        return SnappyBlock.decode(
          UnsafeRawBufferPointer(rebasing: block[headerBytes...]), into: base, count: length)
      }
      #expect(target[length...].allSatisfy { $0 == 0xA5 })
      return isWhole ? Array(target[..<length]) : nil
    }
  }

  /// The same, one byte after the other.
  private static func naive(_ block: [UInt8]) -> [UInt8]? {
    var rest = block[...]
    func take(_ count: Int) -> [UInt8]? {
      guard rest.count >= count else { return nil }
      defer { rest = rest.dropFirst(count) }
      return Array(rest.prefix(count))
    }
    func number(_ bytes: Int) -> Int? { take(bytes)?.reversed().reduce(0) { $0 * 256 + Int($1) } }
    var length = 0
    var isOpen = true
    for place in 0..<5 where isOpen {
      guard let byte = take(1)?[0] else { return nil }
      length += Int(byte % 128) << (7 * place)
      isOpen = byte >= 128
    }
    guard !isOpen, length <= 1 << 20 else { return nil }
    var result: [UInt8] = []
    while let tag = take(1)?[0] {
      let upper = Int(tag / 4)
      var (count, distance) = (upper + 1, 0)
      switch tag % 4 {
      case 0:
        if upper >= 60 {
          guard let long = number(upper - 59) else { return nil }
          count = long + 1
        }
        guard let held = take(count) else { return nil }
        result += held
        count = 0
      case 1:
        guard let low = number(1) else { return nil }
        (count, distance) = (upper % 8 + 4, Int(tag / 32) * 256 + low)
      default:
        guard let stated = number(tag % 4 == 2 ? 2 : 4) else { return nil }
        distance = stated
      }
      guard count == 0 || 1...max(1, result.count) ~= distance, count == 0 || !result.isEmpty else {
        return nil
      }
      for _ in 0..<count { result.append(result[result.count - distance]) }
      if result.count > length { return nil }
    }
    return result.count == length ? result : nil
  }

  /// A block of elements of all kinds; most are right.
  private static func randomBlock(_ random: inout SeededRandom) -> [UInt8] {
    var elements: [UInt8] = []
    var length = 0
    func little(_ number: Int, _ bytes: Int) -> [UInt8] {
      (0..<bytes).map { UInt8(number >> (8 * $0) & 0xFF) }
    }
    for _ in 0..<random.below(120) {
      // Mostly short, so that the fast way is taken, and now and then what it leaves.
      var count = random.isOne(in: 6) ? 1 + random.below(64) : 1 + random.below(12)
      var distance = 1 + random.below(max(1, length))
      if random.isOne(in: 5) { distance = min(distance, 1 + random.below(20)) }
      if random.isOne(in: 300) { distance = random.below(1 << 12) }
      switch length == 0 ? 0 : random.below(5) {
      case 0, 1:
        if random.isOne(in: 20) { count = 1 + random.below(400) }
        let bytes = (0..<count).map { _ in UInt8(random.below(256)) }
        if count <= 60 && !random.isOne(in: 20) {
          elements.append(UInt8(count - 1) << 2)
        } else {
          let size = count <= 256 ? 1 + random.below(4) : 2 + random.below(3)
          elements += [UInt8(59 + size) << 2] + little(count - 1, size)
        }
        elements += bytes
      case 2 where distance < 2_048:
        count = 4 + count % 8
        elements += [UInt8(distance >> 8) << 5 | UInt8(count - 4) << 2 | 1, UInt8(distance & 0xFF)]
      case 2, 3: elements += [UInt8(count - 1) << 2 | 2] + little(distance, 2)
      default: elements += [UInt8(count - 1) << 2 | 3] + little(distance, 4)
      }
      length += count
    }
    if random.isOne(in: 20) { length += 1 - random.below(3) }
    return header(max(0, length)) + elements
  }

  private static func header(_ length: Int) -> [UInt8] {
    var (rest, bytes) = (length, [UInt8]())
    while rest >= 128 {
      bytes.append(UInt8(rest % 128) | 0x80)
      rest /= 128
    }
    return bytes + [UInt8(rest)]
  }

  @Test(arguments: 0..<8)
  func `elements of all kinds decode as they would one byte after the other`(seed: Int) {
    var random = SeededRandom(seed: UInt64(seed))
    var (whole, refused) = (0, 0)
    for round in 0..<400 {
      var block = Self.randomBlock(&random)
      // Damage leads copies anywhere and lengths nowhere.
      if random.isOne(in: 2) {
        for _ in 0...random.below(3) { block[random.below(block.count)] = UInt8(random.below(256)) }
      }
      if random.isOne(in: 10) { block.removeLast(random.below(block.count)) }
      let expected = Self.naive(block)
      #expect(Self.decoded(block) == expected, "seed \(seed), round \(round)")
      if expected == nil { refused += 1 } else { whole += 1 }
    }
    #expect(whole > 50 && refused > 50, "seed \(seed): \(whole) whole, \(refused) refused")
  }

  @Test(arguments: 0..<8)
  func `what the library compressed is what it was`(seed: Int) throws {
    var random = SeededRandom(seed: UInt64(seed) &+ 100)
    for size in [0, 1, 15, 16, 63, 64, 65, 300, 5_000, 70_000, 200_000] {
      let period = 1 + random.below([3, 20, 300, 100_000][random.below(4)])
      var bytes: [UInt8] = []
      for place in 0..<size {
        bytes.append(
          place < period || random.isOne(in: 40) ? UInt8(random.below(256)) : bytes[place - period])
      }
      // Its last four bytes are the checksum.
      let stored = try AvroBlockCodec.snappy.encode(bytes, path: "").dropLast(4)
      #expect(Self.decoded(Array(stored)) == bytes, "seed \(seed), \(size) bytes, period \(period)")
    }
  }

  @Test func `lengths that are none are refused`() {
    for block in [[], [0x80], [0xFF, 0xFF, 0xFF, 0xFF, 0x10], [UInt8](repeating: 0x80, count: 6)] {
      #expect(block.withUnsafeBytes { SnappyBlock.statedLength(of: $0) } == nil)
    }
    let largest: [UInt8] = [0xFF, 0xFF, 0xFF, 0xFF, 0x0F]
    #expect(largest.withUnsafeBytes { SnappyBlock.statedLength(of: $0)?.length } == Int(UInt32.max))
    #expect(Self.decoded([0]) == [])
  }
}

/// A digest of what an experiment was computed from, independent of the order of units.
///
/// The sum of a mixed word per exposed unit, so that neither files nor threads matter.
struct ExperimentDigest: Sendable {
  private(set) var value: UInt64 = 0

  mutating func add(unit word: UInt64) { value &+= Self.mix(word) }

  mutating func merge(_ other: ExperimentDigest) { value &+= other.value }

  /// The digest as sixteen hexadecimal digits.
  var text: String { Self.text(value) }

  static func text(_ word: UInt64) -> String {
    let digits = String(word, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  /// Every bit of the result depends on every bit of the word (the finish of MurmurHash3).
  @inline(__always)
  static func mix(_ word: UInt64) -> UInt64 {
    var word = word
    word ^= word &>> 33
    word = word &* 0xFF51_AFD7_ED55_8CCD
    word ^= word &>> 33
    word = word &* 0xC4CE_B9FE_1A85_EC53
    return word ^ (word &>> 33)
  }

  /// The digest of a text: FNV-1a over its UTF-8, mixed.
  static func of(_ text: String) -> UInt64 {
    var word: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in text.utf8 { word = (word ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    return mix(word)
  }
}

/// Hashes that are the same in every process, for what is chosen by seed.
enum StableHash {
  /// FNV-1a over the bytes, finished by SplitMix64's mixer.
  static func text(_ bytes: some Sequence<UInt8>) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
    return mix(hash)
  }

  /// One number of several; the order matters.
  static func combine(_ words: UInt64...) -> UInt64 {
    var hash: UInt64 = 0x9e37_79b9_7f4a_7c15
    for word in words { hash = mix(hash &+ word &* 0xd134_2543_de82_ef95 &+ 0xa076_1d64_78bd_642f) }
    return hash
  }

  /// A hash as a number in [0, 1).
  static func share(_ hash: UInt64) -> Double { Double(hash >> 11) * 0x1p-53 }

  private static func mix(_ value: UInt64) -> UInt64 {
    var mixed = value
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }
}

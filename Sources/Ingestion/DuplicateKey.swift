import EventModel
import SegmentStore

/// The hash of what a row is known by; equal for equal rows, whatever file they lie in.
enum DuplicateKey {
  /// The hash of a value; `text` is the hash of a string's bytes.
  @inline(__always)
  static func value(_ type: PropertyType, _ payload: UInt64, text: UInt64?) -> UInt64 {
    mix(text ?? payload, UInt64(type.rawValue)) | 1
  }

  /// The hash of an event id within its source, both as hashes of values; 0 stands for no source.
  @inline(__always)
  static func event(id: UInt64, source: UInt64) -> UInt64 { mix(id, source) | 1 }

  /// The hash of a row without event id by its time, the number of its name and its source.
  @inline(__always)
  static func moment(_ time: Int64, name: UInt32, source: UInt64) -> UInt64 {
    mix(mix(UInt64(bitPattern: time), UInt64(name)), source) | 1
  }

  /// Ties the hash of a row to its user's.
  @inline(__always)
  static func row(_ hash: UInt64, user: UInt64) -> UInt64 { mix(hash, user) }

  @inline(__always)
  private static func mix(_ left: UInt64, _ right: UInt64) -> UInt64 {
    var mixed = (left ^ (right &* 0x9e37_79b9_7f4a_7c15)) &* 0xbf58_476d_1ce4_e5b9
    mixed ^= mixed &>> 31
    mixed = mixed &* 0x94d0_49bb_1331_11eb
    return mixed ^ mixed &>> 29
  }
}

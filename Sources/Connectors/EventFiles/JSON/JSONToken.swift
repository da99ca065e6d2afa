/// One value of a JSON object that is no object itself, and the key it stands under.
struct JSONToken: BitwiseCopyable {
  enum Kind: UInt8 {
    case null
    /// A later value under the same key has replaced it.
    case replaced
    case string
    /// A string with escapes in it still.
    case escapedString
    case integer
    case double
    /// A number beyond the largest double.
    case hugeNumber
    case boolean
    case array
  }

  var node: Int32
  /// The field of the node, -1 as long as nobody asked for it.
  var field: Int32
  /// The text of the value in the chunk; of a string, what is between the quotes.
  var start: UInt32
  var count: UInt32 = 0
  /// By kind: Int64, double or boolean.
  var bits: UInt64 = 0
  var kind: Kind
  /// Whether it stands in the top-level object `properties`.
  var isLifted: Bool

  /// Whether there is a value: null is none.
  @inline(__always)
  var isPresent: Bool { kind != .null && kind != .replaced }
}

/// Which labels the rows of a block carry, where any carries several.
struct RowLabels: Sendable {
  /// Sets of event numbers, the most specific first; set 0 stands for the row's own event alone and is empty.
  var sets: [[UInt32]]
  /// By row, the number of its set.
  var setOfRow: [UInt32]

  /// The labels of a row that several stand for, or `nil` where its event is the only one.
  @inline(__always)
  func several(ofRow row: Int) -> [UInt32]? {
    let set = setOfRow[row]
    return set == 0 ? nil : sets[Int(set)]
  }
}

/// Numbers sets of labels in order of appearance.
struct LabelSetTable {
  private(set) var sets: [[UInt32]] = [[]]
  /// A set and the event number that is appended to it, to the set that makes.
  private var longer: [UInt64: UInt32] = [:]

  /// The number of set `set` with `event` at its end.
  mutating func extend(_ set: UInt32, by event: UInt32) -> UInt32 {
    let key = UInt64(set) << 32 | UInt64(event)
    if let known = longer[key] { return known }
    let number = UInt32(sets.count)
    sets.append(sets[Int(set)] + [event])
    longer[key] = number
    return number
  }

  /// The number of a set that is spelled out.
  mutating func number(of labels: [UInt32]) -> UInt32 {
    labels.reduce(0) { extend($0, by: $1) }
  }
}

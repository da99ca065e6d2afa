import SegmentStore

/// The rows of one step in a block, unit after unit.
struct StepRowCursor {
  let rows: [UInt32]
  /// The indices into `rows` of the unit at hand.
  private(set) var unit = 0..<0

  init(_ rows: [UInt32]) { self.rows = rows }

  /// Goes to the unit that owns `owned`; units must ascend.
  mutating func begin(_ owned: Range<Int>) {
    var index = unit.upperBound
    while index < rows.count, Int(rows[index]) < owned.lowerBound { index += 1 }
    let first = index
    while index < rows.count, Int(rows[index]) < owned.upperBound { index += 1 }
    unit = first..<index
  }

  /// The unit's indices whose times lie in `span`; rows of a unit ascend in time.
  func indices(in span: ClosedRange<Int64>, _ times: RowTimes) -> Range<Int> {
    let first = firstIndex(in: unit) { times[Int(rows[$0])] >= span.lowerBound }
    return first..<firstIndex(in: first..<unit.upperBound) { times[Int(rows[$0])] > span.upperBound }
  }

  private func firstIndex(in range: Range<Int>, where holds: (Int) -> Bool) -> Int {
    var low = range.lowerBound
    var high = range.upperBound
    while low < high {
      let middle = (low + high) / 2
      if holds(middle) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}

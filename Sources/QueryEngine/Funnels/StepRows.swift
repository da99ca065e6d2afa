/// The rows of every step of a pattern in one block, with a cursor per step that moves from unit to unit.
///
/// Hot: one array holds all lists and the places in it are inline, so that a unit costs a few loads per step.
struct StepRows {
  private let rows: [UInt32]
  /// Where the list of each step ends; it begins where the one before ends.
  private var ends: InlineArray<64, Int>
  private let stepCount: Int
  /// The first row of each step that belongs to the unit at hand or a later one.
  private var cursors: InlineArray<64, Int>
  /// The row after the unit's last, per step.
  private var limits: InlineArray<64, Int>

  /// At most ``AttemptRules/maximumSteps`` lists.
  init(_ lists: [[UInt32]]) {
    stepCount = lists.count
    ends = InlineArray(repeating: 0)
    cursors = InlineArray(repeating: 0)
    limits = InlineArray(repeating: 0)
    var joined: [UInt32] = []
    joined.reserveCapacity(lists.reduce(0) { $0 + $1.count })
    for (step, list) in lists.enumerated() {
      cursors[step] = joined.count
      limits[step] = joined.count
      joined.append(contentsOf: list)
      ends[step] = joined.count
    }
    rows = joined
  }

  /// The first row of step `step` that no unit has taken yet, or `nil`.
  @inline(__always)
  func next(ofStep step: Int) -> UInt32? {
    cursors[step] < ends[step] ? rows[cursors[step]] : nil
  }

  /// Takes the rows of a unit, which are those in `range`, up to the first step it lacks; answers how many steps it
  /// has before that one.
  @inline(__always)
  mutating func take(_ range: Range<UInt32>) -> Int {
    var present = 0
    while present < stepCount {
      var cursor = cursors[present]
      let end = ends[present]
      while cursor < end, rows[cursor] < range.lowerBound { cursor &+= 1 }
      cursors[present] = cursor
      while cursor < end, rows[cursor] < range.upperBound { cursor &+= 1 }
      limits[present] = cursor
      if cursor == cursors[present] { break }
      present &+= 1
    }
    return present
  }

  /// The first and last row of step 0 in the unit taken last.
  var entryRows: (first: UInt32, last: UInt32) { (rows[cursors[0]], rows[limits[0] - 1]) }

  /// The next row of the unit among its first `present` steps, with the steps it satisfies, or `nil`.
  @inline(__always)
  mutating func pop(_ present: Int) -> (row: UInt32, steps: UInt64)? {
    var row = UInt32.max
    var steps: UInt64 = 0
    var step = 0
    while step < present {
      if cursors[step] < limits[step] {
        let candidate = rows[cursors[step]]
        if candidate < row {
          row = candidate
          steps = 1 &<< UInt64(truncatingIfNeeded: step)
        } else if candidate == row {
          steps |= 1 &<< UInt64(truncatingIfNeeded: step)
        }
      }
      step &+= 1
    }
    guard steps != 0 else { return nil }
    var rest = steps
    while rest != 0 {
      cursors[rest.trailingZeroBitCount] &+= 1
      rest &= rest &- 1
    }
    return (row, steps)
  }

  /// Skips the rows of later steps before `row`, except those for which `mayMatter` says yes.
  @inline(__always)
  mutating func skip(before row: UInt32, present: Int, mayMatter: (UInt32) -> Bool) {
    for step in 1..<max(1, present) {
      var cursor = cursors[step]
      while cursor < limits[step], rows[cursor] < row { cursor &+= 1 }
      // Back over the rows that share the entry's time: ties may be taken in any order.
      while cursor > cursors[step], mayMatter(rows[cursor &- 1]) { cursor &-= 1 }
      cursors[step] = cursor
    }
  }

  /// Leaves what remains of the unit taken last.
  @inline(__always)
  mutating func finishUnit() {
    cursors[0] = limits[0]
  }
}

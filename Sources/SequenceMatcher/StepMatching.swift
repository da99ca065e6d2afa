/// Assigns events to steps, each step at most one event and each event at most one step.
///
/// Kuhn's augmenting paths over steps as bits of words. An event that has been given a step keeps one, so that events
/// added first stay matched.
struct StepMatching {
  /// The matched vertex of each step, or −1.
  private var vertexOfStep: InlineArray<64, Int32>
  private var steps: [UInt64] = []
  private(set) var count = 0

  init() { vertexOfStep = InlineArray(repeating: -1) }

  /// Tries to give one more event, which fits `steps`, a step.
  mutating func add(_ steps: UInt64) -> Bool {
    self.steps.append(steps)
    var visited: UInt64 = 0
    guard place(Int32(self.steps.count - 1), &visited) else {
      self.steps.removeLast()
      return false
    }
    count += 1
    return true
  }

  private mutating func place(_ vertex: Int32, _ visited: inout UInt64) -> Bool {
    var open = steps[Int(vertex)] & ~visited
    while open != 0 {
      let step = open.trailingZeroBitCount
      visited |= 1 << UInt64(step)
      if vertexOfStep[step] < 0 || place(vertexOfStep[step], &visited) {
        vertexOfStep[step] = vertex
        return true
      }
      open = steps[Int(vertex)] & ~visited
    }
    return false
  }

  /// The step given to each event, in which events of equal rank take the lower step first.
  static func assignment(of steps: [UInt64]) -> [Int] {
    var fixed = steps
    for index in steps.indices {
      var rest = steps[index]
      while rest != 0 {
        fixed[index] = rest & (~rest &+ 1)
        var matching = StepMatching()
        if fixed.allSatisfy({ matching.add($0) }) { break }
        rest &= rest &- 1
      }
    }
    return fixed.map(\.trailingZeroBitCount)
  }
}

/// The times of several runs of the same work.
struct Timing {
  /// Ascending; never empty.
  private let milliseconds: [Double]

  /// Runs `work` once to warm caches and then `runs` times.
  init(runs: Int, _ work: () throws -> Void) rethrows {
    try work()
    let clock = ContinuousClock()
    var times: [Double] = []
    for _ in 0..<max(1, runs) {
      let elapsed = try clock.measure(work)
      times.append(Double(elapsed.components.seconds) * 1e3 + Double(elapsed.components.attoseconds) / 1e15)
    }
    milliseconds = times.sorted()
  }

  var median: Double {
    let middle = milliseconds.count / 2
    return milliseconds.count % 2 == 1
      ? milliseconds[middle] : (milliseconds[middle - 1] + milliseconds[middle]) / 2
  }

  /// How often per second something happens that happens `count` times in a run.
  func rate(_ count: Int) -> Double { Double(count) / median * 1e3 }
}

extension Double {
  /// With one decimal, as in `12.3`.
  var oneDecimal: String {
    let tenths = (self * 10).rounded()
    guard tenths.isFinite, abs(tenths) < 1e15 else { return description }
    let whole = Int64(tenths)
    return "\(whole < 0 ? "-" : "")\(whole.magnitude / 10).\(whole.magnitude % 10)"
  }
}

/// Effects and their intervals on one axis, to be drawn.
struct IntervalPlot {
  struct Row {
    var label: String
    var estimate: Double
    /// Infinite on an open side.
    var lower: Double
    var upper: Double
    /// The numbers as people read them.
    var text: String
    var role: Role
  }

  var title: String
  var rows: [Row]
  /// A value that gets a mark of its own, such as the margin of a guardrail.
  var margin: Double?

  /// The ends of the axis: all finite bounds and 0, with some room; nil when there is nothing to draw.
  var axis: ClosedRange<Double>? {
    var values: [Double] = [0]
    for row in rows { values += [row.lower, row.upper, row.estimate] }
    if let margin { values.append(margin) }
    let finite = values.filter { $0.isFinite && abs($0) < 1e300 }
    guard let low = finite.min(), let high = finite.max(), low < high else { return nil }
    let room = (high - low) * 0.06
    return (low - room)...(high + room)
  }

  /// Round numbers along the axis, a few of them.
  static func ticks(_ axis: ClosedRange<Double>) -> [Double] {
    let spread = axis.upperBound - axis.lowerBound
    guard spread > 1e-290, spread < 1e290 else { return [0] }
    var step = 1.0
    while step > spread / 4 { step /= 10 }
    while step * 10 <= spread / 4 { step *= 10 }
    if spread / step > 20 { step *= 5 } else if spread / step > 8 { step *= 2 }
    let first = (axis.lowerBound / step).rounded(.up)
    guard abs(first) < 1e9 else { return [0] }
    var ticks: [Double] = []
    var next = first
    while next * step <= axis.upperBound, ticks.count < 20 {
      ticks.append(next * step)
      next += 1
    }
    return ticks
  }
}

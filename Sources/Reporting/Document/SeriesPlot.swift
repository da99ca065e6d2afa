/// An effect with its interval as it grows day by day, to be drawn.
struct SeriesPlot {
  struct Point {
    var label: String
    var estimate: Double
    /// Infinite on an open side.
    var lower: Double
    var upper: Double
  }

  var title: String
  /// In the order of time.
  var points: [Point]
  /// Behind every number of the axis, such as ` %`.
  var unit: String

  /// From the lowest to the highest finite bound of the later half, where intervals are no longer wild, and 0.
  var axis: ClosedRange<Double>? {
    var values: [Double] = [0]
    for point in points.dropFirst(points.count / 2) { values += [point.lower, point.upper, point.estimate] }
    let finite = values.filter { $0.isFinite && abs($0) < 1e300 }
    guard let low = finite.min(), let high = finite.max(), low < high else { return nil }
    let room = (high - low) * 0.15
    return (low - room)...(high + room)
  }
}

/// Draws an effect over days as SVG: a band for the interval, a line for the estimate, a rule at zero.
struct SeriesDrawing {
  let plot: SeriesPlot

  private static let width = 760.0
  private static let height = 190.0
  private static let left = 70.0
  private static let right = 740.0
  private static let top = 10.0
  private static let bottom = 156.0

  /// The drawing, empty when there is nothing to draw.
  var svg: String {
    guard plot.points.count > 1, let axis = plot.axis else { return "" }
    var lines = [
      "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" viewBox=\"0 0 760 190\" width=\"760\" height=\"190\" "
        + "font-family=\"sans-serif\" font-size=\"12\">",
      "<title>\(HTMLText.escaped(plot.title))</title>",
    ]
    for tick in IntervalPlot.ticks(axis) {
      let y = place(tick, axis)
      lines.append(rule(y, tick == 0 ? "#1d2129" : "#e6e8ec"))
      lines.append(label(Self.left - 8, y + 4, "end", NumberText.general(tick) + plot.unit))
    }
    let uppers = plot.points.indices.map { point($0, plot.points[$0].upper, axis) }
    let lowers = plot.points.indices.reversed().map { point($0, plot.points[$0].lower, axis) }
    lines.append("<polygon points=\"\((uppers + lowers).joined(separator: " "))\" fill=\"#c9d8f5\"/>")
    lines.append(rule(place(0, axis), "#1d2129"))
    let path = plot.points.indices.map { point($0, plot.points[$0].estimate, axis) }
    lines.append(
      "<polyline points=\"\(path.joined(separator: " "))\" fill=\"none\" stroke=\"#2456b3\" stroke-width=\"2\"/>"
    )
    if let first = plot.points.first, let last = plot.points.last {
      lines.append(label(Self.left, Self.bottom + 22, "start", first.label))
      lines.append(label(Self.right, Self.bottom + 22, "end", last.label))
    }
    return (lines + ["</svg>"]).joined(separator: "\n")
  }

  private func point(_ index: Int, _ value: Double, _ axis: ClosedRange<Double>) -> String {
    let step = (Self.right - Self.left) / Double(plot.points.count - 1)
    return "\(text(Self.left + step * Double(index))),\(text(place(value, axis)))"
  }

  /// Where a value lies; what is beyond the axis lies at its end.
  private func place(_ value: Double, _ axis: ClosedRange<Double>) -> Double {
    let share = (value - axis.lowerBound) / (axis.upperBound - axis.lowerBound)
    return Self.bottom - max(0, min(1, share.isNaN ? 0 : share)) * (Self.bottom - Self.top)
  }

  private func rule(_ y: Double, _ colour: String) -> String {
    "<line x1=\"\(text(Self.left))\" y1=\"\(text(y))\" x2=\"\(text(Self.right))\" y2=\"\(text(y))\" stroke=\"\(colour)\"/>"
  }

  private func label(_ x: Double, _ y: Double, _ anchor: String, _ content: String) -> String {
    "<text x=\"\(text(x))\" y=\"\(text(y))\" text-anchor=\"\(anchor)\" fill=\"#5f6773\">"
      + "\(HTMLText.escaped(content))</text>"
  }

  private func text(_ number: Double) -> String {
    let tenths = Int((number * 10).rounded())
    return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(abs(tenths % 10))"
  }
}

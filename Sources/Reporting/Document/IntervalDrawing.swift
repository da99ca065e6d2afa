/// Draws intervals as SVG: a line for the interval, a dot for the estimate, a rule at zero.
struct IntervalDrawing {
  let plot: IntervalPlot

  private static let width = 760.0
  /// Where the axis begins and ends.
  private static let left = 200.0
  private static let right = 560.0
  private static let rowHeight = 26.0

  /// The drawing, empty when there is nothing to draw.
  var svg: String {
    guard let axis = plot.axis else { return "" }
    let bottom = 8 + Self.rowHeight * Double(plot.rows.count)
    let height = bottom + 26
    var lines = [
      "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" viewBox=\"0 0 \(text(Self.width)) \(text(height))\" "
        + "width=\"\(text(Self.width))\" height=\"\(text(height))\" font-family=\"sans-serif\" font-size=\"12\">",
      "<title>\(HTMLText.escaped(plot.title))</title>",
    ]
    for tick in IntervalPlot.ticks(axis) {
      let x = place(tick, axis)
      lines.append(line(x, 4, x, bottom, "#e6e8ec", 1))
      lines.append(label(x, bottom + 16, "middle", NumberText.general(tick), "#5f6773"))
    }
    let zero = place(0, axis)
    lines.append(line(zero, 4, zero, bottom, "#1d2129", 1))
    if let margin = plot.margin {
      let x = place(margin, axis)
      lines.append(line(x, 4, x, bottom, "#c62828", 1, dashed: true))
    }
    for (index, row) in plot.rows.enumerated() {
      lines += drawn(row, y: 8 + Self.rowHeight * (Double(index) + 0.5), axis)
    }
    return (lines + ["</svg>"]).joined(separator: "\n")
  }

  private func drawn(_ row: IntervalPlot.Row, y: Double, _ axis: ClosedRange<Double>) -> [String] {
    let (low, high) = (place(row.lower, axis), place(row.upper, axis))
    var lines = [
      label(Self.left - 12, y + 4, "end", Self.shortened(row.label), "#1d2129"),
      line(low, y, high, y, row.role.colour, 3),
    ]
    for (bound, x) in [(row.lower, low), (row.upper, high)] where bound.isFinite {
      lines.append(line(x, y - 5, x, y + 5, row.role.colour, 2))
    }
    lines.append(
      "<circle cx=\"\(text(place(row.estimate, axis)))\" cy=\"\(text(y))\" r=\"5\" fill=\"\(row.role.colour)\"/>"
    )
    lines.append(label(Self.right + 12, y + 4, "start", row.text, "#1d2129"))
    return lines
  }

  /// Where a value lies on the axis; what is beyond lies at its end.
  private func place(_ value: Double, _ axis: ClosedRange<Double>) -> Double {
    let share = (value - axis.lowerBound) / (axis.upperBound - axis.lowerBound)
    return Self.left + max(0, min(1, share.isNaN ? 0 : share)) * (Self.right - Self.left)
  }

  private func line(
    _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ colour: String, _ width: Int,
    dashed: Bool = false
  ) -> String {
    "<line x1=\"\(text(x1))\" y1=\"\(text(y1))\" x2=\"\(text(x2))\" y2=\"\(text(y2))\" stroke=\"\(colour)\" "
      + "stroke-width=\"\(width)\"\(dashed ? " stroke-dasharray=\"4 3\"" : "")/>"
  }

  private func label(_ x: Double, _ y: Double, _ anchor: String, _ content: String, _ colour: String)
    -> String
  {
    "<text x=\"\(text(x))\" y=\"\(text(y))\" text-anchor=\"\(anchor)\" fill=\"\(colour)\">"
      + "\(HTMLText.escaped(content))</text>"
  }

  private func text(_ number: Double) -> String {
    let tenths = Int((number * 10).rounded())
    return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(abs(tenths % 10))"
  }

  private static func shortened(_ label: String) -> String {
    label.count <= 30 ? label : String(label.prefix(29)) + "…"
  }
}

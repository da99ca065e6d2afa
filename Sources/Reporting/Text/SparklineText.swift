/// A row of small columns that shows how numbers go up and down.
package enum SparklineText {
  private static let heights = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]

  /// One character per number, or per so many numbers that at most `width` come together, which stand for their mean.
  ///
  /// The lowest column is nothing, or the least number where that is negative; what is not known is a gap.
  package static func line(_ numbers: [Double?], width: Int) -> String {
    guard width > 0, !numbers.isEmpty else { return "" }
    let share = (numbers.count + width - 1) / width
    let means = stride(from: 0, to: numbers.count, by: share).map { start -> Double? in
      let known = numbers[start..<min(numbers.count, start + share)].compactMap { $0 }.filter(\.isFinite)
      return known.isEmpty ? nil : known.reduce(0, +) / Double(known.count)
    }
    let known = means.compactMap { $0 }
    let floor = min(0, known.min() ?? 0)
    let span = (known.max() ?? 0) - floor
    return means.map { mean in
      guard let mean else { return " " }
      guard span > 0 else { return heights[0] }
      let step = Int(((mean - floor) / span * Double(heights.count - 1)).rounded())
      return heights[max(0, min(heights.count - 1, step))]
    }.joined()
  }
}

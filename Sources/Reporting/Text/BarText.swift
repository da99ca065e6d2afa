/// Bars drawn with block characters, an eighth of a column exact.
package enum BarText {
  /// A bar for a share of `width` columns; the smallest positive share still shows.
  package static func bar(_ share: Double, width: Int) -> String {
    guard share > 0, width > 0 else { return "" }
    let eighths = max(1, Int((Swift.min(share, 1) * Double(width * 8)).rounded()))
    let parts = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]
    return String(repeating: "█", count: eighths / 8) + parts[eighths % 8]
  }
}

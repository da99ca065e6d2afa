import Reporting

/// Words in as many columns as fit, read downwards as in a directory listing.
struct ColumnListing {
  private static let most = 200
  /// Ends in a line break.
  let text: String

  init(_ words: [String], width: Int) {
    let shown = words.prefix(Self.most).map(DisplayText.clean)
    let widest = shown.reduce(0) { max($0, DisplayText.width($1)) } + 2
    let columns = max(1, width / max(1, widest))
    let rows = (shown.count + columns - 1) / columns
    var lines: [String] = []
    for row in 0..<rows {
      var line = ""
      for place in stride(from: row, to: shown.count, by: rows) {
        let word = shown[place]
        let isLast = place + rows >= shown.count
        line += word + (isLast ? "" : String(repeating: " ", count: widest - DisplayText.width(word)))
      }
      lines.append(line)
    }
    if words.count > shown.count { lines.append("… and \(Phrase.count(words.count - shown.count, "other"))") }
    text = lines.joined(separator: "\n") + "\n"
  }
}

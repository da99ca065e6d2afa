/// Decides which columns of a table stand side by side, and how wide each is.
///
/// Room is won in this order: bars get shorter, paths and lists take more lines, texts are shortened, expendable
/// columns go, all of this again down to narrower limits, and at last the table is folded into parts that repeat the
/// key columns. Figures are never shortened; a part whose figures alone are wider than the page stays wider.
struct TableLayout {
  /// Columns that stand side by side.
  struct Part {
    /// Indices into the table's columns.
    var columns: [Int]
    /// Parallel to `columns`.
    var widths: [Int]
  }

  private(set) var parts: [Part] = []

  private let table: TextTable
  private let available: Int
  private var measures: [Measure] = []

  /// How narrow columns may get.
  private enum Squeeze: CaseIterable {
    /// As long as everything reads well.
    case comfortable
    /// Before the table has to be folded.
    case tight

    var bar: Int { self == .comfortable ? 16 : 8 }
    var text: Int { self == .comfortable ? 20 : 10 }
    var lines: Int { self == .comfortable ? 28 : 24 }
    var header: Int { self == .comfortable ? .max : 8 }
  }

  private static let longestBar = 40

  init(_ table: TextTable, width: Int) {
    self.table = table
    available = width
    measure()
    let all = Array(table.columns.indices)
    let necessary = all.filter { !table.columns[$0].isExpendable }
    let part = fit(all, .comfortable) ?? fit(necessary, .comfortable) ?? fit(necessary, .tight)
    if let part {
      parts = [part]
    } else {
      parts = folded(necessary)
    }
  }

  /// Columns grouped with those glued to them.
  static func bundles(_ columns: [Int], of table: TextTable) -> [[Int]] {
    var bundles: [[Int]] = []
    for column in columns {
      if table.columns[column].isGlued, !bundles.isEmpty {
        bundles[bundles.count - 1].append(column)
      } else {
        bundles.append([column])
      }
    }
    return bundles
  }

  /// Whether the first header of a bundle stands over all of it.
  static func spansHeader(_ bundle: [Int], of table: TextTable) -> Bool {
    bundle.count > 1 && bundle.dropFirst().allSatisfy { table.columns[$0].header.isEmpty }
  }

  private mutating func measure() {
    for index in table.columns.indices {
      var measured = Measure()
      for row in table.rows {
        let cell = row[index]
        let width = DisplayText.width(cell.fullText)
        switch cell {
        case .blank: break
        case .bar: measured.hasBars = true
        case .text: measured.text = max(measured.text, width)
        case .path, .list: measured.lines = max(measured.lines, width)
        case .figure, .mark: measured.figures = max(measured.figures, width)
        }
      }
      measures.append(measured)
    }
    for bundle in Self.bundles(Array(table.columns.indices), of: table) {
      if Self.spansHeader(bundle, of: table) {
        let followers = bundle.dropFirst().reduce(0) {
          $0 + table.columns[$1].gap + measures[$1].figures
        }
        measures[bundle[0]].header = DisplayText.width(table.columns[bundle[0]].header) - followers
      } else {
        for column in bundle { measures[column].header = DisplayText.width(table.columns[column].header) }
      }
    }
  }

  /// The widths of the contents of one column, by how they give way.
  private struct Measure {
    var figures = 0
    var text = 0
    var lines = 0
    var header = 0
    var hasBars = false

    var natural: Int { max(figures, text, lines, header, hasBars ? TableLayout.longestBar : 0) }

    func least(_ squeeze: Squeeze) -> Int {
      max(
        figures, min(text, squeeze.text), min(lines, squeeze.lines), min(header, squeeze.header),
        hasBars ? squeeze.bar : 0)
    }
  }

  /// The columns side by side, or nil if they do not fit.
  private func fit(_ columns: [Int], _ squeeze: Squeeze) -> Part? {
    // No column needs more than the page; this also bounds the work below.
    var widths = columns.map { min(measures[$0].natural, max(available, measures[$0].figures)) }
    let gaps = columns.reduce(0) { $0 + table.columns[$1].gap }
    var excess = gaps + widths.reduce(0, +) - available
    let places = Array(columns.indices)
    let bars = places.filter { measures[columns[$0]].hasBars }
    let lines = places.filter { measures[columns[$0]].lines > 0 }
    // What costs least goes first: bars, then lines that can be broken, then whatever is widest.
    for candidates in [bars, lines, places] {
      while excess > 0 {
        let shrinkable = candidates.filter { widths[$0] > measures[columns[$0]].least(squeeze) }
        guard let widest = shrinkable.max(by: { widths[$0] < widths[$1] }) else { break }
        widths[widest] -= 1
        excess -= 1
      }
    }
    return excess > 0 ? nil : Part(columns: columns, widths: widths)
  }

  private func folded(_ columns: [Int]) -> [Part] {
    let keys = columns.filter { table.columns[$0].isKey }
    var parts: [Part] = []
    var current: Part?
    var taken: [Int] = []
    for bundle in Self.bundles(columns.filter { !table.columns[$0].isKey }, of: table) {
      if let wider = fit(keys + taken + bundle, .tight) {
        taken += bundle
        current = wider
        continue
      }
      if let current { parts.append(current) }
      taken = bundle
      let alone = keys + bundle
      current =
        fit(alone, .tight) ?? Part(columns: alone, widths: alone.map { measures[$0].least(.tight) })
    }
    if let current { parts.append(current) }
    return parts
  }
}

/// A table for people: cells are finished text, columns know how they may give way when room is short.
struct TextTable {
  var title: String?
  var columns: [Column]
  var rows: [[Cell]] = []

  struct Column {
    var header: String
    var alignment: Alignment = .right
    /// Repeated at the left of each part when the table has to be folded.
    var isKey = false
    /// Belongs to the column before it: never parted from it, set close, one column in Markdown.
    var isGlued = false
    /// The empty columns before it.
    var gap = 2
    /// Left out where room is short, because other columns say the same.
    var isExpendable = false
  }

  enum Cell {
    case blank
    /// May be shortened.
    case text(String)
    /// Broken between its nodes onto several lines.
    case path([String])
    /// Broken between its items onto several lines.
    case list([String])
    /// Never shortened.
    case figure(String)
    /// Never shortened, painted.
    case mark(String, Role)
    /// A bar for a share of the column.
    case bar(Double)
  }
}

extension TextTable.Column {
  static func text(_ header: String) -> Self { Self(header: header, alignment: .left) }
  static func key(_ header: String, _ alignment: Alignment = .left) -> Self {
    Self(header: header, alignment: alignment, isKey: true)
  }
  static func label(_ header: String) -> Self { Self(header: header, alignment: .left, isExpendable: true) }
  static func figure(_ header: String) -> Self { Self(header: header) }
  /// A second figure of the column before, such as a rate behind its count.
  static func gluedFigure(_ header: String = "") -> Self { Self(header: header, isGlued: true) }
  /// The interval of the figure before.
  static func interval() -> Self { Self(header: "", alignment: .left, isGlued: true, gap: 1) }
  static func bar() -> Self { Self(header: "", alignment: .left) }
  static func expendableBar() -> Self { Self(header: "", alignment: .left, isExpendable: true) }
}

extension [TextTable.Column] {
  /// An estimate and its interval, under one header.
  static func estimate(_ header: String, level: String = "[95 %]") -> Self {
    [.figure("\(header) \(level)"), .interval()]
  }
}

extension TextTable.Cell {
  static func count(_ number: Int) -> Self { .figure(NumberText.grouped(number)) }
  static func count(_ number: Int?) -> Self { .figure(number.map(NumberText.grouped) ?? NumberText.missing) }
  static func percent(_ share: Double?) -> Self { .figure(NumberText.percent(share)) }
  static func duration(_ seconds: Double?) -> Self { .figure(DurationText.rounded(seconds)) }

  var isBar: Bool {
    if case .bar = self { true } else { false }
  }

  /// Whether the cell is a bar that can be seen.
  var hasLength: Bool {
    if case .bar(let share) = self { share > 0 } else { false }
  }

  /// The whole text, before anything is shortened.
  var fullText: String {
    switch self {
    case .blank, .bar: ""
    case .text(let text), .figure(let text), .mark(let text, _): text
    case .path(let nodes): nodes.joined(separator: " → ")
    case .list(let items): items.joined(separator: ", ")
    }
  }
}

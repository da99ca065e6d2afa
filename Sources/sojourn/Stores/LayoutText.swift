import EventModel
import Reporting
import SegmentStore

/// Where the bytes of a snapshot are, as tables and as JSON.
struct LayoutText {
  var layout: SnapshotLayout
  /// Events in the snapshot.
  var events: Int

  /// A table for people lists so many of the largest; JSON lists all.
  private static let longestList = 25

  private typealias Row = (name: String, part: SnapshotLayout.Part)

  private var parts: [Row] {
    func sum(_ parts: some Collection<SnapshotLayout.Part>) -> SnapshotLayout.Part {
      var sum = parts.reduce(into: SnapshotLayout.Part()) { $0.merge($1) }
      sum.rows = events
      return sum
    }
    return [
      ("postings", sum(layout.events.values)), ("columns", sum(layout.columns.values)),
      ("times", layout.times), ("user ids", layout.userIDs), ("user counts", layout.userCounts),
      ("directories", layout.directories), ("footers", layout.footers),
    ]
  }

  private var columns: [Row] { Self.largestFirst(layout.columns.map { ($0.displayName, $1) }) }

  private var postings: [Row] { Self.largestFirst(layout.events.map { ($0, $1) }) }

  private static func largestFirst(_ rows: [Row]) -> [Row] {
    rows.sorted { ($1.part.stored, $0.name) < ($0.part.stored, $1.name) }
  }

  // MARK: Tables

  var text: String {
    let files = layout.files.map { file in
      [
        DisplayText.clean(file.path), NumberText.grouped(file.rows), NumberText.grouped(file.users),
        NumberText.grouped(file.rowGroups), NumberText.bytes(file.bytes), Self.ratio(file.bytes, file.rows),
      ]
    }
    let head = ["bytes", "share", "per row", "encodings"]
    return [
      Self.table(["part"] + head, cells(parts)), Self.table(["column"] + head, cells(columns)),
      Self.table(["event"] + head, cells(postings)),
      Self.table(["file", "rows", "users", "row groups", "bytes", "per row"], files),
    ].map { "\n" + $0 }.joined()
  }

  private func cells(_ rows: [Row]) -> [[String]] {
    let all = layout.files.reduce(0) { $0 + $1.bytes }
    return rows.map { row in
      let perRow = row.part.rows == 0 ? events : row.part.rows
      return [
        DisplayText.clean(row.name), NumberText.bytes(row.part.stored),
        NumberText.percent(all == 0 ? nil : Double(row.part.stored) / Double(all)),
        Self.ratio(row.part.stored, perRow), Self.encodings(row.part),
      ]
    }
  }

  /// `packed 12, runs+zstd 3`, the most frequent first.
  private static func encodings(_ part: SnapshotLayout.Part) -> String {
    part.encodings.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      .map { part.encodings.count == 1 ? $0.key : "\($0.key) \(NumberText.grouped($0.value))" }
      .joined(separator: ", ")
  }

  private static func ratio(_ bytes: Int, _ rows: Int) -> String {
    rows == 0 ? "–" : "\((Double(bytes) / Double(rows) * 100).rounded() / 100)"
  }

  /// Columns two spaces apart: the first and the last to the left unless figures, the others to the right.
  private static func table(_ head: [String], _ rows: [[String]]) -> String {
    let shown = [head] + rows.prefix(longestList)
    let widths = head.indices.map { column in
      shown.reduce(0) { max($0, DisplayText.width($1[column])) }
    }
    let isText = { (column: Int) in column == 0 || head[column] == "encodings" }
    let lines = shown.map { cells in
      let line = cells.enumerated().map { column, cell in
        let space = String(repeating: " ", count: widths[column] - DisplayText.width(cell))
        return isText(column) ? cell + space : space + cell
      }.joined(separator: "  ")
      return String(line.reversed().drop { $0 == " " }.reversed()) + "\n"
    }
    let rest = rows.count - longestList
    return lines.joined()
      + (rest > 0 ? "and \(NumberText.grouped(rest)) more; --format json lists all\n" : "")
  }

  // MARK: JSON

  func write(to json: inout JSONWriter) {
    json.member(named: "parts") { Self.write(parts, &$0) }
    json.member(named: "column_sizes") { Self.write(columns, &$0) }
    json.member(named: "event_sizes") { Self.write(postings, &$0) }
    json.member(named: "file_sizes") { json in
      json.array(layout.files) { json, file in
        json.object { json in
          json.member(named: "path") { $0.write(file.path) }
          json.member(named: "rows") { $0.write(file.rows) }
          json.member(named: "users") { $0.write(file.users) }
          json.member(named: "row_groups") { $0.write(file.rowGroups) }
          json.member(named: "bytes") { $0.write(file.bytes) }
        }
      }
    }
  }

  private static func write(_ rows: [Row], _ json: inout JSONWriter) {
    json.array(rows) { json, row in
      json.object { json in
        json.member(named: "name") { $0.write(row.name) }
        json.member(named: "bytes") { $0.write(row.part.stored) }
        json.member(named: "raw_bytes") { $0.write(row.part.raw) }
        json.member(named: "rows") { $0.write(row.part.rows) }
        json.member(named: "blocks") { $0.write(row.part.blocks) }
        json.member(named: "encodings") { json in
          json.object { json in
            for (name, count) in row.part.encodings.sorted(by: { $0.key < $1.key }) {
              json.member(named: name) { $0.write(count) }
            }
          }
        }
      }
    }
  }
}

extension EventColumn {
  /// What a column is called in lists: its name, or what it is.
  var displayName: String {
    switch kind {
    case .property: name
    case .session: "session"
    case .eventID: "event id"
    case .source: "source"
    case .rawUser: "raw user"
    case .userProperty: "user.\(name)"
    case .accountProperty: "account.\(name)"
    }
  }
}

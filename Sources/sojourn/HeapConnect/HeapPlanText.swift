import Connectors
import Reporting

/// What a load of Heap Connect will read and why, in words.
struct HeapPlanText {
  let plan: HeapLoadPlan

  /// A line per table under a line for all; ends in a line break.
  var text: String {
    var lines: [String] = []
    if plan.newDumps.isEmpty {
      lines.append("No new dumps.")
    } else {
      lines.append("New dumps: \(Self.numbers(plan.newDumps)).")
    }
    var rows = [["table", "kind", "base", "dumps to read", "files", "bytes", "why"]]
    for table in plan.tables {
      rows.append([
        DisplayText.clean(table.name), table.kind.rawValue, table.base.map(String.init) ?? "-",
        table.dumps.isEmpty ? "-" : Self.numbers(table.dumps), NumberText.grouped(table.files.count),
        NumberText.bytes(table.bytes), Self.words(table),
      ])
    }
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    for row in rows {
      let cells = zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }
      lines.append(Self.trimmed(cells.joined(separator: "  ")))
    }
    for name in plan.strayNames { lines.append("passed over: manifests/\(DisplayText.clean(name))") }
    for file in plan.missing {
      lines.append(
        "missing: \(DisplayText.clean(file.file)) (dump \(file.dump), table \(DisplayText.clean(file.table)))"
      )
    }
    return lines.joined(separator: "\n") + "\n"
  }

  static func words(_ table: HeapLoadPlan.Table) -> String {
    if table.kind == .users && table.isPassedOver { return "passed over, as --no-users asks" }
    switch table.reason {
    case .firstLoad: return "nothing is stored; starts from the newest full dump"
    case .firstLoadWithoutFullDump:
      return "nothing is stored and no dump is full; older history may be missing"
    case .newFullDump:
      return table.files.isEmpty
        ? "dumped in full and empty; the stored rows go" : "dumped in full; the stored rows go"
    case .newDumps: return "only what is new"
    case .lateDumps: return "a dump came late; the stored rows go"
    case .upToDate: return "up to date"
    case .alwaysFull: return "each copy takes the place of the one before"
    }
  }

  /// `97, 99, 103 … 154 (20)`: all numbers where they are few.
  private static func numbers(_ numbers: [Int64]) -> String {
    guard numbers.count > 4, let first = numbers.first, let last = numbers.last else {
      return numbers.map(String.init).joined(separator: ", ")
    }
    return "\(first) … \(last) (\(numbers.count))"
  }

  private static func trimmed(_ line: String) -> String {
    var line = line
    while line.last == " " { line.removeLast() }
    return line
  }
}

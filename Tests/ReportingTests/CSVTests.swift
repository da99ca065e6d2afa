import EventModel
import QueryResults
import Testing

@testable import Reporting

@Suite struct CSVTests {
  /// An RFC 4180 reader written for these tests: `nil` is a field without quotes or characters.
  static func parse(_ text: String) -> [[String?]] {
    var rows: [[String?]] = []
    var row: [String?] = []
    var field = ""
    var wasQuoted = false
    let scalars = Array(text.unicodeScalars)
    var place = 0
    func finished() -> String? { field.isEmpty && !wasQuoted ? nil : field }
    while place < scalars.count {
      let scalar = scalars[place]
      if scalar == "\"" && field.isEmpty && !wasQuoted {
        wasQuoted = true
        place += 1
        while place < scalars.count {
          if scalars[place] == "\"" {
            guard place + 1 < scalars.count, scalars[place + 1] == "\"" else { break }
            place += 1
          }
          field.unicodeScalars.append(scalars[place])
          place += 1
        }
      } else if scalar == "," {
        row.append(finished())
        (field, wasQuoted) = ("", false)
      } else if scalar == "\r", place + 1 < scalars.count, scalars[place + 1] == "\n" {
        row.append(finished())
        rows.append(row)
        (row, field, wasQuoted) = ([], "", false)
        place += 1
      } else {
        field.unicodeScalars.append(scalar)
      }
      place += 1
    }
    return rows
  }

  private func expected(_ field: FlatTable.Field) -> String? {
    switch field {
    case .empty: nil
    case .text(let text):
      text.unicodeScalars.first.map { "=+-@\t\r".unicodeScalars.contains($0) } == true ? "'" + text : text
    case .integer(let number): String(number)
    case .number(let number): number.isFinite ? number.description : nil
    case .flag(let flag): flag ? "true" : "false"
    case .time(let time): time.iso8601
    }
  }

  @Test(arguments: UInt64(0)..<200)
  func `fields come back as they were`(seed: UInt64) {
    var random = RandomResults(seed: seed)
    for table in random.result().flatTables {
      let rows = Self.parse(CSVWriter.text(of: table))
      #expect(rows.first == table.columns.map { expected(.text($0)) })
      #expect(rows.count == table.rows.count + 1)
      for (parsed, row) in zip(rows.dropFirst(), table.rows) {
        #expect(parsed.count == table.columns.count)
        for (field, original) in zip(parsed, row) {
          // Strings compare by canonical equivalence; the bytes have to agree too.
          #expect(field.map { Array($0.utf8) } == expected(original).map { Array($0.utf8) }, "seed \(seed)")
        }
      }
    }
  }

  @Test(arguments: ["=1+1", "+49", "-5", "@x", "\tx", "\rx"])
  func `text that looks like a formula is defused`(text: String) {
    let csv = CSVWriter.text(of: FlatTable(columns: ["a"], rows: [[.text(text)]]))
    #expect(Self.parse(csv).last == ["'" + text])
  }

  @Test func `numbers are never touched`() {
    let csv = CSVWriter.text(
      of: FlatTable(columns: ["a", "b", "c"], rows: [[.number(-1.5), .integer(-3 as Int64), .number(.nan)]]))
    #expect(csv == "a,b,c\r\n-1.5,-3,\r\n")
  }

  @Test func `an empty text is not a missing value`() {
    #expect(
      CSVWriter.text(of: FlatTable(columns: ["a", "b"], rows: [[.text(""), .empty]])) == "a,b\r\n\"\",\r\n")
  }

  @Test func `a grouping property called like a column keeps a name of its own`() {
    let key = GroupKey(values: [GroupValue(property: "step", value: .string("x"))], kind: .value)
    let steps = SampleResults.steps([3, 2, 1], of: 3, open: [nil, nil, nil])
    let result = FunnelResult(steps: steps, groups: [FunnelGroup(group: key, steps: steps)])
    #expect(Array(result.flatTables[0].columns.prefix(3)) == ["group_kind", "group.step", "step"])
  }
}

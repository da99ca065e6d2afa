import EventModel
@testable import SegmentStore

/// A row as a person would write it down.
struct SampleRow: Hashable {
  var user: [UInt8]
  var event: String
  var time: Int64
  /// By column name; a column that is no property has its kind's name.
  var values: [String: StoredValue]

  /// Every row of a file in its order.
  static func all(in file: SegmentFile) throws -> [SampleRow] {
    let codec = ZstdCodec()
    var rows: [SampleRow] = []
    for index in file.footer.groups.indices {
      let group = try RowGroup(file: file, index: index, codec: codec)
      rows += all(in: try RowGroupContents(group), of: file.footer)
    }
    return rows
  }

  private static func all(in contents: RowGroupContents, of footer: SegmentFooter) -> [SampleRow] {
    var rows: [SampleRow] = []
    for user in 0..<contents.userCount {
      for row in contents.rows(ofUser: user) {
        var values: [String: StoredValue] = [:]
        for (code, chunk) in contents.columns {
          let column = footer.columns[Int(code)]
          values[column.kind == .property ? column.name : "\(column.kind)"] = StoredValue(chunk, row: row)
        }
        rows.append(
          SampleRow(
            user: Array(contents.userIDs[user]), event: footer.eventNames[Int(contents.events[row])].name,
            time: contents.times[row], values: values))
      }
    }
    return rows
  }
}

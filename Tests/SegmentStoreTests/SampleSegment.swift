import EventModel
import TestSupport
@testable import SegmentStore

/// Rows to be written as a segment file, in the file's order, and the file.
struct SampleSegment {
  var columns: [EventColumn]
  var eventNames: [String]
  /// Row groups, each of whole users by (hash, id).
  var groups: [[SampleRow]]

  var rows: [SampleRow] { groups.flatMap { $0 } }

  /// Writes the file at `path`.
  func write(to path: String, fileSystem: any FileSystem = LocalFileSystem()) throws {
    let writer = try SegmentWriter(path: path, threads: 1, fileSystem: fileSystem)
    let names = columns.map { $0.kind == .property ? $0.name : "\($0.kind)" }
    for rows in groups {
      var texts = TextDictionary()
      var group = RowGroupRows()
      var user: [UInt8]?
      for row in rows {
        if row.user != user {
          user = row.user
          group.beginUser(hash: row.user.withUnsafeBytes { Checksum.xxh3($0) }, id: row.user)
        }
        group.appendRow(event: UInt32(eventNames.firstIndex(of: row.event)!), time: row.time)
        for (code, name) in names.enumerated() {
          guard let value = row.values[name] else { continue }
          group.appendValue(column: UInt32(code), type: value.type, payload: value.payload(in: &texts))
        }
      }
      try writer.append(group, texts: texts.texts, eventCount: eventNames.count)
    }
    _ = try writer.finish(eventNames: eventNames, columns: columns)
  }

  /// A file of `groupSizes` rows per group, of users with about four rows.
  static func random(seed: UInt64, groupSizes: [Int]) -> SampleSegment {
    var random = SeededRandom(seed: seed)
    let columns: [EventColumn] = [
      .property("country"), .property("mixed"), .property("id"), .source, .session, .property("rare"),
    ]
    let eventNames = (0..<Int.random(in: 2...6, using: &random)).map { "event \($0)" }
    var users = Set<[UInt8]>()
    while users.count < groupSizes.reduce(0, +) {
      users.insert(Array("user \(random.word(width: 40))".utf8))
    }
    var order = users.sorted { left, right in
      let (a, b) = (left.withUnsafeBytes { Checksum.xxh3($0) }, right.withUnsafeBytes { Checksum.xxh3($0) })
      return a != b ? a < b : left.lexicographicallyPrecedes(right)
    }[...]
    var serial: UInt64 = 0
    let groups = groupSizes.map { size in
      var rows: [SampleRow] = []
      while rows.count < size, let user = order.popFirst() {
        var time = Int64(random.word(width: 40)) * 1_000
        for _ in 0..<min(size - rows.count, Int.random(in: 1...8, using: &random)) {
          var values: [String: StoredValue] = [
            "source": .text(Array("app".utf8)), "id": .bits(.integer, serial),
          ]
          values["country"] = .text([UInt8(65 + user.count % 3)])
          if !random.oneIn(3) { values["mixed"] = StoredValue(using: &random) }
          if random.oneIn(2) { values["session"] = .bits(.integer, serial / 5) }
          if random.oneIn(40) { values["rare"] = .bits(.double, random.next()) }
          rows.append(
            SampleRow(
              user: user, event: eventNames.randomElement(using: &random)!, time: time, values: values))
          serial += 1
          time += Int64(random.word(width: 16)) * 1_000
        }
      }
      return rows
    }
    return SampleSegment(columns: columns, eventNames: eventNames, groups: groups)
  }
}

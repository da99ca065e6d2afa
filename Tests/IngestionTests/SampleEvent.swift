import EventModel
import SegmentStore
import TestSupport

/// An event as a person would write it down, with exact values.
struct SampleEvent: Hashable {
  /// Texts as bytes, other values as bits, so that equality is exact.
  enum Value: Hashable {
    case text([UInt8])
    case bits(PropertyType, UInt64)
  }

  var user: [UInt8]
  var name: String
  var time: Int64
  /// The source's name among them.
  var values: [EventColumn: Value]

  /// By (hash, id) of the user, then time, then order of arrival, as files have it.
  static func sorted(_ events: [SampleEvent]) -> [SampleEvent] {
    func hash(_ event: SampleEvent) -> UInt64 { event.user.withUnsafeBytes { Checksum.xxh3($0) } }
    return events.enumerated().map { (hash: hash($0.element), index: $0.offset, event: $0.element) }.sorted {
      if $0.hash != $1.hash { return $0.hash < $1.hash }
      if $0.event.user != $1.event.user { return $0.event.user.lexicographicallyPrecedes($1.event.user) }
      return ($0.event.time, $0.index) < ($1.event.time, $1.index)
    }.map(\.event)
  }

  static func all(in snapshot: Snapshot) throws -> [[SampleEvent]] {
    try snapshot.files.map { file in
      let codec = ZstdCodec()
      return try file.footer.groups.indices.flatMap { index in
        all(
          in: try RowGroupContents(RowGroup(file: file, index: index, codec: codec)),
          names: file.footer.eventNames.map(\.name), columns: file.footer.columns)
      }
    }
  }

  /// The rows of `contents`, whose codes count `names` and `columns`.
  static func all(in contents: RowGroupContents, names: [String], columns: [EventColumn]) -> [SampleEvent] {
    (0..<contents.userCount).flatMap { user in
      contents.rows(ofUser: user).map { row in
        var values: [EventColumn: Value] = [:]
        for (code, chunk) in contents.columns where chunk.codesByRow[row] != 0 {
          let entry = Int(chunk.codesByRow[row] - 1)
          let payload = chunk.dictionary.payloads[entry]
          values[columns[Int(code)]] =
            chunk.dictionary.types[entry] == .string
            ? .text(Array(chunk.dictionary.texts[Int(payload)]))
            : .bits(chunk.dictionary.types[entry], payload)
        }
        return SampleEvent(
          user: Array(contents.userIDs[user]), name: names[Int(contents.events[row])],
          time: contents.times[row],
          values: values)
      }
    }
  }

  /// Events with ties, repeats, nulls, mixed types and columns that come up late.
  static func random(_ count: Int, source: String, seed: UInt64) -> [SampleEvent] {
    var random = SeededRandom(seed: seed)
    let users = (0..<Int.random(in: 1...max(1, count / 3), using: &random)).map { number in
      number == 0 ? [] : Array("user-\(random.word(width: 30))".utf8)
    }
    let isAscending = random.oneIn(2)
    let width = Int.random(in: 1...45, using: &random)
    var clock: Int64 = -5_000_000
    return (0..<count).map { index in
      clock += Int64(random.word(width: 20))
      var values: [EventColumn: Value] = [.source: .text(Array(source.utf8))]
      if !random.oneIn(3) {
        values[.property("plan")] = .text(Array(["", "free", "pro"].randomElement(using: &random)!.utf8))
      }
      if random.oneIn(2) { values[.property("mixed")] = Value(using: &random) }
      if index > count / 2 { values[.property("late")] = .bits(.integer, UInt64(index)) }
      if random.oneIn(4) { values[.session] = .text([UInt8(index % 7)]) }
      return SampleEvent(
        user: users.randomElement(using: &random)!, name: "event \(random.word(width: 4))",
        time: isAscending ? clock / 1_000 * 1_000 : Int64(random.word(width: width)) - 1_000, values: values)
    }
  }
}

extension SampleEvent.Value {
  init(using random: inout SeededRandom) {
    switch PropertyType.allCases.randomElement(using: &random)! {
    case .string:
      self = .text((0..<Int(random.word(width: 4))).map { _ in UInt8(truncatingIfNeeded: random.next()) })
    case .boolean: self = .bits(.boolean, random.next() & 1)
    case .double: self = .bits(.double, [random.next(), 1 << 63, 0].randomElement(using: &random)!)
    case let type: self = .bits(type, random.word(width: 62))
    }
  }
}

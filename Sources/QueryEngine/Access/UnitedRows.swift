import EventModel
import Glibc
import SegmentStore

/// The rows of a block with those of one raw event united: one row per event, which carries the labels of all of them.
///
/// Rows are united when their source, user, instant and raw id are the same and their names are labels of the source. The
/// event stands where the first of its rows stood. Its name, and each of its values, is that of its most specific label
/// that has one.
struct UnitedRows {
  /// The rows as they are stored.
  let stored: RowBlock
  let userEnds: [UInt32]
  /// By row, its most specific label or its only name.
  let events: [UInt32]
  /// µs.
  let times: [Int64]
  let labels: RowLabels
  /// The stored rows of all rows, those of the most specific labels first.
  private let members: [UInt32]
  /// By row, where its stored rows end.
  private let memberEnds: [UInt32]

  /// `nil` where no event of the block has several labels.
  init?(_ block: RowBlock) throws {
    guard let known = block.catalog.labels, block.mayHoldSharedEvents,
      let idColumn = block.catalog.number(of: .eventID), let sourceColumn = block.catalog.number(of: .source),
      let ids = try block.storedColumn(idColumn, keeps: true),
      let sources = try block.storedColumn(sourceColumn, keeps: true)
    else { return nil }
    let times = try block.times()
    let rawEvents = RawEvents(events: try block.events(), ids: ids, sources: sources, labels: known)
    var union = Union(rowCount: block.rowCount)
    var userEnds: [UInt32] = []
    userEnds.reserveCapacity(block.userCount)
    for user in 0..<block.userCount {
      if user & 1_023 == 0 { try block.checkCancelled() }
      let rows = block.rows(ofUser: user)
      var row = rows.lowerBound
      while row < rows.upperBound {
        let time = times[row]
        var end = row + 1
        while end < rows.upperBound, times[end] == time { end += 1 }
        if end == row + 1 {
          union.append(row, event: rawEvents.events[row], time: time)
        } else {
          union.append(row..<end, of: rawEvents, time: time)
        }
        row = end
      }
      userEnds.append(UInt32(union.events.count))
    }
    guard union.events.count < block.rowCount else { return nil }
    stored = block
    self.userEnds = userEnds
    events = union.events
    self.times = union.times
    labels = RowLabels(sets: union.table.sets, setOfRow: union.setOfRow)
    members = union.members
    memberEnds = union.memberEnds
  }

  var rowCount: Int { events.count }

  /// The values of stored rows as those of their events.
  func united(_ chunk: ColumnChunk) -> ColumnChunk {
    var codes = [UInt32](repeating: 0, count: rowCount)
    var place = 0
    chunk.codesByRow.withUnsafeBufferPointer { stored in
      for row in 0..<rowCount {
        let end = Int(memberEnds[row])
        while place < end, codes[row] == 0 {
          codes[row] = stored[Int(members[place])]
          place += 1
        }
        place = end
      }
    }
    return ColumnChunk(dictionary: chunk.dictionary, codesByRow: codes)
  }
}

/// What tells raw events of a block apart. Hot.
private struct RawEvents {
  let events: [UInt32]
  let labels: EventLabels
  private let ids: ColumnChunk
  private let sourceOfRow: [UInt32]
  /// By code + 1 of the source, which events are its labels; `nil` where none are.
  private let isLabel: [[Bool]?]

  init(events: [UInt32], ids: ColumnChunk, sources: ColumnChunk, labels: EventLabels) {
    self.events = events
    self.labels = labels
    self.ids = ids
    sourceOfRow = sources.codesByRow
    isLabel =
      [nil]
      + (0..<sources.dictionary.count).map { labels.labels(ofSource: sources.dictionary.value(at: $0)) }
  }

  /// Where the raw id of a row lies among the texts of ids; `nil` where the row is an event of its own.
  func rawID(ofRow row: Int) -> Range<Int>? {
    let event = Int(events[row])
    guard isLabel[Int(sourceOfRow[row])]?[event] == true, ids.codesByRow[row] != 0 else { return nil }
    let code = Int(ids.codesByRow[row] - 1)
    guard ids.dictionary.types[code] == .string else { return nil }
    let text = ids.dictionary.texts.range(at: Int(ids.dictionary.payloads[code]))
    let prefix = labels.idPrefixes[event]
    guard text.count > prefix.count,
      isSame(text.lowerBound..<text.lowerBound + prefix.count, prefix)
    else { return nil }
    return text.lowerBound + prefix.count..<text.upperBound
  }

  func isSameSource(_ row: Int, _ other: Int) -> Bool { sourceOfRow[row] == sourceOfRow[other] }

  /// Whether two raw ids are the same.
  func isSame(_ left: Range<Int>, _ right: Range<Int>) -> Bool {
    guard left.count == right.count else { return false }
    return ids.dictionary.texts.bytes.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress else { return true }
      return memcmp(base + left.lowerBound, base + right.lowerBound, left.count) == 0
    }
  }

  /// What equal raw ids of one source have in common.
  func key(ofRow row: Int, _ rawID: Range<Int>) -> Key {
    Key(source: sourceOfRow[row], id: ids.dictionary.texts.bytes[rawID])
  }

  struct Key: Hashable {
    var source: UInt32
    var id: ArraySlice<UInt8>
  }

  private func isSame(_ text: Range<Int>, _ prefix: [UInt8]) -> Bool {
    ids.dictionary.texts.bytes.withUnsafeBytes { bytes in
      prefix.withUnsafeBytes { prefix in
        guard let base = bytes.baseAddress, let other = prefix.baseAddress else { return true }
        return memcmp(base + text.lowerBound, other, prefix.count) == 0
      }
    }
  }
}

/// Collects united rows. Hot.
private struct Union {
  private(set) var events: [UInt32] = []
  private(set) var times: [Int64] = []
  private(set) var setOfRow: [UInt32] = []
  private(set) var members: [UInt32] = []
  private(set) var memberEnds: [UInt32] = []
  private(set) var table = LabelSetTable()
  /// Scratch: the rows of an instant, by event, then by label.
  private var order: [(event: Int, rank: UInt32, row: Int)] = []
  /// Scratch: the first row of each event of an instant, and its raw id.
  private var heads: [(row: Int, rawID: Range<Int>?)] = []

  /// More rows of one instant are looked up instead of compared with each other.
  private static let mostCompared = 16

  init(rowCount: Int) {
    events.reserveCapacity(rowCount)
    times.reserveCapacity(rowCount)
    setOfRow.reserveCapacity(rowCount)
    members.reserveCapacity(rowCount)
    memberEnds.reserveCapacity(rowCount)
  }

  /// Appends a row that is an event of its own.
  mutating func append(_ row: Int, event: UInt32, time: Int64) {
    members.append(UInt32(row))
    finishRow(event: event, time: time, set: 0)
  }

  /// Appends the events of one user and instant.
  mutating func append(_ rows: Range<Int>, of rawEvents: RawEvents, time: Int64) {
    assign(rows, rawEvents)
    guard heads.count < rows.count else {
      for row in rows { append(row, event: rawEvents.events[row], time: time) }
      return
    }
    // Of two rows of one label the one that came last goes first.
    order.sort { ($0.event, $0.rank, $1.row) < ($1.event, $1.rank, $0.row) }
    var start = 0
    while start < order.count {
      var end = start
      var set: UInt32 = 0
      var last = UInt32.max
      while end < order.count, order[end].event == order[start].event {
        let event = rawEvents.events[order[end].row]
        if event != last { set = table.extend(set, by: event) }
        last = event
        members.append(UInt32(order[end].row))
        end += 1
      }
      let event = rawEvents.events[order[start].row]
      finishRow(event: event, time: time, set: last == event ? 0 : set)
      start = end
    }
  }

  /// Finds out which event each row belongs to.
  private mutating func assign(_ rows: Range<Int>, _ rawEvents: RawEvents) {
    order.removeAll(keepingCapacity: true)
    heads.removeAll(keepingCapacity: true)
    var byKey: [RawEvents.Key: Int] = [:]
    for row in rows {
      let rawID = rawEvents.rawID(ofRow: row)
      var event = heads.count
      if let rawID {
        if rows.count > Self.mostCompared {
          event = byKey[rawEvents.key(ofRow: row, rawID), default: event]
          byKey[rawEvents.key(ofRow: row, rawID)] = event
        } else {
          event =
            heads.firstIndex { head in
              guard let other = head.rawID, rawEvents.isSameSource(row, head.row) else { return false }
              return rawEvents.isSame(rawID, other)
            } ?? event
        }
      }
      if event == heads.count { heads.append((row, rawID)) }
      order.append((event, rawEvents.labels.ranks[Int(rawEvents.events[row])], row))
    }
  }

  private mutating func finishRow(event: UInt32, time: Int64, set: UInt32) {
    events.append(event)
    times.append(time)
    setOfRow.append(set)
    memberEnds.append(UInt32(members.count))
  }
}

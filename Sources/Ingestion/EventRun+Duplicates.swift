import EventModel
import SegmentStore

/// Rows that do not count because another one does.
struct DuplicateCounts: Sendable, Equatable {
  /// Rows that were there already, alike in every column.
  var dropped = 0
  /// Rows of the same ingest whose place a newer one took.
  var superseded = 0
  /// Rows of earlier snapshots whose place a newer one took.
  var replaced = 0
  /// The ``DuplicateKey`` of every row that took another's place.
  var replacing: Set<UInt64> = []

  mutating func add(_ other: DuplicateCounts) {
    replacing.formUnion(other.replacing)
    dropped += other.dropped
    superseded += other.superseded
    replaced += other.replaced
  }
}

extension EventRun {
  /// One row's event id within its source.
  private struct Key {
    var id: UInt64
    var source: UInt64
    var type: UInt8
    /// Where the row stands among those of its user.
    var place: Int

    func isSame(_ other: Key) -> Bool { id == other.id && source == other.source && type == other.type }

    static func < (left: Key, right: Key) -> Bool {
      if left.id != right.id { return left.id < right.id }
      if left.source != right.source { return left.source < right.source }
      if left.type != right.type { return left.type < right.type }
      return left.place < right.place
    }
  }

  /// The rows of one user that count, of those that `arrived`; `nil` when all do.
  ///
  /// In order of arrival, a row with an event id that another has is dropped when it says the same, and takes the
  /// other's place otherwise; it stands where it arrived itself.
  func withoutDuplicates(
    _ arrived: ArraySlice<UInt32>, userHash: UInt64, _ counts: inout DuplicateCounts
  ) -> [UInt32]? {
    guard arrived.count > 1 else { return nil }
    var keys: [Key] = []
    keys.reserveCapacity(arrived.count)
    for place in arrived.indices {
      if let key = key(of: arrived[place], place: place) { keys.append(key) }
    }
    keys.sort { $0 < $1 }
    var dead: Set<Int> = []
    var kept = 0
    for next in keys.indices.dropFirst() {
      guard keys[next].isSame(keys[kept]) else {
        kept = next
        continue
      }
      if isAlike(Int(arrived[keys[kept].place]), Int(arrived[keys[next].place])) {
        dead.insert(keys[next].place)
        counts.dropped += 1
      } else {
        dead.insert(keys[kept].place)
        counts.superseded += 1
        counts.replacing.insert(hash(of: keys[next], userHash: userHash))
        kept = next
      }
    }
    return dead.isEmpty ? nil : arrived.indices.filter { !dead.contains($0) }.map { arrived[$0] }
  }

  private func hash(of key: Key, userHash: UInt64) -> UInt64 {
    func value(_ type: PropertyType, _ payload: UInt64) -> UInt64 {
      guard type == .string else { return DuplicateKey.value(type, payload, text: nil) }
      let text = texts.texts[Int(payload)].withUnsafeBytes { Checksum.xxh3($0) }
      return DuplicateKey.value(type, payload, text: text)
    }
    let source = layout.source.map { UInt64($0.text) } ?? (key.source == .max ? nil : key.source)
    let event = DuplicateKey.event(
      id: value(PropertyType(rawValue: key.type) ?? .string, key.id),
      source: source.map { value(.string, $0) } ?? 0)
    return DuplicateKey.row(event, user: userHash)
  }

  private func key(of row: UInt32, place: Int) -> Key? {
    guard let idColumn = layout.eventIDColumn else { return nil }
    var key: Key?
    var source = UInt64.max
    forEachValue(ofRow: Int(row)) { column, type, payload in
      if column == idColumn, key == nil {
        key = Key(id: payload, source: 0, type: type.rawValue, place: place)
      } else if column == layout.sourceColumn {
        source = payload
      }
    }
    key?.source = source
    return key
  }

  /// Whether two rows of a user say the same.
  private func isAlike(_ left: Int, _ right: Int) -> Bool {
    guard rows[left].time == rows[right].time, rows[left].event == rows[right].event,
      rows[left].user == rows[right].user
    else { return false }
    return values(ofRow: left).elementsEqual(values(ofRow: right)) { $0 == $1 }
  }

  /// The values of a row by column, each column once.
  private func values(ofRow row: Int) -> [(UInt32, UInt8, UInt64)] {
    var values: [(UInt32, UInt8, UInt64)] = []
    forEachValue(ofRow: row) { column, type, payload in
      // As in a file, the first of several values of one column counts.
      if !values.contains(where: { $0.0 == column }) { values.append((column, type.rawValue, payload)) }
    }
    return values.sorted { $0.0 < $1.0 }
  }
}

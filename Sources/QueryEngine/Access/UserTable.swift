import EventModel
import SegmentStore

/// Reads what the table of users says of the users of one block after the other. Used by one worker.
///
/// Users of the table who are not in the block have no events and are passed over.
final class UserTable {
  private let merger: RangeMerger

  /// `nil` where the snapshot has no such table.
  init?(_ snapshot: Snapshot, catalog: SnapshotCatalog, checkpoint: @escaping () throws -> Void) {
    guard let table = snapshot.tables[.users] else { return nil }
    merger = RangeMerger(
      files: table.files, masks: table.masks, translations: catalog.translations(of: table),
      checkpoint: checkpoint)
  }

  /// The rows of users of a block, whose hashes ascend within `range`.
  func rows(of range: HashRange, ids: TextList, hashes: [UInt64]) throws -> UserTableRows {
    let before = merger.bytesRead
    let rows = try merger.rows(of: range)
    return UserTableRows(rows, ids: ids, hashes: hashes, bytesRead: merger.bytesRead - before)
  }
}

/// The rows of a table of users that are about the users of one block.
final class UserTableRows {
  private let rows: MergedRows
  /// By user of the block: the user's place in the table, or −1.
  private let places: [Int32]
  /// Stored bytes read up to now.
  private(set) var bytesRead: Int

  fileprivate init(_ rows: MergedRows, ids: TextList, hashes: [UInt64], bytesRead: Int) {
    self.rows = rows
    self.bytesRead = bytesRead
    let table = rows.contents
    var places = [Int32](repeating: -1, count: ids.count)
    var place = 0
    for user in places.indices {
      while place < table.userCount, table.userHashes[place] < hashes[user] { place += 1 }
      // Few users share a hash.
      var candidate = place
      while candidate < table.userCount, table.userHashes[candidate] == hashes[user] {
        if table.userIDs[candidate].elementsEqual(ids[user]) { places[user] = Int32(candidate) }
        candidate += 1
      }
    }
    self.places = places
  }

  /// The values of a property; `nil` when the table has none for any of these users.
  func column(_ number: Int) throws -> ColumnChunk? {
    let chunk = try rows.column(UInt32(number), keepsDecoded: true)
    bytesRead += rows.takeBytesRead()
    return chunk
  }

  /// The rows of a user of the block, ascending by time.
  func rows(ofUser user: Int) -> Range<Int> {
    places[user] < 0 ? 0..<0 : rows.contents.rows(ofUser: Int(places[user]))
  }

  /// From when on a row holds, µs.
  func time(ofRow row: Int) -> Int64 { rows.contents.times[row] }
}

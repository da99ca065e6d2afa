import EventModel
import SegmentStore
import Synchronization

/// The newest values of accounts' properties, each property read when a statement first names it and kept.
///
/// Safe to share between threads. Accounts are few beside users, and a block may have any of them, so a property of all
/// accounts is held in memory.
final class AccountTable: Sendable {
  /// One property of all accounts.
  private struct Property: Sendable {
    var accounts = TextDictionary()
    /// By account: 0 where it has no value, else code + 1 in ``dictionary``.
    var codes: [UInt32] = []
    var dictionary = ChunkDictionary()
    /// Stored bytes read for it.
    var bytesRead = 0
  }

  private let table: Snapshot.TableFiles
  private let translations: [RangeMerger.Translation]
  private let properties = Mutex<[Int: Property]>([:])

  init(_ snapshot: Snapshot, catalog: SnapshotCatalog) {
    table = snapshot.tables[.accounts] ?? Snapshot.TableFiles()
    translations = catalog.translations(of: table)
  }

  /// For every row the value that property `number` has for the account the row names in `accounts`.
  ///
  /// `bytesRead` grows by what had to be read.
  func values(
    ofColumn number: Int, for accounts: ColumnChunk, bytesRead: inout Int,
    checkpoint: @escaping () throws -> Void
  ) throws -> ColumnChunk {
    let property = try property(number, bytesRead: &bytesRead, checkpoint)
    var values = ChunkDictionary()
    /// By code of the property: its code + 1 in `values`.
    var newCodes: [UInt32: UInt32] = [:]
    let codeOfEntry = (0..<accounts.dictionary.count).map { entry -> UInt32 in
      let key = Array(accounts.dictionary.value(at: entry).accountKey.utf8)
      guard let account = key.withUnsafeBytes({ property.accounts.find($0) }) else { return 0 }
      let code = property.codes[Int(account)]
      guard code != 0 else { return 0 }
      if let known = newCodes[code] { return known }
      values.append(property.dictionary, at: Int(code - 1))
      newCodes[code] = UInt32(values.count)
      return UInt32(values.count)
    }
    return ColumnChunk(
      dictionary: values, codesByRow: accounts.codesByRow.map { $0 == 0 ? 0 : codeOfEntry[Int($0 - 1)] })
  }

  private func property(
    _ number: Int, bytesRead: inout Int, _ checkpoint: @escaping () throws -> Void
  ) throws -> Property {
    if let known = properties.withLock({ $0[number] }) { return known }
    let merger = RangeMerger(
      files: table.files, masks: table.masks, translations: translations, checkpoint: checkpoint)
    let rows = try merger.rows(of: .all)
    var property = Property()
    if let chunk = try rows.column(UInt32(number), keepsDecoded: false) {
      property.dictionary = chunk.dictionary
      for account in 0..<rows.contents.userCount {
        let newest = rows.contents.rows(ofUser: account).last { chunk.codesByRow[$0] != 0 }
        guard let newest else { continue }
        _ = property.accounts.number(of: rows.contents.userIDs[account])
        property.codes.append(chunk.codesByRow[newest])
      }
    }
    bytesRead += merger.bytesRead + rows.takeBytesRead()
    let read = property
    properties.withLock { $0[number] = read }
    return property
  }
}

extension PropertyValue {
  /// How a value of the account property is written where it is the key of a row.
  fileprivate var accountKey: String {
    switch self {
    case .timestamp(let time): time.iso8601
    default: text
    }
  }
}

extension ChunkDictionary {
  /// Appends an entry of another dictionary.
  fileprivate mutating func append(_ other: ChunkDictionary, at entry: Int) {
    types.append(other.types[entry])
    if other.types[entry] == .string {
      payloads.append(UInt64(texts.count))
      texts.append(other.texts[Int(other.payloads[entry])])
    } else {
      payloads.append(other.payloads[entry])
    }
  }
}

import EventModel
import SegmentStore

/// Rows of whole users, gathered to be read again as rows of other units: sessions, accounts, orders.
///
/// What it makes are blocks in which a unit stands where others have a user, so whatever reads blocks reads these. Memory
/// grows with the rows gathered. Units come in the order of their keys, rows in that of time, then of the store, which
/// depends neither on files nor on threads.
struct RegroupedRows {
  private struct Row {
    /// Of the unit.
    var key: Int32
    var event: UInt32
    /// µs.
    var time: Int64
    /// Block, then row: what orders events of equal times.
    var order: UInt64
    /// Block, then user within it.
    var owner: UInt64
    /// The number of the user's id.
    var user: Int32
    /// The number of its labels, where it has several; else 0.
    var labels: UInt32
  }

  /// Rows of a made block at which the next one begins.
  static let blockSize = 65_536

  private let columns: [Int]
  private let carried: [CarriedField]
  private let keepsUserIDs: Bool
  /// The values of the columns in their order, then of the carried fields, then of the users' ids.
  private var table: ValueTable
  private var rows: [Row] = []
  private var labelSets = LabelSetTable()
  /// By column or carried field and row, the number of the value; 0 for none.
  private var values: [[Int32]]

  /// Gathers the values of `columns` and of the `carried` fields, and the ids of the users where they will be asked for.
  init(columns: Set<Int>, carried: [CarriedField] = [], keepsUserIDs: Bool) {
    self.columns = columns.sorted()
    self.carried = carried
    self.keepsUserIDs = keepsUserIDs
    table = ValueTable(fieldCount: columns.count + carried.count + 1)
    values = [[Int32]](repeating: [], count: columns.count + carried.count)
  }

  /// Columns and carried fields; the users' ids stand behind them in the table.
  private var fieldCount: Int { columns.count + carried.count }

  /// Adds `chosen` rows of a block, which ascend; `keys` names the unit of each, and 0 none. Carried fields are read of
  /// those rows only that are among `carrying`, which ascend too.
  mutating func append(
    _ chosen: [UInt32], keys: [Int32], carrying: [UInt32] = [], of block: RowBlock, number: Int
  ) throws {
    let times = try block.times()
    let events = try block.events()
    let users = block.users(ofRows: chosen)
    let sets = block.labels.map { labels in labels.sets.map { labelSets.number(of: $0) } } ?? []
    let ids = keepsUserIDs ? try block.userIDs() : nil
    var userNumber = (user: -1, number: Int32(0))
    let kept = chosen.indices.filter { keys[$0] != 0 }
    for index in kept {
      let row = chosen[index]
      if let ids, userNumber.user != users[index] {
        let id = PropertyValue.string(ids.text(at: users[index]))
        userNumber = (users[index], table.number(of: id, field: fieldCount))
      }
      rows.append(
        Row(
          key: keys[index], event: events[Int(row)], time: times[Int(row)],
          order: UInt64(number) << 32 | UInt64(row), owner: UInt64(number) << 32 | UInt64(users[index]),
          user: userNumber.number,
          labels: block.labels.map { sets[Int($0.setOfRow[Int(row)])] } ?? 0))
    }
    for (place, column) in columns.enumerated() {
      guard let chunk = try block.column(column) else {
        values[place] += [Int32](repeating: 0, count: kept.count)
        continue
      }
      // Only values that occur are numbered.
      var numbers = [Int32](repeating: -1, count: chunk.dictionary.count + 1)
      numbers[0] = 0
      for index in kept {
        let code = Int(chunk.codesByRow[Int(chosen[index])])
        if numbers[code] < 0 {
          numbers[code] = table.number(of: chunk.dictionary.value(at: code - 1), field: place)
        }
        values[place].append(numbers[code])
      }
    }
    for (place, field) in carried.enumerated() {
      try carry(
        field, place: columns.count + place, kept: kept.map { chosen[$0] }, among: carrying, of: block)
    }
  }

  private mutating func carry(
    _ field: CarriedField, place: Int, kept: [UInt32], among carrying: [UInt32], of block: RowBlock
  ) throws {
    let read = try field.field.values(carrying, in: block)
    var next = 0
    for row in kept {
      while next < carrying.count, carrying[next] < row { next += 1 }
      guard next < carrying.count, carrying[next] == row, let value = read(next) else {
        values[place].append(0)
        continue
      }
      values[place].append(table.number(of: value, field: place))
    }
  }

  /// Takes over what another worker gathered; `keys` renumbers its units.
  mutating func merge(_ other: RegroupedRows, keys: [Int32]) {
    func renumbered(_ field: Int) -> [Int32] {
      [0] + other.table.values[field].map { table.number(of: $0, field: field) }
    }
    for place in values.indices {
      let new = renumbered(place)
      values[place] += other.values[place].map { new[Int($0)] }
    }
    let users = renumbered(fieldCount)
    let sets = other.labelSets.sets.map { labelSets.number(of: $0) }
    rows += other.rows.map { row in
      var row = row
      row.key = keys[Int(row.key)]
      row.user = users[Int(row.user)]
      row.labels = sets[Int(row.labels)]
      return row
    }
  }

  /// The rows as blocks of whole units; `rank` orders units by their keys.
  func blocks(
    rank: [Int32], catalog: SnapshotCatalog, isCancelled: @escaping @Sendable () -> Bool
  ) -> [RowBlock] {
    let order = rows.indices.sorted { left, right in
      let (a, b) = (rows[left], rows[right])
      return (rank[Int(a.key)], a.time, a.order) < (rank[Int(b.key)], b.time, b.order)
    }
    let dictionaries = (0...fieldCount).map { ChunkDictionary.of(table.values[$0]) }
    var blocks: [RowBlock] = []
    var start = 0
    while start < order.count {
      var end = start
      var unitEnds: [UInt32] = []
      while end < order.count, end - start < Self.blockSize {
        let key = rows[order[end]].key
        while end < order.count, rows[order[end]].key == key { end += 1 }
        unitEnds.append(UInt32(end - start))
      }
      blocks.append(
        block(order[start..<end], unitEnds, dictionaries, catalog: catalog, isCancelled: isCancelled))
      start = end
    }
    return blocks
  }

  private func block(
    _ order: ArraySlice<Int>, _ unitEnds: [UInt32], _ dictionaries: [ChunkDictionary],
    catalog: SnapshotCatalog, isCancelled: @escaping @Sendable () -> Bool
  ) -> RowBlock {
    var contents = RowGroupContents()
    contents.userEnds = unitEnds
    contents.events = order.map { rows[$0].event }
    contents.times = order.map { rows[$0].time }
    for (place, column) in (columns + carried.map(\.column)).enumerated() {
      contents.columns[UInt32(column)] = ColumnChunk.coded(
        dictionaries[place], codesByRow: order.map { UInt32(values[place][$0]) })
    }
    let owners = RowBlock.Owners(
      numbers: order.map { rows[$0].owner },
      ids: keepsUserIDs
        ? ColumnChunk.coded(
          dictionaries[fieldCount], codesByRow: order.map { UInt32(rows[$0].user) }) : nil)
    let labels =
      labelSets.sets.count > 1
      ? RowLabels(sets: labelSets.sets, setOfRow: order.map { rows[$0].labels }) : nil
    return RowBlock(
      regrouped: contents, owners: owners, labels: labels, catalog: catalog, isCancelled: isCancelled)
  }
}

/// What is worked out where the rows lie user by user, because it cannot be where they lie otherwise: segments of users.
struct CarriedField: Sendable {
  /// The number under which gathered blocks have it as a column; none of the catalog's.
  var column: Int
  var field: BoundFilter.Field
}

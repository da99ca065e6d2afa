import EventModel
import SegmentStore

/// Brings the rows of an experiment's units together where units are no users.
///
/// Sessions lie within one block of rows and are handed out block by block; units that share a property may lie in many
/// blocks, so they wait until all are read.
struct UnitGathering {
  private let plan: ExperimentPlan
  private let catalog: SnapshotCatalog
  private let isCancelled: @Sendable () -> Bool
  private var rows: RegroupedRows
  /// The keys of units, under field 0.
  private var keys = ValueTable(fieldCount: 1)
  /// By key, whether the unit has an event of the stream in the range.
  private var isSeen: [Bool] = []
  /// Events of the stream that belong to no unit.
  private(set) var rowsWithoutKey = 0

  init(plan: ExperimentPlan, catalog: SnapshotCatalog, isCancelled: @escaping @Sendable () -> Bool) {
    self.plan = plan
    self.catalog = catalog
    self.isCancelled = isCancelled
    rows = plan.emptyRows
  }

  /// Units with an event of the stream in the range, of those that wait.
  var seen: Int { isSeen.count { $0 } }

  /// The sessions of a block, and how many have an event of the stream in the range.
  mutating func sessions(of block: RowBlock, number: Int) throws -> (blocks: [RowBlock], seen: Int) {
    guard case .session(let column, let gap, let resetZone) = plan.stream.unit else { return ([], 0) }
    let map = try UnitMap(sessionsOf: block, column: column, gap: gap, resetZone: resetZone)
    let counted = try StreamUnits.count(map, of: block, stream: plan.stream)
    rowsWithoutKey += counted.rowsWithoutKey
    let chosen = try plan.namedRows(of: block)
    let keys = chosen.map { row in
      let unit = map.unitOfRow[Int(row)]
      return unit == UnitMap.none ? 0 : Int32(unit) + 1
    }
    var own = plan.emptyRows
    try own.append(
      chosen, keys: keys, carrying: try plan.carryingRows(of: block), of: block, number: number)
    let blocks = own.blocks(
      rank: (0...Int32(map.count)).map { $0 }, catalog: catalog, isCancelled: isCancelled)
    return (blocks, counted.units)
  }

  /// Keeps the rows of a block until all are there.
  mutating func add(_ block: RowBlock, number: Int) throws {
    guard case .property(let field, _) = plan.stream.unit else { return }
    let times = try block.times()
    let stream = try plan.streamRows(of: block)
    let numbers = try FieldNumbers([field], rows: stream, in: block, table: &keys)
    if isSeen.count <= keys.values[0].count {
      isSeen += [Bool](repeating: false, count: keys.values[0].count + 1 - isSeen.count)
    }
    for row in stream {
      let key = numbers.number(field: 0, source: row)
      if key == 0 {
        rowsWithoutKey += 1
      } else if plan.stream.range.contains(times[Int(row)]) {
        isSeen[Int(key)] = true
      }
    }
    let chosen = try plan.namedRows(of: block)
    try rows.append(
      chosen, keys: chosen.map { numbers.number(field: 0, source: $0) },
      carrying: try plan.carryingRows(of: block), of: block, number: number)
  }

  /// Takes over what another worker keeps.
  mutating func merge(_ other: UnitGathering) {
    let new = [0] + other.keys.values[0].map { keys.number(of: $0, field: 0) }
    if isSeen.count <= keys.values[0].count {
      isSeen += [Bool](repeating: false, count: keys.values[0].count + 1 - isSeen.count)
    }
    for (key, wasSeen) in other.isSeen.enumerated() where wasSeen { isSeen[Int(new[key])] = true }
    rowsWithoutKey += other.rowsWithoutKey
    rows.merge(other.rows, keys: new)
  }

  /// The units that waited, in the order of their values.
  func blocks() -> [RowBlock] {
    let values = keys.values[0]
    var rank = [Int32](repeating: 0, count: values.count + 1)
    let order = values.indices.sorted { PropertyValue.listsBefore(values[$0], values[$1]) }
    for (place, index) in order.enumerated() { rank[index + 1] = Int32(place) + 1 }
    return rows.blocks(rank: rank, catalog: catalog, isCancelled: isCancelled)
  }
}

extension ExperimentPlan {
  fileprivate var emptyRows: RegroupedRows {
    RegroupedRows(columns: gatheredColumns, carried: carriedFields, keepsUserIDs: readsUserIDs)
  }

  /// The exposures, of which the segments of their users are read.
  fileprivate func carryingRows(of block: RowBlock) throws -> [UInt32] {
    carriedFields.isEmpty ? [] : try exposure.rows(in: block, stream: stream)
  }

  /// The rows of the stream, in whatever range.
  fileprivate func streamRows(of block: RowBlock) throws -> [UInt32] {
    let rows = try stream.events.rows(in: block)
    return try stream.filter?.selection(rows, in: block) ?? rows
  }

  /// Those of them that any step or gap may be about.
  fileprivate func namedRows(of block: RowBlock) throws -> [UInt32] {
    let rows = try namedEvents.intersection(stream.events).rows(in: block)
    return try stream.filter?.selection(rows, in: block) ?? rows
  }
}

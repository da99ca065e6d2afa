import EventModel
import SegmentStore

/// Brings the rows of journeys together where units gather events of many users.
///
/// Only rows that can become nodes wait: `where`, `among`, the range, `only` and `hide` are applied before. Memory grows
/// with those rows.
struct JourneyGathering {
  private let plan: JourneyPlan
  private var labels: JourneyLabels
  private var rows: RegroupedRows
  private(set) var keys = UnitKeys()

  init(plan: JourneyPlan, catalog: SnapshotCatalog) {
    self.plan = plan
    labels = JourneyLabels(plan: plan, catalog: catalog)
    rows = RegroupedRows(columns: plan.nodeColumns, keepsUserIDs: plan.readsUserIDs)
  }

  /// Keeps the rows of a block until all are there.
  mutating func consume(_ block: RowBlock, number: Int) throws {
    guard case .property(let field, _) = plan.stream.unit else { return }
    var stream = block.allRows()
    if let filter = plan.stream.filter { stream = try filter.selection(stream, in: block) }
    let range = plan.stream.range
    let units = try keys.numbers(of: field, rows: stream, in: block, range: range)
    let labelOfRow = try labels.labels(of: block)
    let times = try block.times()
    let kept = stream.indices.filter { index in
      let row = Int(stream[index])
      return units[index] != 0 && labelOfRow[row] != JourneyLabels.hidden && range.contains(times[row])
    }
    try rows.append(kept.map { stream[$0] }, keys: kept.map { units[$0] }, of: block, number: number)
  }

  /// Takes over what another worker keeps.
  mutating func merge(_ other: JourneyGathering) {
    rows.merge(other.rows, keys: keys.merge(other.keys))
  }

  /// The rows as blocks of whole units, in the order of their values.
  func blocks(catalog: SnapshotCatalog, isCancelled: @escaping @Sendable () -> Bool) -> [RowBlock] {
    rows.blocks(rank: keys.rank, catalog: catalog, isCancelled: isCancelled)
  }
}

extension JourneyPlan {
  /// The plan for rows that have been gathered: what the stream keeps is settled.
  var ofGatheredRows: JourneyPlan {
    var plan = self
    plan.stream.filter = nil
    plan.stream.range = Int64.min..<Int64.max
    return plan
  }

  /// Whether units gather events of many users.
  var gathersUnits: Bool {
    if case .property = stream.unit { true } else { false }
  }

  /// Whether anything asks for the user of an event.
  var readsUserIDs: Bool {
    node == .user || conditions.contains { $0.reads(.user) }
  }
}

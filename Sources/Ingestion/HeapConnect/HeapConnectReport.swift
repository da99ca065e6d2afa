package import Connectors

/// What a load of Heap Connect came to.
package struct HeapConnectReport: Sendable {
  package var plan: HeapLoadPlan
  /// `nil` when there was nothing to load.
  package var ingest: IngestReport?
  /// What was read, by table.
  package var tallies: [String: HeapTableTally] = [:]

  package init(plan: HeapLoadPlan) {
    self.plan = plan
  }

  /// Rows of a table that became events and still count.
  package func rowsKept(of table: String) -> Int { ingest?.change?.added[table] ?? 0 }

  /// Stored rows of a table that went because it came anew in full.
  package func rowsReplaced(of table: String) -> Int { ingest?.change?.replaced[table] ?? 0 }

  /// Rows of a table that other rows stand for.
  package func rowsDeduplicated(of table: String) -> Int {
    let tally = tallies[table] ?? HeapTableTally()
    return max(0, tally.rowsRead - tally.rowsRejected - rowsKept(of: table))
  }

  package var futureRows: Int { tallies.values.reduce(0) { $0 + $1.futureRows } }
  package var faults: [AvroFault] {
    tallies.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.flatMap { $0.value.faults }
  }
}

package import EventModel

/// The links of `user_migrations`, read from its files.
package enum HeapMigrations {
  package struct Link: Sendable, Hashable {
    package var from: [UInt8]
    package var to: [UInt8]
  }

  /// Reads all links; rows without a target are rejected.
  package static func links(
    in inputs: [EventFileInput], table: String, threads: Int, keepsGoing: Bool, isCancelled: () -> Bool
  ) throws -> (links: [Link], tally: HeapTableTally) {
    let source = HeapTableSource(
      table: table, kind: .migrations, inputs: inputs, times: TimeTextParser(), threads: threads,
      keepsGoing: keepsGoing, now: .latest)
    var links: [Link] = []
    var missing = 0
    while let batch = try source.nextBatch() {
      if isCancelled() { throw EventFileError.cancelled }
      let target = batch.columns.firstIndex(of: .property("to_user_id"))
      for row in 0..<batch.count {
        let cell = batch.cells[batch.cellRange(ofRow: row)].first { Int($0.column) == target }
        guard let cell, let to = text(of: cell, batch), !to.isEmpty else {
          missing += 1
          continue
        }
        let from = batch.users[row]
        links.append(
          Link(from: Array(batch.arena[Int(from.offset)..<Int(from.offset + from.length)]), to: to))
      }
    }
    var tally = source.tally
    if missing > 0 { tally.rejects["missing-value", default: 0] += missing }
    return (links, tally)
  }

  private static func text(of cell: EventBatch.Cell, _ batch: EventBatch) -> [UInt8]? {
    switch cell.type {
    case .string:
      let start = Int(cell.payload >> 32)
      return Array(batch.arena[start..<start + Int(UInt32(truncatingIfNeeded: cell.payload))])
    case .integer: return Array(String(Int64(bitPattern: cell.payload)).utf8)
    case .double, .boolean, .timestamp: return nil
    }
  }
}

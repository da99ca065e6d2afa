import EventModel
import SegmentStore

/// The value numbers of a breakdown's fields for the rows of one block.
struct GroupValues {
  /// Per field and row: the number of its value, 0 for none.
  private enum Numbers {
    /// Per code + 1 of the chunk.
    case coded(codes: [UInt32], numbers: [Int32])
    case byRow([Int32])
    case none
  }

  private var fields: [Numbers] = []
  private let attribution: FunnelPlan.Breakdown.Attribution

  init(_ breakdown: FunnelPlan.Breakdown, block: RowBlock, table: inout GroupTable<FunnelTally>) throws {
    attribution = breakdown.attribution
    for (index, field) in breakdown.fields.enumerated() {
      switch field {
      case .column(let column):
        guard let chunk = try block.column(column) else {
          self.fields.append(.none)
          continue
        }
        let numbers = (0..<chunk.dictionary.count).map {
          table.number(of: chunk.dictionary.value(at: $0), field: index)
        }
        self.fields.append(.coded(codes: chunk.codesByRow, numbers: [0] + numbers))
      case .absent: self.fields.append(.none)
      case .user, .event, .time, .segment, .names:
        let rows = (0..<UInt32(block.rowCount)).map { $0 }
        let values = try field.values(rows, in: block)
        self.fields.append(.byRow(rows.indices.map { table.number(of: values($0), field: index) }))
      }
    }
  }

  private func number(field: Int, row: Int) -> Int32 {
    switch fields[field] {
    case .coded(let codes, let numbers): numbers[Int(codes[row])]
    case .byRow(let numbers): numbers[row]
    case .none: 0
    }
  }

  /// The place in `table` of the group of an attempt of `depth` steps, whose events lie at `rows`.
  func place(depth: Int, in table: inout GroupTable<FunnelTally>, rows: (Int) -> Int) -> Int {
    if case .step(let step) = attribution {
      // Where the step was not reached, no field tells.
      guard step < depth else { return table.place(of: .notReached) }
      if fields.count == 1 { return table.place(ofNumber: number(field: 0, row: rows(step))) }
      return table.place(of: .init(numbers: fields.indices.map { number(field: $0, row: rows(step)) }))
    }
    if fields.count == 1 { return table.place(ofNumber: number(field: 0, depth, rows)) }
    return table.place(of: .init(numbers: fields.indices.map { number(field: $0, depth, rows) }))
  }

  /// The value of the first, or last, event of the attempt that has one.
  private func number(field: Int, _ depth: Int, _ rows: (Int) -> Int) -> Int32 {
    for place in 0..<depth {
      let number = number(field: field, row: rows(attribution == .first ? place : depth - 1 - place))
      if number != 0 { return number }
    }
    return 0
  }
}

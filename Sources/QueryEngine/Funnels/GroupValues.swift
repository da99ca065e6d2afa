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

  init(fields: [BoundFilter.Field], block: RowBlock, table: inout GroupTable<FunnelTally>) throws {
    for (index, field) in fields.enumerated() {
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
      case .user, .event, .time, .segment:
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

  /// The group of an attempt of `depth` steps, whose events lie at `rows`.
  func key(depth: Int, steps plan: FunnelPlan, rows: (Int) -> Int) -> GroupNumbers {
    let attribution = plan.breakdown?.attribution ?? .first
    if case .step(let step) = attribution {
      guard step < depth else { return .notReached }
      return .init(numbers: fields.indices.map { number(field: $0, row: rows(step)) })
    }
    return .init(
      numbers: fields.indices.map { field in
        // The first, or last, event of the attempt that has a value.
        for place in 0..<depth {
          let step = attribution == .first ? place : depth - 1 - place
          let number = number(field: field, row: rows(step))
          if number != 0 { return number }
        }
        return 0
      })
  }
}

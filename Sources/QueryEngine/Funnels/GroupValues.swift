import EventModel
import SegmentStore

/// The value numbers of a breakdown's fields for the rows of one block.
struct GroupValues {
  /// Per field and row: the number of its value, 0 for none.
  private enum Numbers {
    /// Per code + 1 of the chunk.
    case coded(codes: [UInt32], numbers: [Int32])
    /// Per run of rows; `ends` are the rows after the last of each.
    case runs(ends: [UInt32], numbers: [Int32])
    case byRow([Int32])
    case none
  }

  private var fields: [Numbers] = []
  /// Where the row asked for last lies among the runs of each field: rows are asked for almost in order.
  private var places: [Int]
  private let attribution: FunnelPlan.Breakdown.Attribution

  init(_ breakdown: FunnelPlan.Breakdown, block: RowBlock, table: inout GroupTable<FunnelTally>) throws {
    attribution = breakdown.attribution
    places = [Int](repeating: 0, count: breakdown.fields.count)
    func valueNumbers(_ dictionary: ChunkDictionary, field: Int) -> [Int32] {
      [0] + (0..<dictionary.count).map { table.number(of: dictionary.value(at: $0), field: field) }
    }
    for (index, field) in breakdown.fields.enumerated() {
      switch field {
      case .column(let column):
        if let runs = try block.runs(ofColumn: column) {
          let numbers = valueNumbers(runs.dictionary, field: index)
          fields.append(.runs(ends: runs.ends, numbers: runs.codes.map { numbers[Int($0)] }))
        } else if let chunk = try block.column(column) {
          fields.append(
            .coded(codes: chunk.codesByRow, numbers: valueNumbers(chunk.dictionary, field: index)))
        } else {
          fields.append(.none)
        }
      case .absent: fields.append(.none)
      case .user, .event, .time, .segment, .names:
        let rows = (0..<UInt32(block.rowCount)).map { $0 }
        let values = try field.values(rows, in: block)
        fields.append(.byRow(rows.indices.map { table.number(of: values($0), field: index) }))
      }
    }
  }

  private mutating func number(field: Int, row: Int) -> Int32 {
    switch fields[field] {
    case .runs(let ends, let numbers):
      let row = UInt32(truncatingIfNeeded: row)
      var place = places[field]
      while ends[place] <= row { place &+= 1 }
      while place > 0, ends[place &- 1] > row { place &-= 1 }
      places[field] = place
      return numbers[place]
    case .coded(let codes, let numbers): return numbers[Int(codes[row])]
    case .byRow(let numbers): return numbers[row]
    case .none: return 0
    }
  }

  /// The place in `table` of the group of an attempt of `depth` steps, whose events lie at `rows`.
  mutating func place(depth: Int, in table: inout GroupTable<FunnelTally>, rows: (Int) -> Int) -> Int {
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
  private mutating func number(field: Int, _ depth: Int, _ rows: (Int) -> Int) -> Int32 {
    for place in 0..<depth {
      let number = number(field: field, row: rows(attribution == .first ? place : depth - 1 - place))
      if number != 0 { return number }
    }
    return 0
  }
}

import EventModel
import QueryLanguage
import SegmentStore

/// A filter whose names are numbers of the catalog; evaluated for many rows at once.
indirect enum BoundFilter: Sendable {
  /// A field or property against constants.
  case test(Field, ValueTest)
  /// Two fields of one event.
  case compare(Field, Relation, Field)
  case not(BoundFilter)
  case all([BoundFilter])
  case any([BoundFilter])

  /// Where a value comes from.
  enum Field: Sendable, Equatable {
    case column(Int)
    /// A built-in column that no file has: always without a value.
    case absent
    case user
    case event
    case time
    /// Whether the event's user is a member: true or false, never without a value.
    case segment(SegmentTest)
    /// Whether a condition on the names of the event holds: true or false, never without a value.
    case names(NameCondition)
  }

  /// Columns that evaluation reads.
  var columns: Set<Int> {
    switch self {
    case .test(let field, _): field.columns
    case .compare(let left, _, let right): left.columns.union(right.columns)
    case .not(let filter): filter.columns
    case .all(let filters), .any(let filters): filters.reduce(into: []) { $0.formUnion($1.columns) }
    }
  }

  /// Whether evaluation asks for the field.
  func reads(_ field: Field) -> Bool {
    switch self {
    case .test(let tested, _): tested == field
    case .compare(let left, _, let right): left == field || right == field
    case .not(let filter): filter.reads(field)
    case .all(let filters), .any(let filters): filters.contains { $0.reads(field) }
    }
  }

  /// For each of `rows`, which ascend, whether the filter holds.
  func holds(_ rows: [UInt32], in block: RowBlock) throws -> [Bool] {
    switch self {
    case .test(let field, let test): return try field.evaluate(test, rows, in: block)
    case .compare(let left, let relation, let right):
      let leftValues = try left.values(rows, in: block)
      let rightValues = try right.values(rows, in: block)
      return rows.indices.map { ValueComparison.holds(leftValues($0), relation, rightValues($0)) }
    case .not(let filter): return try filter.holds(rows, in: block).map { !$0 }
    case .all(let filters):
      guard let first = filters.first else { return [Bool](repeating: true, count: rows.count) }
      return try filters.dropFirst().reduce(try first.holds(rows, in: block)) { result, filter in
        zip(result, try filter.holds(rows, in: block)).map { $0 && $1 }
      }
    case .any(let filters):
      guard let first = filters.first else { return [Bool](repeating: false, count: rows.count) }
      return try filters.dropFirst().reduce(try first.holds(rows, in: block)) { result, filter in
        zip(result, try filter.holds(rows, in: block)).map { $0 || $1 }
      }
    }
  }

  /// Those of `rows` for which the filter holds.
  func selection(_ rows: [UInt32], in block: RowBlock) throws -> [UInt32] {
    switch self {
    case .test(.column(let number), let test):
      if let runs = try block.runs(ofColumn: number) {
        return runs.selection(of: rows, accepted: test.accepted(of: runs.dictionary))
      }
      guard let chunk = try block.column(number) else { return test.holds(nil) ? rows : [] }
      return Self.selection(rows, accepted: test.accepted(of: chunk.dictionary), codes: chunk.codesByRow)
    case .all(let filters): return try filters.reduce(rows) { try $1.selection($0, in: block) }
    default: break
    }
    let mask = try holds(rows, in: block)
    var selected: [UInt32] = []
    selected.reserveCapacity(rows.count)
    for index in rows.indices where mask[index] { selected.append(rows[index]) }
    return selected
  }
}

extension BoundFilter {
  /// Those of `rows` whose code is accepted. Hot: written without branches, because codes are hard to foresee.
  private static func selection(_ rows: [UInt32], accepted: [Bool], codes: [UInt32]) -> [UInt32] {
    [UInt32](unsafeUninitializedCapacity: rows.count) { selected, count in
      var kept = 0
      codes.withUnsafeBufferPointer { codes in
        accepted.withUnsafeBufferPointer { accepted in
          for row in rows {
            selected[kept] = row
            kept &+= accepted[Int(codes[Int(row)])] ? 1 : 0
          }
        }
      }
      count = kept
    }
  }
}

extension ValueTest {
  /// By code, whether the value holds; code 0 stands for no value.
  func accepted(of dictionary: ChunkDictionary) -> [Bool] {
    var accepted = [holds(nil)]
    accepted.reserveCapacity(dictionary.count + 1)
    for code in 0..<dictionary.count { accepted.append(holds(dictionary.value(at: code))) }
    return accepted
  }
}

extension BoundFilter.Field {
  /// Columns that reading the field needs.
  var columns: Set<Int> {
    switch self {
    case .column(let number): [number]
    case .segment(let test): test.columns
    case .absent, .user, .event, .time, .names: []
    }
  }

  /// Tests each distinct value once where values are numbered.
  fileprivate func evaluate(_ test: ValueTest, _ rows: [UInt32], in block: RowBlock) throws -> [Bool] {
    switch self {
    case .column(let number):
      guard let chunk = try block.column(number) else { return allRows(rows, test.holds(nil)) }
      let accepted = test.accepted(of: chunk.dictionary)
      return rows.map { accepted[Int(chunk.codesByRow[Int($0)])] }
    case .absent: return allRows(rows, test.holds(nil))
    case .event: return try block.namesHold(test, rows)
    case .segment(let segment):
      let (ofMembers, ofOthers) = (test.holds(.boolean(true)), test.holds(.boolean(false)))
      return try segment.holds(rows, in: block).map { $0 ? ofMembers : ofOthers }
    case .user, .time, .names:
      let values = try values(rows, in: block)
      return rows.indices.map { test.holds(values($0)) }
    }
  }

  private func allRows(_ rows: [UInt32], _ holds: Bool) -> [Bool] {
    [Bool](repeating: holds, count: rows.count)
  }

  /// The values of `rows`, by index into `rows`.
  func values(_ rows: [UInt32], in block: RowBlock) throws -> (Int) -> PropertyValue? {
    switch self {
    case .column(let number):
      let chunk = try block.column(number)
      return { chunk?.value(ofRow: Int(rows[$0])) }
    case .absent: return { _ in nil }
    case .event:
      let events = try block.events()
      return { .string(block.eventName(events[Int(rows[$0])])) }
    case .time:
      let times = try block.times()
      return { .timestamp(Timestamp(microseconds: times[Int(rows[$0])])) }
    case .user:
      if let owners = block.owners { return { owners.ids?.value(ofRow: Int(rows[$0])) } }
      let ids = try block.userIDs()
      let users = block.users(ofRows: rows)
      return { .string(ids.text(at: users[$0])) }
    case .segment(let segment):
      let holds = try segment.holds(rows, in: block)
      return { .boolean(holds[$0]) }
    case .names(let condition):
      let holds = try block.namesHold(condition.test, rows)
      return { .boolean(holds[$0]) }
    }
  }
}

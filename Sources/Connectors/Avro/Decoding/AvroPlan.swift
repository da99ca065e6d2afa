import EventModel

/// What one step of decoding a datum does.
struct AvroOperation {
  enum Kind: UInt8 {
    /// The end of a program.
    case end
    case null
    case boolean
    case int
    case long
    case float
    case double
    case string
    case bytes
    case fixed
    case enumeration
    /// Days since 1970.
    case date
    /// An instant counted in milliseconds, microseconds or nanoseconds; `detail` is an ``AvroSchema/TimeUnit``.
    case timestamp
    case localTimestamp
    case decimalBytes
    case decimalFixed
    /// A branch number, then what the program of the branch says.
    case union
    /// What becomes JSON text.
    case json
    /// A datum nobody wants, of type `detail`.
    case skip
  }

  var kind: Kind
  /// The number of the null branch when the datum is a union of null and this; else ``noBranch``.
  var nullBranch: UInt8 = noBranch
  /// Index into ``AvroPlan/columns``.
  var column: UInt32 = 0
  /// By kind: size, scale, type, unit, first symbol or first program.
  var detail: UInt32 = 0
  /// By kind: number of symbols or branches; size of a fixed decimal.
  var count: UInt32 = 0

  static let noBranch: UInt8 = 255
}

/// How data of one writer schema become cells: compiled once per file, run once per row.
///
/// Records inside records become columns with dotted names; arrays, maps and types that contain themselves become
/// JSON text. A value that is null makes no cell.
package struct AvroPlan: Sendable {
  /// Which columns are wanted, by their dotted names.
  package typealias Projection = @Sendable (String) -> Bool

  package let schema: AvroSchema
  /// The dotted names of the columns in the order of the schema.
  package private(set) var columns: [String] = []
  private(set) var operations: [AvroOperation] = []
  /// First operations of the branches of unions.
  private(set) var programs: [UInt32] = []
  /// Where the symbols of enumerations stand in ``constants``: offset high, length low.
  private(set) var symbols: [UInt64] = []
  /// Texts that values may be, put behind the block's bytes.
  private(set) var constants: [UInt8] = []
  private var numberOfColumn: [String: UInt32] = [:]
  private let projection: Projection

  /// The name of the column of a datum that is no record.
  static let valueColumn = "value"
  /// Columns of one file; more would be a payload.
  private static let mostColumns = 100_000

  package init(schema: AvroSchema, projection: @escaping Projection = { _ in true }) throws(AvroSchema.Fault)
  {
    self.schema = schema
    self.projection = projection
    // Floating-point values that are no numbers become these texts.
    for text in ["NaN", "Infinity", "-Infinity"] { constants += Array(text.utf8) }
    try compile(schema.root, path: "", onTheWay: [])
    operations.append(AvroOperation(kind: .end))
  }

  private mutating func column(_ path: String) throws(AvroSchema.Fault) -> UInt32 {
    let name = path.isEmpty ? Self.valueColumn : path
    if let number = numberOfColumn[name] { return number }
    guard columns.count < Self.mostColumns else { throw .tooManyTypes(limit: Self.mostColumns) }
    let number = UInt32(columns.count)
    columns.append(name)
    numberOfColumn[name] = number
    return number
  }

  /// Appends the operations of a datum of type `reference`; `path` is its dotted name.
  private mutating func compile(
    _ reference: AvroSchema.Reference, path: String, onTheWay: Set<AvroSchema.Reference>
  ) throws(AvroSchema.Fault) {
    guard operations.count < Self.mostColumns * 4 else { throw .tooManyTypes(limit: Self.mostColumns) }
    switch schema.types[reference].type {
    case .record(let fields) where !onTheWay.contains(reference):
      for field in fields {
        try compile(
          field.type, path: path.isEmpty ? field.name : "\(path).\(field.name)",
          onTheWay: onTheWay.union([reference]))
      }
    case .union(let branches):
      if branches.count == 2, let null = branches.firstIndex(where: { schema.types[$0].type == .null }),
        var operation = try leaf(branches[1 - null], path: path, onTheWay: onTheWay)
      {
        operation.nullBranch = UInt8(null)
        operations.append(operation)
      } else {
        try compileUnion(branches, path: path, onTheWay: onTheWay)
      }
    default:
      if let operation = try leaf(reference, path: path, onTheWay: onTheWay) { operations.append(operation) }
    }
  }

  /// The branches' programs stand in the operations where the union stands and are jumped over.
  private mutating func compileUnion(
    _ branches: [AvroSchema.Reference], path: String, onTheWay: Set<AvroSchema.Reference>
  ) throws(AvroSchema.Fault) {
    let place = operations.count
    operations.append(AvroOperation(kind: .union))
    let first = programs.count
    programs.append(contentsOf: repeatElement(0, count: branches.count + 1))
    for (index, branch) in branches.enumerated() {
      programs[first + index] = UInt32(operations.count)
      try compile(branch, path: path, onTheWay: onTheWay)
      operations.append(AvroOperation(kind: .end))
    }
    // Behind the last program decoding goes on.
    programs[first + branches.count] = UInt32(operations.count)
    operations[place].detail = UInt32(first)
    operations[place].count = UInt32(branches.count)
  }

  /// The one operation of a datum that is no record to be flattened and no union.
  private mutating func leaf(
    _ reference: AvroSchema.Reference, path: String, onTheWay: Set<AvroSchema.Reference>
  ) throws(AvroSchema.Fault) -> AvroOperation? {
    let entry = schema.types[reference]
    switch entry.type {
    case .union: return nil
    case .record where !onTheWay.contains(reference): return nil
    case .null: return AvroOperation(kind: .null)
    default: break
    }
    let name = path.isEmpty ? Self.valueColumn : path
    guard projection(name) else { return AvroOperation(kind: .skip, detail: UInt32(reference)) }
    let column = try column(path)
    var operation = AvroOperation(kind: .json, column: column, detail: UInt32(reference))
    switch (entry.type, entry.meaning) {
    case (.int, .date?): operation.kind = .date
    case (.long, .timestamp(let unit)?), (.long, .localTimestamp(let unit)?):
      if case .timestamp = entry.meaning {
        operation.kind = .timestamp
      } else {
        operation.kind = .localTimestamp
      }
      operation.detail =
        switch unit {
        case .milliseconds: 0
        case .microseconds: 1
        case .nanoseconds: 2
        }
    case (.bytes, .decimal(let scale)?):
      operation.kind = .decimalBytes
      operation.detail = UInt32(scale)
    case (.fixed(let size), .decimal(let scale)?):
      operation.kind = .decimalFixed
      operation.detail = UInt32(scale)
      operation.count = UInt32(size)
    case (.boolean, _): operation.kind = .boolean
    case (.int, _): operation.kind = .int
    case (.long, _): operation.kind = .long
    case (.float, _): operation.kind = .float
    case (.double, _): operation.kind = .double
    case (.string, _): operation.kind = .string
    case (.bytes, _): operation.kind = .bytes
    case (.fixed(let size), _):
      operation.kind = .fixed
      operation.detail = UInt32(size)
    case (.enumeration(let names), _):
      operation.kind = .enumeration
      operation.detail = UInt32(symbols.count)
      operation.count = UInt32(names.count)
      for name in names {
        let text = Array(name.utf8)
        symbols.append(UInt64(constants.count) << 32 | UInt64(text.count))
        constants += text
      }
    case (.array, _), (.map, _), (.record, _), (.null, _), (.union, _): break
    }
    return operation
  }
}

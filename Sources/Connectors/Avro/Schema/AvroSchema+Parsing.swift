extension AvroSchema {
  /// Reads the text of a schema.
  package init(parsing text: [UInt8]) throws(Fault) {
    let document: JSONValue
    do {
      document = try JSONDocument.value(of: text)
    } catch {
      throw .notJSON(error)
    }
    var parser = AvroSchemaParser()
    let root = try parser.add(document, namespace: "", path: "", depth: 0)
    types = parser.types
    self.root = root
    computeLeastBytes()
  }

  /// Fills ``Entry/leastBytes``; a type met again on the way to itself counts nothing, which only understates.
  private mutating func computeLeastBytes() {
    // Children come after their parents in the table but for references to named types, so going backwards settles
    // nearly all in one pass; a later pass can only raise what was understated.
    for reference in types.indices.reversed() {
      types[reference].leastBytes = leastBytes(of: types[reference].type)
    }
  }

  private func leastBytes(of type: AvroType) -> Int {
    switch type {
    case .null: 0
    case .boolean, .int, .long, .bytes, .string, .enumeration, .array, .map: 1
    case .float: 4
    case .double: 8
    case .fixed(let size): size
    case .record(let fields):
      fields.reduce(0) { sum, field in
        let (next, overflow) = sum.addingReportingOverflow(types[field.type].leastBytes)
        return overflow ? Int.max : next
      }
    case .union(let branches): 1 + (branches.map { min(types[$0].leastBytes, 1 << 40) }.min() ?? 0)
    }
  }
}

/// Turns the JSON of a schema into a table of types.
struct AvroSchemaParser {
  /// Types inside each other.
  static let deepestNesting = 64
  /// Types of one schema; real ones have hundreds.
  static let mostTypes = 100_000
  /// Bytes of a fixed type; more would be a payload.
  static let largestFixed = 1 << 20

  private(set) var types: [AvroSchema.Entry] = []
  private var named: [String: AvroSchema.Reference] = [:]

  private static let primitives: [String: AvroSchema.AvroType] = [
    "null": .null, "boolean": .boolean, "int": .int, "long": .long, "float": .float, "double": .double,
    "bytes": .bytes, "string": .string,
  ]

  /// Adds the type that `value` describes and returns its number.
  mutating func add(
    _ value: JSONValue, namespace: String, path: String, depth: Int
  ) throws(AvroSchema.Fault) -> AvroSchema.Reference {
    guard depth <= Self.deepestNesting else { throw .nestedTooDeep(limit: Self.deepestNesting) }
    switch value {
    case .string(let name):
      if let primitive = Self.primitives[name] { return try append(primitive) }
      guard let reference = named[Self.fullName(name, namespace)] ?? named[name] else {
        throw .unknownType(path: path, name: name)
      }
      return reference
    case .array(let branches):
      let place = try append(.null)
      var references: [AvroSchema.Reference] = []
      for branch in branches {
        if case .array = branch { throw .nestedUnion(path: path) }
        references.append(try add(branch, namespace: namespace, path: path, depth: depth + 1))
      }
      if references.isEmpty { throw .missingAttribute(path: path, attribute: "branches") }
      types[place].type = .union(of: references)
      return place
    case .object: return try addObject(value, namespace: namespace, path: path, depth: depth)
    case .null, .boolean, .number: throw .missingAttribute(path: path, attribute: "type")
    }
  }

  private mutating func addObject(
    _ value: JSONValue, namespace: String, path: String, depth: Int
  ) throws(AvroSchema.Fault) -> AvroSchema.Reference {
    guard let type = value["type"] else { throw .missingAttribute(path: path, attribute: "type") }
    guard case .string(let word) = type else {
      // `{"type": {"type": "string"}}` and unions in the same place.
      let reference = try add(type, namespace: namespace, path: path, depth: depth + 1)
      return reference
    }
    switch word {
    case "record", "error": return try addRecord(value, namespace: namespace, path: path, depth: depth)
    case "enum":
      guard let symbols = value["symbols"]?.elements else {
        throw .missingAttribute(path: path, attribute: "symbols")
      }
      var names: [String] = []
      for symbol in symbols {
        guard let name = symbol.text else { throw .missingAttribute(path: path, attribute: "symbols") }
        names.append(name)
      }
      let place = try append(.enumeration(symbols: names))
      try name(place, value, namespace: namespace, path: path)
      return place
    case "fixed":
      guard let size = value["size"]?.integer else { throw .missingAttribute(path: path, attribute: "size") }
      guard size >= 0, size <= Self.largestFixed else { throw .invalidSize(path: path) }
      let place = try append(.fixed(size: Int(size)))
      try name(place, value, namespace: namespace, path: path)
      types[place].meaning = Self.meaning(of: value, type: types[place].type)
      return place
    case "array":
      guard let items = value["items"] else { throw .missingAttribute(path: path, attribute: "items") }
      let place = try append(.null)
      let item = try add(items, namespace: namespace, path: path, depth: depth + 1)
      types[place].type = .array(of: item)
      return place
    case "map":
      guard let values = value["values"] else { throw .missingAttribute(path: path, attribute: "values") }
      let place = try append(.null)
      let item = try add(values, namespace: namespace, path: path, depth: depth + 1)
      types[place].type = .map(of: item)
      return place
    default:
      guard let primitive = Self.primitives[word] else {
        return try add(type, namespace: namespace, path: path, depth: depth + 1)
      }
      let place = try append(primitive)
      types[place].meaning = Self.meaning(of: value, type: primitive)
      return place
    }
  }

  private mutating func addRecord(
    _ value: JSONValue, namespace: String, path: String, depth: Int
  ) throws(AvroSchema.Fault) -> AvroSchema.Reference {
    guard let fields = value["fields"]?.elements else {
      throw .missingAttribute(path: path, attribute: "fields")
    }
    let place = try append(.record(fields: []))
    let namespace = try name(place, value, namespace: namespace, path: path)
    var list: [AvroSchema.Field] = []
    var names: Set<[UInt8]> = []
    for field in fields {
      guard let name = field["name"]?.text else { throw .missingAttribute(path: path, attribute: "name") }
      let inner = path.isEmpty ? name : "\(path).\(name)"
      guard names.insert(Array(name.utf8)).inserted else { throw .repeatedName(path: path, name: name) }
      guard let type = field["type"] else { throw .missingAttribute(path: inner, attribute: "type") }
      list.append(
        AvroSchema.Field(
          name: name, type: try add(type, namespace: namespace, path: inner, depth: depth + 1)))
    }
    types[place].type = .record(fields: list)
    return place
  }

  private mutating func append(_ type: AvroSchema.AvroType) throws(AvroSchema.Fault) -> AvroSchema.Reference {
    guard types.count < Self.mostTypes else { throw .tooManyTypes(limit: Self.mostTypes) }
    types.append(AvroSchema.Entry(type: type))
    return types.count - 1
  }

  /// Makes the type at `place` known under its name and returns the namespace for what is inside it.
  @discardableResult
  private mutating func name(
    _ place: AvroSchema.Reference, _ value: JSONValue, namespace: String, path: String
  ) throws(AvroSchema.Fault) -> String {
    guard let name = value["name"]?.text else { throw .missingAttribute(path: path, attribute: "name") }
    let full = Self.fullName(name, value["namespace"]?.text ?? namespace)
    guard named[full] == nil else { throw .repeatedName(path: path, name: full) }
    named[full] = place
    types[place].name = full
    guard let dot = full.lastIndex(of: ".") else { return "" }
    return String(full[..<dot])
  }

  private static func fullName(_ name: String, _ namespace: String) -> String {
    name.contains(".") || namespace.isEmpty ? name : "\(namespace).\(name)"
  }

  private static func meaning(of value: JSONValue, type: AvroSchema.AvroType) -> AvroSchema.Meaning? {
    guard let word = value["logicalType"]?.text else { return nil }
    switch (word, type) {
    case ("date", .int): return .date
    case ("time-millis", .int), ("time-micros", .long): return .timeOfDay
    case ("timestamp-millis", .long): return .timestamp(.milliseconds)
    case ("timestamp-micros", .long): return .timestamp(.microseconds)
    case ("timestamp-nanos", .long): return .timestamp(.nanoseconds)
    case ("local-timestamp-millis", .long): return .localTimestamp(.milliseconds)
    case ("local-timestamp-micros", .long): return .localTimestamp(.microseconds)
    case ("local-timestamp-nanos", .long): return .localTimestamp(.nanoseconds)
    case ("decimal", .bytes), ("decimal", .fixed):
      let scale = value["scale"]?.integer ?? 0
      return 0...1_000 ~= scale ? .decimal(scale: Int(scale)) : nil
    default: return nil
    }
  }
}

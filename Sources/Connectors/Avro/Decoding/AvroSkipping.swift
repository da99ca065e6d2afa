extension AvroCursor {
  /// Moves over a datum of type `reference`.
  mutating func skip(_ reference: AvroSchema.Reference, of schema: AvroSchema, depth: Int = 0) throws(Fault) {
    guard depth <= AvroLimits.nestingDepth else { throw Fault() }
    switch schema.types[reference].type {
    case .null: break
    case .boolean: _ = try readBoolean()
    case .int, .long, .enumeration: _ = try readLong()
    case .float: try skip(4)
    case .double: try skip(8)
    case .bytes, .string: try skip(try readLength())
    case .fixed(let size): try skip(size)
    case .array(let item):
      try forEachItem(leastBytes: schema.types[item].leastBytes) { cursor throws(Fault) in
        try cursor.skip(item, of: schema, depth: depth + 1)
      }
    case .map(let value):
      try forEachItem(leastBytes: 1) { cursor throws(Fault) in
        try cursor.skip(try cursor.readLength())
        try cursor.skip(value, of: schema, depth: depth + 1)
      }
    case .record(let fields):
      for field in fields { try skip(field.type, of: schema, depth: depth + 1) }
    case .union(let branches):
      let branch = try readLong()
      guard branch >= 0, branch < Int64(branches.count) else { throw Fault() }
      try skip(branches[Int(branch)], of: schema, depth: depth + 1)
    }
  }
}

import Glibc

/// Writes a bucket of Heap Connect below a directory.
public enum HeapConnectWriter {
  /// What was written.
  public struct Report: Sendable, Hashable {
    public var dumps = 0
    public var files = 0
    public var rows = 0

    package init() {}
  }

  /// Writes all dumps of `recipe`; the directory must be missing or empty.
  ///
  /// The bytes depend on the recipe alone. Each dump's manifest comes after its files, so that what is there when the
  /// work ends early is a bucket with fewer dumps.
  public static func write(
    _ recipe: HeapConnectRecipe, to directory: String, isCancelled: () -> Bool = { false },
    progress: (Report) -> Void = { _ in }
  ) throws(DatasetError) -> Report {
    guard 1...HeapConnectRecipe.mostEvents ~= recipe.events else { throw .invalidEventCount(recipe.events) }
    guard 1...HeapConnectRecipe.mostDumps ~= recipe.dumps else { throw .invalidDumpCount(recipe.dumps) }
    let dumps = HeapConnectDumps(recipe)
    var report = Report()
    try createDirectories(directory + "/manifests")
    for index in 0..<recipe.dumps {
      if isCancelled() { throw .cancelled }
      try write(dumps.dump(index), recipe, to: directory, &report)
      report.dumps += 1
      progress(report)
    }
    // What a bucket also holds, and a loader must pass over.
    try write(Array("not a manifest\n".utf8), to: "\(directory)/manifests/sync_1.json.tmp")
    try write(Array("{}\n".utf8), to: "\(directory)/manifests/_SUCCESS")
    return report
  }

  /// Writes one dump; package, for tests that hold dumps back.
  package static func write(
    _ dump: HeapConnectDump, _ recipe: HeapConnectRecipe, to directory: String, _ report: inout Report
  ) throws(DatasetError) {
    try createDirectories(directory + "/manifests")
    var random = RandomStream(seed: recipe.seed, stream: 1 << 50 | UInt64(dump.number))
    var tables: [String] = []
    for table in dump.tables {
      var files: [String] = []
      let folder = "sync_\(dump.number)/\(table.name)"
      if !table.rows.isEmpty || table.hasEmptyFile { try createDirectories("\(directory)/\(folder)") }
      var start = 0
      var part = 0
      while start < table.rows.count || (part == 0 && table.hasEmptyFile) {
        let end = part == 0 && table.hasEmptyFile ? 0 : min(table.rows.count, start + recipe.rowsPerFile)
        let name = "\(folder)/\(fileName(table: table.name, part: part, &random))"
        try write(
          table, rows: table.rows[start..<max(start, end)], recipe, to: "\(directory)/\(name)", &random)
        report.rows += max(0, end - start)
        report.files += 1
        files.append("s3://\(recipe.bucket)/\(name)")
        start = max(start, end)
        part += 1
      }
      if table.listsFileTwice, let first = files.first { files.append(first) }
      tables.append(
        "{\"name\": \"\(table.name)\", \"columns\": [\(list(table.columns.map(\.name)))], "
          + "\"incremental\": \(table.isIncremental), \"files\": [\(list(files))]}")
    }
    let manifest =
      "{\"dump_id\": \(dump.number), \"tables\": [\n  \(tables.joined(separator: ",\n  "))\n], "
      + "\"property_definitions\": \"s3://\(recipe.bucket)/sync_\(dump.number)/property_definitions.json\"}\n"
    try createDirectories("\(directory)/sync_\(dump.number)")
    try write(Array("[]\n".utf8), to: "\(directory)/sync_\(dump.number)/property_definitions.json")
    try write(Array(manifest.utf8), to: "\(directory)/manifests/sync_\(dump.number).json")
  }

  private static func write(
    _ table: HeapConnectDump.Table, rows: ArraySlice<[HeapConnectDump.Value]>, _ recipe: HeapConnectRecipe,
    to path: String, _ random: inout RandomStream
  ) throws(DatasetError) {
    let fields = table.columns.map { "{\"name\":\"\($0.name)\",\"type\":\($0.type.rawValue)}" }
    let schema =
      "{\"type\":\"record\",\"name\":\"topLevelRecord\",\"fields\":[\(fields.joined(separator: ","))]}"
    let marker = (0..<16).map { _ in UInt8(truncatingIfNeeded: random.next() >> 32) }
    let writer = try AvroFileWriter(path: path, schema: schema, codec: recipe.codec, syncMarker: marker)
    var encoder = AvroRowEncoder()
    for row in rows {
      encoder.removeAll()
      for (value, column) in zip(row, table.columns) { encode(value, as: column.type, &encoder) }
      try writer.append(encoder)
    }
    try writer.finish()
  }

  private static func encode(
    _ value: HeapConnectDump.Value, as type: HeapConnectDump.ColumnType, _ encoder: inout AvroRowEncoder
  ) {
    switch type {
    case .optionalLong, .optionalString: encoder.append(value == .null ? 0 : 1)
    case .longOrNull: encoder.append(value == .null ? 1 : 0)
    case .long, .string: break
    }
    switch value {
    case .null: break
    case .integer(let number): encoder.append(number)
    case .text(let text): encoder.append(text)
    }
  }

  /// Files are named as Spark names them; those of users as another writer does.
  private static func fileName(table: String, part: Int, _ random: inout RandomStream) -> String {
    let id = String(random.next() | 1 << 63, radix: 16)
    if table == "users" || table == "user_migrations" { return "\(part)_\(id).avro" }
    let number = String(100_000 + part).dropFirst()
    return "part-\(number)-\(id.prefix(8))-\(id.dropFirst(8).prefix(4))-c000.avro"
  }

  private static func list(_ texts: [String]) -> String { texts.map { "\"\($0)\"" }.joined(separator: ", ") }

  private static func write(_ bytes: [UInt8], to path: String) throws(DatasetError) {
    let file = try DatasetFile(path: path)
    let outcome = bytes.withUnsafeBytes { buffer -> Result<Void, DatasetError> in
      do throws(DatasetError) {
        try file.write(buffer)
        return .success(())
      } catch {
        return .failure(error)
      }
    }
    try outcome.get()
    try file.finish()
  }

  private static func createDirectories(_ path: String) throws(DatasetError) {
    var current = path.hasPrefix("/") ? "" : "."
    for part in path.split(separator: "/") {
      current += "/\(part)"
      guard mkdir(current, 0o777) == 0 || errno == EEXIST else {
        throw .cannotCreate(path: current, errno: errno)
      }
    }
  }
}

import FoundationEssentials

// A manifest is a JSON object. From format 2 on its first line after the brace is
//
//   "checksum" : "<16 hexadecimal digits>",
//
// the XXH3-64 of all bytes after that line, so that a manifest vouches for itself even while no child does.

extension Manifest {
  private static let checksumStart = Array("{\n  \"checksum\" : \"".utf8)
  private static let checksumEnd = Array("\",\n".utf8)
  private static let checksumDigits = 16

  /// The bytes of the manifest's file, its checksum included.
  package func encoded() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    // What the encoder writes starts with a brace and a line end; the checksum goes between them and the rest.
    let body = [UInt8](try encoder.encode(self)).dropFirst(2) + [UInt8(ascii: "\n")]
    if format < 2 { return Array("{\n".utf8) + body }
    let checksum = body.withUnsafeBytes { Checksum.text(Checksum.xxh3($0)) }
    return Self.checksumStart + Array(checksum.utf8) + Self.checksumEnd + body
  }

  package init(encoded: [UInt8], path: String) throws(StoreError) {
    let isSelfChecked = try Self.verifyChecksum(of: encoded, path: path)
    do {
      self = try JSONDecoder().decode(Manifest.self, from: Data(encoded))
    } catch let error as NewerFormat {
      throw .newerVersion(
        file: path, found: UInt32(clamping: error.format), supported: UInt32(Self.currentFormat))
    } catch {
      throw .badManifest(path: path, detail: String(describing: error))
    }
    guard format < 2 || isSelfChecked else {
      throw .badManifest(path: path, detail: "no checksum")
    }
    for file in paths where !Self.staysInside(file) {
      throw .pathLeavesStore(manifest: path, path: file)
    }
    guard files.allSatisfy({ $0.table == nil }), tables.allSatisfy({ $0.table != nil }) else {
      throw .badManifest(path: path, detail: "a file among those of another table")
    }
    let counts =
      allFiles.flatMap { [$0.bytes, $0.rows, $0.users] } + attachments.map(\.bytes)
      + inputs.flatMap { [$0.bytes, $0.rowsRead, $0.rowsStored, $0.rowsRejected] }
      + (rowCounts.map { [$0.read, $0.stored, $0.dropped, $0.superseded, $0.rejected, $0.replaced] } ?? [])
      + sources.values.map { Int($0.sessionGap ?? 0) }
    guard format > 0, counts.allSatisfy({ 0...Self.largestCount ~= $0 }) else {
      throw .badManifest(path: path, detail: "number out of range")
    }
  }

  /// Whether the manifest has a checksum, which then fits.
  private static func verifyChecksum(of encoded: [UInt8], path: String) throws(StoreError) -> Bool {
    guard encoded.starts(with: checksumStart) else { return false }
    let rest = encoded.dropFirst(checksumStart.count)
    let digits = rest.prefix(checksumDigits)
    let body = rest.dropFirst(checksumDigits + checksumEnd.count)
    guard rest.dropFirst(checksumDigits).starts(with: checksumEnd),
      body.withUnsafeBytes({ Array(Checksum.text(Checksum.xxh3($0)).utf8) }) == Array(digits)
    else { throw .damaged(file: path, block: "manifest", offset: 0, problem: .checksum) }
    return true
  }

  /// Larger counts are nonsense; sums of smaller ones cannot overflow.
  private static let largestCount = 1 << 50

  /// Whether a relative path cannot leave the directory it is resolved in.
  package static func staysInside(_ path: String) -> Bool {
    !path.isEmpty && !path.hasPrefix("/") && !path.utf8.contains(0)
      && !path.split(separator: "/", omittingEmptySubsequences: false).contains { $0 == ".." || $0.isEmpty }
  }
}

extension Manifest {
  public init(from decoder: any Decoder) throws {
    let keys = try decoder.container(keyedBy: CodingKeys.self)
    format = try keys.decode(Int.self, forKey: .format)
    // Before anything else is looked at, because all else may mean something else.
    if format > Self.currentFormat { throw NewerFormat(format: format) }
    snapshot = try keys.decode(Int.self, forKey: .snapshot)
    parentDigest = try keys.decodeIfPresent(String.self, forKey: .parentDigest)
    committedAt = try keys.decode(String.self, forKey: .committedAt)
    timeZone = try keys.decode(String.self, forKey: .timeZone)
    files = try keys.decode([File].self, forKey: .files)
    inputs = try keys.decode([Input].self, forKey: .inputs)
    accountProperty = try keys.decodeIfPresent(String.self, forKey: .accountProperty)
    if format < 2 {
      // All that format 1 could do was to ingest.
      (operation, attachments, cursors, definitions) = (.ingest, [], [:], [])
    } else {
      operation = try keys.decode(Operation.self, forKey: .operation)
      attachments = try keys.decode([Attachment].self, forKey: .attachments)
      cursors = try keys.decode([String: [String: String]].self, forKey: .cursors)
      definitions = try keys.decode([Definition].self, forKey: .definitions)
    }
    rowCounts = try keys.decodeIfPresent(RowCounts.self, forKey: .rowCounts)
    if format < 3 {
      (tables, sources) = ([], [:])
    } else {
      tables = try keys.decode([File].self, forKey: .tables)
      sources = try keys.decode([String: SourceSettings].self, forKey: .sources)
    }
  }
}

/// A manifest that a later program wrote.
private struct NewerFormat: Error {
  let format: Int
}

// identity = magic "SJNIDM\r\n"  version u32 (1)  flags u32 (0)  body  checksum u64
// body     = source-count varint  string*  link-count varint  source-number varint*  raw ids  user ids
// See `docs/format/identity-map.md`.

extension IdentityMap {
  package static let magic: [UInt8] = Array("SJNIDM\r\n".utf8)
  package static let version: UInt32 = 1

  /// The bytes of the map's file.
  package func encoded() -> [UInt8] {
    let links = links
    let sources = sources.sorted()
    let numbers = Dictionary(uniqueKeysWithValues: sources.enumerated().map { ($1, $0 + 1) })
    var writer = ByteWriter()
    writer.bytes.append(contentsOf: Self.magic)
    writer.append(word: Self.version)
    writer.append(word: UInt32(0))
    writer.append(varint: sources.count)
    for source in sources { writer.append(text: source) }
    writer.append(varint: links.count)
    for link in links { writer.append(varint: link.source.flatMap { numbers[$0] } ?? 0) }
    for ids in [links.map(\.rawID), links.map(\.userID)] {
      var list = TextList()
      for id in ids { list.append(id) }
      let encoded = list.encoded()
      writer.append(varint: encoded.count)
      writer.bytes.append(contentsOf: encoded)
    }
    writer.append(word: writer.bytes.withUnsafeBytes { Checksum.xxh3($0) })
    return writer.bytes
  }

  /// Reads the bytes of a map's file; `path` is named in errors.
  package init(_ bytes: [UInt8], path: String) throws(StoreError) {
    let body = try TableEnvelope.body(of: bytes, magic: Self.magic, version: Self.version, path: path)
    let outcome: Result<IdentityMap, DamageFound> = bytes.withUnsafeBytes { bytes in
      do throws(DamageFound) {
        return .success(try IdentityMap(UnsafeRawBufferPointer(rebasing: bytes[body])))
      } catch {
        return .failure(error)
      }
    }
    do {
      self = try outcome.get()
    } catch {
      throw .damaged(
        file: path, block: "identity map", offset: UInt64(body.lowerBound), problem: error.damage)
    }
  }

  private init(_ bytes: UnsafeRawBufferPointer) throws(DamageFound) {
    self.init()
    var reader = ByteReader(bytes)
    var sources: [String] = []
    for _ in 0..<(try reader.readCount(limit: reader.remaining)) {
      sources.append(try reader.readText(limit: SegmentLimits.textBytes))
    }
    let count = try reader.readCount(limit: reader.remaining)
    var numbers: [Int] = []
    for _ in 0..<count { numbers.append(try reader.readCount(limit: sources.count)) }
    let rawLength = try reader.readCount(limit: reader.remaining)
    let rawIDs = try TextList(try reader.readBytes(rawLength), count: count)
    let userLength = try reader.readCount(limit: reader.remaining)
    let userIDs = try TextList(try reader.readBytes(userLength), count: count)
    guard reader.remaining == 0 else { throw DamageFound(.lengthOutOfBounds) }
    let links = (0..<count).map { link in
      IdentityLink(
        rawID: [UInt8](rawIDs[link]), userID: [UInt8](userIDs[link]),
        source: numbers[link] == 0 ? nil : sources[numbers[link] - 1])
    }
    let findings = add(links)
    guard findings.repeated == 0, findings.conflicts == 0, findings.selfLinks == 0 else {
      throw DamageFound(.inconsistent("identity link"))
    }
  }
}

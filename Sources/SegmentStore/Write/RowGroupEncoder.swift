import EventModel

/// Turns the rows of one group into bytes; pure, so that groups are encoded in parallel.
///
/// Offsets in the result are relative to the start of the group's bytes; the writer moves them when it knows where
/// the group lands.
struct RowGroupEncoder {
  /// The bytes of a group and what the footer says of it.
  struct Output {
    var bytes: [UInt8]
    var directory: RowGroupDirectory
    var firstHash: UInt64
    var lastHash: UInt64
  }

  private let codec = ZstdCodec()
  private var bytes: [UInt8] = []

  /// Encodes `group`; `texts` holds the strings its payloads refer to, `eventCount` is above every event code.
  static func encode(_ group: RowGroupRows, texts: TextList, eventCount: Int) -> Output {
    var encoder = RowGroupEncoder()
    return encoder.run(group, texts: texts, eventCount: eventCount)
  }

  private mutating func run(_ group: RowGroupRows, texts: TextList, eventCount: Int) -> Output {
    var counts = ByteWriter()
    for count in group.userCounts { counts.append(varint: UInt64(count)) }
    var hashes = ByteWriter()
    for hash in group.userHashes { hashes.append(word: hash) }

    let directory = RowGroupDirectory(
      rows: group.count, users: group.userCounts.count,
      firstTime: Timestamp(microseconds: group.times.min() ?? 0),
      lastTime: Timestamp(microseconds: group.times.max() ?? 0),
      userCounts: append(counts.bytes), userHashes: append(hashes.bytes, compressible: false),
      userIDs: append(group.userIDs.encoded()),
      // Packed offsets hardly compress and are read at random.
      times: append(TimeFrames.encode(group.times), compressible: false),
      events: appendPostings(group, eventCount: eventCount),
      columns: appendColumns(group, texts: texts))
    return Output(
      bytes: bytes, directory: directory, firstHash: group.userHashes.first ?? 0,
      lastHash: group.userHashes.last ?? 0)
  }

  private mutating func append(_ raw: [UInt8], compressible: Bool = true) -> BlockReference {
    let stored = compressible ? raw.withUnsafeBytes { codec.compressed($0) } : nil
    let kept = stored ?? raw
    let reference = BlockReference(
      offset: UInt64(bytes.count), storedLength: kept.count, rawLength: raw.count,
      compression: stored == nil ? .none : .zstd, checksum: kept.withUnsafeBytes { Checksum.short($0) })
    bytes.append(contentsOf: kept)
    return reference
  }

  private mutating func appendPostings(_ group: RowGroupRows, eventCount: Int) -> [RowGroupDirectory.Event] {
    // Counting sort of the rows by event code.
    var ends = [Int](repeating: 0, count: eventCount)
    for code in group.events { ends[Int(code)] += 1 }
    var users = [Int](repeating: 0, count: eventCount)
    var lastUser = [Int32](repeating: -1, count: eventCount)
    var total = 0
    var starts = [Int](repeating: 0, count: eventCount)
    for code in ends.indices {
      starts[code] = total
      total += ends[code]
      ends[code] = starts[code]
    }
    var rows = [UInt32](repeating: 0, count: total)
    var row = 0
    for (user, count) in group.userCounts.enumerated() {
      for _ in 0..<count {
        let code = Int(group.events[row])
        rows[ends[code]] = UInt32(row)
        ends[code] += 1
        if lastUser[code] != Int32(user) {
          lastUser[code] = Int32(user)
          users[code] += 1
        }
        row += 1
      }
    }
    var events: [RowGroupDirectory.Event] = []
    for code in 0..<eventCount where ends[code] > starts[code] {
      let list = rows.withUnsafeBufferPointer {
        Postings.encode(UnsafeBufferPointer(rebasing: $0[starts[code]..<ends[code]]))
      }
      events.append(
        .init(
          code: UInt32(code), rows: ends[code] - starts[code], users: users[code], postings: append(list)))
    }
    return events
  }

  private mutating func appendColumns(_ group: RowGroupRows, texts: TextList) -> [RowGroupDirectory.Column] {
    group.columns.sorted { $0.key < $1.key }.map { code, values in
      let chunk = ColumnChunk.encode(values, rows: group.count, texts: texts)
      return RowGroupDirectory.Column(
        code: code, rowsWithValue: values.rows.count, distinct: chunk.distinct, chunk: append(chunk.bytes))
    }
  }
}

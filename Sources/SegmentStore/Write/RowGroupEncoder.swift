import EventModel

/// Turns the rows of one group into bytes; groups are encoded in parallel, each worker with an encoder of its own.
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

  private let codec: ZstdCodec
  private var bytes: [UInt8] = []

  /// Encodes `group`, which has rows; `texts` holds the strings its payloads refer to, `eventCount` is above every
  /// event code.
  static func encode(
    _ group: RowGroupRows, texts: TextList, eventCount: Int, codec: ZstdCodec
  ) throws(StoreError) -> Output {
    var encoder = RowGroupEncoder(codec: codec)
    return try encoder.run(group, texts: texts, eventCount: eventCount)
  }

  private init(codec: ZstdCodec) {
    self.codec = codec
  }

  private mutating func run(
    _ group: RowGroupRows, texts: TextList, eventCount: Int
  ) throws(StoreError) -> Output {
    try SegmentLimits.check(
      Int(group.userCounts.max() ?? 0), "rows of one user in one file", SegmentLimits.rowsPerUser)
    bytes.reserveCapacity(group.count * 5)
    var counts = ByteWriter()
    for count in group.userCounts { counts.append(varint: UInt64(count)) }
    let directory = RowGroupDirectory(
      rows: group.count, users: group.userCounts.count,
      firstTime: Timestamp(microseconds: group.times.min() ?? 0),
      lastTime: Timestamp(microseconds: group.times.max() ?? 0),
      userCounts: try append(counts.bytes), userIDs: try append(group.userIDs.encoded()),
      // Packed offsets hardly compress and are read at random.
      times: try append(TimeFrames.encode(group.times), compressible: false),
      events: try appendPostings(group, eventCount: eventCount),
      columns: try appendColumns(group, texts: texts))
    return Output(
      bytes: bytes, directory: directory, firstHash: group.userHashes.first ?? 0,
      lastHash: group.userHashes.last ?? 0)
  }

  private mutating func append(_ raw: [UInt8], compressible: Bool = true) throws(StoreError) -> BlockReference
  {
    try SegmentLimits.check(raw.count, "bytes of one block", SegmentLimits.blockBytes)
    let stored = compressible ? raw.withUnsafeBytes { codec.compressed($0) } : nil
    return append(stored ?? raw, rawLength: raw.count, compression: stored == nil ? .none : .zstd)
  }

  private mutating func append(
    _ stored: [UInt8], rawLength: Int, compression: BlockReference.Compression
  ) -> BlockReference {
    let reference = BlockReference(
      offset: UInt64(bytes.count), storedLength: stored.count, rawLength: rawLength, compression: compression,
      checksum: stored.withUnsafeBytes { Checksum.short($0) })
    bytes.append(contentsOf: stored)
    return reference
  }

  private mutating func appendPostings(
    _ group: RowGroupRows, eventCount: Int
  ) throws(StoreError) -> [RowGroupDirectory.Event] {
    let lists = EventLists(group, eventCount: eventCount)
    var events: [RowGroupDirectory.Event] = []
    for code in 0..<eventCount where lists.starts[code] < lists.starts[code + 1] {
      let range = lists.starts[code]..<lists.starts[code + 1]
      events.append(
        .init(
          code: UInt32(code), rows: range.count, users: lists.users[code],
          firstTime: Timestamp(microseconds: lists.firstTimes[code]),
          lastTime: Timestamp(microseconds: lists.lastTimes[code]),
          postings: try append(postings: lists.rows[range])))
    }
    return events
  }

  /// Rice codes, or units under zstd where a pattern in the rows makes those much smaller.
  private mutating func append(postings rows: ArraySlice<UInt32>) throws(StoreError) -> BlockReference {
    let (rice, units) = rows.withUnsafeBufferPointer { rows in
      let costs = Postings.Costs(rows)
      return (Postings.encodeRice(rows, costs), Postings.encodeUnits(rows, costs))
    }
    if let compressed = units.withUnsafeBytes({ codec.compressed($0) }),
      compressed.count < rice.count - rice.count / 8
    {
      return append(compressed, rawLength: units.count, compression: .zstd)
    }
    return try append(rice.count < units.count ? rice : units, compressible: false)
  }

  private mutating func appendColumns(
    _ group: RowGroupRows, texts: TextList
  ) throws(StoreError) -> [RowGroupDirectory.Column] {
    var columns: [RowGroupDirectory.Column] = []
    for (code, values) in group.columns.enumerated() where values.count(ofRows: group.count) > 0 {
      let chunk = ColumnChunk.encode(values, rows: group.count, texts: texts)
      columns.append(
        RowGroupDirectory.Column(
          code: UInt32(code), rowsWithValue: values.count(ofRows: group.count), distinct: chunk.distinct,
          chunk: try append(chunk.bytes)))
    }
    return columns
  }
}

/// The rows of a group sorted by event code.
private struct EventLists {
  /// Ascending within each event.
  var rows: [UInt32]
  /// Where the rows of each event start; one more at the end.
  var starts: [Int]
  /// Distinct users per event.
  var users: [Int]
  /// µs, per event.
  var firstTimes: [Int64]
  var lastTimes: [Int64]

  /// A counting sort.
  init(_ group: RowGroupRows, eventCount: Int) {
    var next = [Int](repeating: 0, count: eventCount + 1)
    for code in group.events { next[Int(code) + 1] += 1 }
    for code in 0..<eventCount { next[code + 1] += next[code] }
    starts = next
    users = [Int](repeating: 0, count: eventCount)
    firstTimes = [Int64](repeating: .max, count: eventCount)
    lastTimes = [Int64](repeating: .min, count: eventCount)
    var lastUsers = [Int32](repeating: -1, count: eventCount)
    rows = [UInt32](repeating: 0, count: group.count)
    var row = 0
    for (user, count) in group.userCounts.enumerated() {
      for _ in 0..<count {
        let code = Int(group.events[row])
        rows[next[code]] = UInt32(truncatingIfNeeded: row)
        next[code] &+= 1
        let time = group.times[row]
        if time < firstTimes[code] { firstTimes[code] = time }
        if time > lastTimes[code] { lastTimes[code] = time }
        if lastUsers[code] != Int32(truncatingIfNeeded: user) {
          lastUsers[code] = Int32(truncatingIfNeeded: user)
          users[code] &+= 1
        }
        row &+= 1
      }
    }
  }
}

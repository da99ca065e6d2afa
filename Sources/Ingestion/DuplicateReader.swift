import EventModel
import SegmentStore

/// Looks for duplicates in one share of the users after the other; used by one thread.
final class DuplicateReader {
  /// Where a row lies; places order rows by ingestion.
  private struct Place: Hashable {
    var file: Int32
    var group: Int32
    var row: UInt32
  }

  /// A row and the hash of what it is known by.
  private struct Entry {
    var key: UInt64
    var place: Place

    static func < (left: Entry, right: Entry) -> Bool {
      if left.key != right.key { return left.key < right.key }
      if left.place.file != right.place.file { return left.place.file < right.place.file }
      if left.place.group != right.place.group { return left.place.group < right.place.group }
      return left.place.row < right.place.row
    }
  }

  /// Number of a row group in all files.
  private struct GroupNumber: Hashable {
    var file: Int
    var group: Int
  }

  private let search: DuplicateSearch
  private let codec = ZstdCodec()
  /// By file: the code of each built-in column, and one number per name for all files.
  private let idCodes: [UInt32?]
  private let sourceCodes: [UInt32?]
  private let columnNumbers: [[UInt32]]
  private let eventNumbers: [[UInt32]]
  /// Keys of groups that neighbouring ranges share, as long as they are few.
  private var keyCache: [GroupNumber: RowKeys] = [:]
  private var cachedRows = 0
  /// Rows of the current range that share a key with another.
  private var candidates: [GroupNumber: ComparableRows] = [:]

  /// A row's key takes about ten bytes, so that a reader keeps 40 MB at most.
  private static let cacheRows = 1 << 22

  init(search: DuplicateSearch) {
    self.search = search
    func code(_ column: EventColumn, _ file: SegmentFile) -> UInt32? {
      file.footer.columns.firstIndex(of: column).map { UInt32($0) }
    }
    idCodes = search.files.map { code(.eventID, $0) }
    sourceCodes = search.files.map { code(.source, $0) }
    var columns: [EventColumn: UInt32] = [:]
    var events: [ExactText: UInt32] = [:]
    var columnNumbers: [[UInt32]] = []
    var eventNumbers: [[UInt32]] = []
    for file in search.files {
      columnNumbers.append(
        file.footer.columns.map { column in
          let next = UInt32(columns.count)
          return columns[column]
            ?? {
              columns[column] = next; return next
            }()
        })
      eventNumbers.append(
        file.footer.eventNames.map { event in
          let next = UInt32(events.count)
          return events[ExactText(event.name)]
            ?? {
              events[ExactText(event.name)] = next; return next
            }()
        })
    }
    self.columnNumbers = columnNumbers
    self.eventNumbers = eventNumbers
  }

  func findings(in range: HashRange) throws -> DuplicateSearch.Findings {
    var entries: [Entry] = []
    try forEachGroup(in: range, files: search.firstNew..<search.files.count) { number, keys in
      append(keys, number, in: range, wanted: nil, to: &entries)
    }
    guard !entries.isEmpty else { return DuplicateSearch.Findings() }
    let wanted = Set(entries.map(\.key))
    try forEachGroup(in: range, files: 0..<search.firstNew) { number, keys in
      append(keys, number, in: range, wanted: wanted, to: &entries)
    }
    entries.sort { $0 < $1 }
    var shared: [Range<Int>] = []
    var start = 0
    while start < entries.count {
      var end = start + 1
      while end < entries.count, entries[end].key == entries[start].key { end += 1 }
      if end > start + 1 { shared.append(start..<end) }
      start = end
    }
    try readCandidates(shared.lazy.flatMap { entries[$0] }.map(\.place))
    var findings = DuplicateSearch.Findings()
    for range in shared { settle(entries[range], &findings) }
    candidates = [:]
    return findings
  }

  /// Decodes rows that are to be compared, a group at a time, and keeps only them.
  private func readCandidates(_ places: some Sequence<Place>) throws {
    var rows: [GroupNumber: [UInt32]] = [:]
    for place in places {
      rows[GroupNumber(file: Int(place.file), group: Int(place.group)), default: []].append(place.row)
    }
    for (number, rows) in rows {
      let file = search.files[number.file]
      let contents = try RowGroupContents(RowGroup(file: file, index: number.group, codec: codec))
      candidates[number] = ComparableRows(
        contents, rows: rows.sorted(), events: eventNumbers[number.file],
        columns: columnNumbers[number.file], idCode: idCodes[number.file],
        sourceCode: sourceCodes[number.file])
    }
  }

  /// Goes through rows with one key in order of ingestion.
  private func settle(
    _ entries: ArraySlice<Entry>, _ findings: inout DuplicateSearch.Findings
  ) {
    // More than one when hashes collide, or when rows without event ids differ in what is not in the key.
    var kept: [Place] = []
    for entry in entries {
      let place = entry.place
      let isNew = Int(place.file) >= search.firstNew
      guard let (rows, row) = candidate(place) else { continue }
      // One that took another's place on the way here says something new, whatever it is like.
      let hasReplaced = isNew && search.replacing[Int(place.file) - search.firstNew].contains(entry.key)
      var isDropped = false
      var replaced: Int?
      for (index, other) in kept.enumerated() {
        guard let (others, otherRow) = candidate(other), rows.isSameUser(row, others, otherRow) else {
          continue
        }
        if !hasReplaced, rows.isAlike(row, others, otherRow) {
          isDropped = true
          break
        }
        if rows.isSameEvent(row, others, otherRow) {
          replaced = index
          break
        }
      }
      guard isNew else {
        if !isDropped && replaced == nil { kept.append(place) }
        continue
      }
      if isDropped {
        findings.counts.dropped += 1
        findings.dead[Int(place.file), default: [:]][Int(place.group), default: []].append(place.row)
      } else if let replaced {
        let old = kept[replaced]
        if Int(old.file) >= search.firstNew {
          findings.counts.superseded += 1
        } else {
          findings.counts.replaced += 1
        }
        findings.dead[Int(old.file), default: [:]][Int(old.group), default: []].append(old.row)
        kept[replaced] = place
        findings.counts.replacing.insert(entry.key)
      } else {
        kept.append(place)
      }
    }
  }

  private func candidate(_ place: Place) -> (rows: ComparableRows, row: Int)? {
    guard let rows = candidates[GroupNumber(file: Int(place.file), group: Int(place.group))],
      let row = rows.index(of: place.row)
    else { return nil }
    return (rows, row)
  }

  private func forEachGroup(
    in range: HashRange, files: Range<Int>, _ body: (GroupNumber, RowKeys) -> Void
  ) throws {
    for file in files where idCodes[file] != nil || search.findsRows {
      for (index, group) in search.files[file].footer.groups.enumerated() where range.overlaps(group) {
        let dead = search.masks[file]?.groups[index]
        if let dead, dead.rows.count == group.rows { continue }
        let number = GroupNumber(file: file, group: index)
        if let known = keyCache[number] {
          body(number, known)
          continue
        }
        let rowGroup = try RowGroup(file: search.files[file], index: index, codec: codec)
        let hasIDs = idCodes[file].map { rowGroup.directory.column($0) != nil } ?? false
        guard hasIDs || search.findsRows else { continue }
        let keys = try RowKeys(
          rowGroup, dead: dead, idCode: idCodes[file], sourceCode: sourceCodes[file],
          events: search.findsRows ? eventNumbers[file] : nil)
        if cachedRows + group.rows <= Self.cacheRows {
          keyCache[number] = keys
          cachedRows += group.rows
        }
        body(number, keys)
      }
    }
  }

  private func append(
    _ keys: RowKeys, _ number: GroupNumber, in range: HashRange, wanted: Set<UInt64>?,
    to entries: inout [Entry]
  ) {
    for user in keys.userHashes.indices {
      let hash = keys.userHashes[user]
      guard range.first <= hash, hash <= range.last else { continue }
      for row in Int(user == 0 ? 0 : keys.userEnds[user - 1])..<Int(keys.userEnds[user]) {
        guard let key = keys.key(ofRow: row, user: hash) else { continue }
        if let wanted, !wanted.contains(key) { continue }
        entries.append(
          Entry(
            key: key,
            place: Place(file: Int32(number.file), group: Int32(number.group), row: UInt32(row))))
      }
    }
  }
}

/// What the rows of a group are known by.
private struct RowKeys {
  let userHashes: [UInt64]
  let userEnds: [UInt32]
  /// By row: the hash of event id and source, or of name, time and source; 0 for rows that are known by nothing.
  private let hashes: [UInt64]

  /// `events` numbers the event names where rows without event id are known by name, time and source.
  init(_ group: RowGroup, dead: DeadRows?, idCode: UInt32?, sourceCode: UInt32?, events: [UInt32]?) throws {
    let count = group.directory.rows
    userHashes = try group.userHashes()
    userEnds = try group.userEnds()
    let ids = try idCode.flatMap { try group.column($0) }
    let sources = try sourceCode.flatMap { try group.column($0) }
    let idHashes = ids?.dictionary.valueHashes ?? []
    let sourceHashes = sources?.dictionary.valueHashes ?? []
    func source(_ row: Int) -> UInt64 {
      let code = sources?.codesByRow[row] ?? 0
      return code == 0 ? 0 : sourceHashes[Int(code - 1)]
    }
    var hashes = [UInt64](repeating: 0, count: count)
    if let ids {
      for row in 0..<count where ids.codesByRow[row] != 0 {
        hashes[row] = DuplicateKey.event(id: idHashes[Int(ids.codesByRow[row] - 1)], source: source(row))
      }
    }
    if let events {
      let codes = try group.eventCodes()
      let times = try group.withTimes { $0.times(ofRows: 0..<count) }
      for row in 0..<count where hashes[row] == 0 {
        hashes[row] = DuplicateKey.moment(times[row], name: events[Int(codes[row])], source: source(row))
      }
    }
    for row in dead?.rows ?? [] { hashes[Int(row)] = 0 }
    self.hashes = hashes
  }

  func key(ofRow row: Int, user: UInt64) -> UInt64? {
    hashes[row] == 0 ? nil : DuplicateKey.row(hashes[row], user: user)
  }
}

/// Whole rows of a group that can be compared with rows of other files.
private final class ComparableRows {
  private let contents: RowGroupContents
  private let events: [UInt32]
  /// Ascending by number.
  private let columns: [(number: UInt32, chunk: ColumnChunk)]
  private let ids: ColumnChunk?
  private let sources: ColumnChunk?
  private let userOfRow: [UInt32]
  private let rows: [UInt32]

  /// Keeps `rows` of a group, which ascend.
  init(
    _ whole: RowGroupContents, rows: [UInt32], events: [UInt32], columns: [UInt32], idCode: UInt32?,
    sourceCode: UInt32?
  ) {
    var isKept = [Bool](repeating: false, count: whole.rowCount)
    for row in rows { isKept[Int(row)] = true }
    var contents = whole.keeping(isKept)
    contents.columns = contents.columns.mapValues { $0.withoutUnusedEntries() }
    self.contents = contents
    self.rows = rows
    self.events = events
    self.columns = contents.columns.map { (columns[Int($0.key)], $0.value) }.sorted { $0.0 < $1.0 }
    ids = idCode.flatMap { contents.columns[$0] }
    sources = sourceCode.flatMap { contents.columns[$0] }
    var userOfRow: [UInt32] = []
    userOfRow.reserveCapacity(contents.rowCount)
    for user in 0..<contents.userCount {
      userOfRow.append(contentsOf: repeatElement(UInt32(user), count: contents.rows(ofUser: user).count))
    }
    self.userOfRow = userOfRow
  }

  /// Where a row of the group is among those kept.
  func index(of row: UInt32) -> Int? {
    var (low, high) = (0, rows.count)
    while low < high {
      let middle = (low + high) / 2
      if rows[middle] < row { low = middle + 1 } else { high = middle }
    }
    return low < rows.count && rows[low] == row ? low : nil
  }

  func isSameUser(_ row: Int, _ other: ComparableRows, _ otherRow: Int) -> Bool {
    contents.userIDs[Int(userOfRow[row])].elementsEqual(
      other.contents.userIDs[Int(other.userOfRow[otherRow])])
  }

  /// Whether both rows have an event id and it is the same, of the same source.
  func isSameEvent(_ row: Int, _ other: ComparableRows, _ otherRow: Int) -> Bool {
    guard let ids, let otherIDs = other.ids, ids.codesByRow[row] != 0 else { return false }
    return Self.isSameValue(ids, row, otherIDs, otherRow) && isSameSource(row, other, otherRow)
  }

  private func isSameSource(_ row: Int, _ other: ComparableRows, _ otherRow: Int) -> Bool {
    switch (sources, other.sources) {
    case (nil, nil): true
    case (let left?, let right?): Self.isSameValue(left, row, right, otherRow)
    case (let only?, nil): only.codesByRow[row] == 0
    case (nil, let only?): only.codesByRow[otherRow] == 0
    }
  }

  /// Whether two rows of the same user are alike in every column.
  func isAlike(_ row: Int, _ other: ComparableRows, _ otherRow: Int) -> Bool {
    guard contents.times[row] == other.contents.times[otherRow],
      events[Int(contents.events[row])] == other.events[Int(other.contents.events[otherRow])]
    else { return false }
    var left = columns.startIndex
    var right = other.columns.startIndex
    while true {
      while left < columns.count, columns[left].chunk.codesByRow[row] == 0 { left += 1 }
      while right < other.columns.count, other.columns[right].chunk.codesByRow[otherRow] == 0 { right += 1 }
      if left == columns.count || right == other.columns.count {
        return left == columns.count && right == other.columns.count
      }
      guard columns[left].number == other.columns[right].number,
        Self.isSameValue(columns[left].chunk, row, other.columns[right].chunk, otherRow)
      else { return false }
      left += 1
      right += 1
    }
  }

  private static func isSameValue(_ left: ColumnChunk, _ row: Int, _ right: ColumnChunk, _ otherRow: Int)
    -> Bool
  {
    let (code, otherCode) = (left.codesByRow[row], right.codesByRow[otherRow])
    guard code != 0, otherCode != 0 else { return code == otherCode }
    let (entry, otherEntry) = (Int(code - 1), Int(otherCode - 1))
    let type = left.dictionary.types[entry]
    guard type == right.dictionary.types[otherEntry] else { return false }
    let (payload, otherPayload) = (left.dictionary.payloads[entry], right.dictionary.payloads[otherEntry])
    if type != .string { return payload == otherPayload }
    return left.dictionary.texts[Int(payload)].elementsEqual(right.dictionary.texts[Int(otherPayload)])
  }
}

extension ChunkDictionary {
  /// The hash of every entry; equal values have equal hashes in every chunk.
  fileprivate var valueHashes: [UInt64] {
    let textHashes = texts.hashes()
    return types.indices.map { entry in
      let payload = payloads[entry]
      return DuplicateKey.value(
        types[entry], payload, text: types[entry] == .string ? textHashes[Int(payload)] : nil)
    }
  }
}

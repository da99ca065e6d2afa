extension ZoneTable {
  /// Reads a TZif file of version 2 or later (RFC 9636): its 64-bit data and its footer.
  ///
  /// `nil` if the bytes are no such file, contradict themselves, or count leap seconds (then their times are
  /// not ours). Every count is checked against the bytes there are.
  convenience init?(tzif bytes: [UInt8]) {
    guard let legacy = TZifHeader(bytes[...]), legacy.version >= UInt8(ascii: "2") else { return nil }
    let secondStart = TZifHeader.length + legacy.dataLength(timeLength: 4)
    guard secondStart < bytes.count, let header = TZifHeader(bytes[secondStart...]) else { return nil }
    let dataStart = secondStart + TZifHeader.length
    let dataEnd = dataStart + header.dataLength(timeLength: 8)
    guard dataEnd <= bytes.count, header.leapCount == 0, header.typeCount > 0 else { return nil }

    let typeIndexes = dataStart + header.timeCount * 8
    let types = typeIndexes + header.timeCount
    var typeOffsets: [Int] = []
    for index in 0..<header.typeCount {
      let offset = Int(Int32(truncatingIfNeeded: bytes.bigEndian(at: types + index * 6, length: 4)))
      // The bounds of RFC 9636, section 3.2.
      guard -89_999...93_599 ~= offset else { return nil }
      typeOffsets.append(offset)
    }
    var changes: [(at: Int64, offset: Int)] = []
    var previous: Int64?
    for index in 0..<header.timeCount {
      let seconds = bytes.bigEndian(at: dataStart + index * 8, length: 8)
      let type = Int(bytes[typeIndexes + index])
      guard type < typeOffsets.count, previous.map({ $0 < seconds }) ?? true else { return nil }
      previous = seconds
      // Some writers put the beginning of the universe first; nothing supported is that early.
      let clamped = max(seconds, Timestamp.earliest.microseconds / 1_000_000 - 86_400 * 2)
      let (microseconds, isOverflow) = clamped.multipliedReportingOverflow(by: 1_000_000)
      guard !isOverflow else { return nil }
      changes.append((microseconds, typeOffsets[type]))
    }

    var rule = Rule.fixed(changes.last?.offset ?? typeOffsets[0])
    if let text = ZoneTable.footer(bytes[dataEnd...]) {
      guard let stated = text.isEmpty ? rule : POSIXZoneText.rule(text) else { return nil }
      rule = stated
    } else {
      return nil
    }
    self.init(first: typeOffsets[0], changes: changes, rule: rule)
  }

  /// The text between the two newlines that end the file; `nil` if they are missing.
  private static func footer(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    let newline = UInt8(ascii: "\n")
    guard bytes.first == newline, let end = bytes.dropFirst().firstIndex(of: newline) else { return nil }
    return bytes[(bytes.startIndex + 1)..<end]
  }
}

/// The counts at the start of each of the two blocks of a TZif file.
private struct TZifHeader {
  static let length = 44

  var version: UInt8
  var universalIndicatorCount: Int
  var standardIndicatorCount: Int
  var leapCount: Int
  var timeCount: Int
  var typeCount: Int
  var abbreviationLength: Int

  init?(_ bytes: ArraySlice<UInt8>) {
    guard bytes.count >= TZifHeader.length, bytes.starts(with: "TZif".utf8) else { return nil }
    let start = bytes.startIndex
    func count(_ index: Int) -> Int {
      Int(bytes[(start + 20 + index * 4)...].prefix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) })
    }
    version = bytes[start + 4]
    universalIndicatorCount = count(0)
    standardIndicatorCount = count(1)
    leapCount = count(2)
    timeCount = count(3)
    typeCount = count(4)
    abbreviationLength = count(5)
  }

  /// Bytes of the block after this header; the counts are 32 bits wide, so the sum cannot overflow.
  func dataLength(timeLength: Int) -> Int {
    timeCount * (timeLength + 1) + typeCount * 6 + abbreviationLength + leapCount * (timeLength + 4)
      + standardIndicatorCount + universalIndicatorCount
  }
}

extension [UInt8] {
  fileprivate func bigEndian(at start: Int, length: Int) -> Int64 {
    var value: UInt64 = 0
    for index in start..<(start + length) { value = value << 8 | UInt64(self[index]) }
    return Int64(bitPattern: value)
  }
}

import EventModel
import FoundationEssentials
import SegmentStore

/// The rows an ingest refused, one JSON object per line; the file appears only when there is at least one.
struct RejectLog {
  /// A line of the log; keys are written sorted.
  struct Line: Codable {
    var input: String
    var line: UInt64
    var offset: UInt64
    var reason: String
    var detail: String
    var excerpt: String
  }

  private let path: String
  private let fileSystem: any FileSystem
  private var file: AtomicFile?
  private(set) var count = 0
  private(set) var countsByReason: [String: Int] = [:]
  private let encoder = Self.makeEncoder()

  static func makeEncoder() -> JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return encoder
  }

  init(path: String, fileSystem: any FileSystem) {
    self.path = path
    self.fileSystem = fileSystem
  }

  mutating func append(_ rejects: [RejectedRow]) throws {
    for reject in rejects {
      let file = try self.file ?? AtomicFile(path: path, fileSystem: fileSystem)
      self.file = file
      let line = Line(
        input: reject.input, line: reject.position.line, offset: reject.position.byteOffset,
        reason: reject.code, detail: reject.detail, excerpt: reject.excerpt)
      try file.write([UInt8](try encoder.encode(line)) + [UInt8(ascii: "\n")])
      count += 1
      countsByReason[reject.code, default: 0] += 1
    }
  }

  func commit() throws {
    try file?.commit()
  }

  func cancel() {
    file?.cancel()
  }
}

extension RejectedRow {
  /// The facts of the reason in a few words, for the log.
  var detail: String {
    switch reason {
    case .missingValue(let column): "no value in column \(column)"
    case .unreadableTime(let column, let text): "no time in column \(column): \(text)"
    case .timeOutOfRange(let column, let text):
      "time outside the years 0001 to 9999 in column \(column): \(text)"
    case .invalidUTF8(let offset): "invalid UTF-8 at byte \(offset) of the row"
    case .nulByte(let offset): "NUL byte at byte \(offset) of the row"
    case .rowTooLong(let bytes, let limit): "row of \(bytes) bytes, at most \(limit) are read"
    case .fieldTooLong(let column, let bytes, let limit):
      "\(bytes) bytes in column \(column), at most \(limit) are kept"
    case .fieldCount(let found, let expected): "\(found) fields where the header has \(expected)"
    case .malformedQuotes(let offset): "misplaced or missing quote at byte \(offset) of the row"
    case .malformedJSON(let offset, let expected): "at byte \(offset) of the row, expected \(expected)"
    case .nestedTooDeep(let limit): "nested deeper than \(limit) levels"
    }
  }
}

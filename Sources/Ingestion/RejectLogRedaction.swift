import FoundationEssentials
import SegmentStore

/// Takes the text of rows out of reject logs that mention one of some ids, wherever in the row it stands.
///
/// Where an excerpt was cut off in the middle of an id, four bytes of it are enough. File, line and reason stay.
struct RejectLogRedaction {
  private let store: Store
  private let ids: Set<[UInt8]>
  private let lengths: [Int]
  /// What an excerpt may end in where it was cut off.
  private let starts: Set<[UInt8]>

  private static let leastStart = 4

  init(store: Store, ids: Set<[UInt8]>) {
    self.store = store
    self.ids = ids
    lengths = Set(ids.map(\.count)).sorted()
    var starts: Set<[UInt8]> = []
    for id in ids where id.count > Self.leastStart {
      for count in Self.leastStart..<id.count { starts.insert(Array(id.prefix(count))) }
    }
    self.starts = starts
  }

  /// Answers how many lines lost their text.
  func run() throws -> Int {
    var count = 0
    for path in try store.rejectLogPaths() { count += try redact(path) }
    return count
  }

  private func redact(_ path: String) throws -> Int {
    var count = 0
    var output: [UInt8] = []
    let decoder = JSONDecoder()
    let encoder = RejectLog.makeEncoder()
    for text in try store.fileSystem.contents(of: path).split(separator: UInt8(ascii: "\n")) {
      if var line = try? decoder.decode(RejectLog.Line.self, from: Data(text)), mentions(line) {
        line.excerpt = ""
        line.detail = ""
        output += [UInt8](try encoder.encode(line))
        count += 1
      } else {
        output += text
      }
      output.append(UInt8(ascii: "\n"))
    }
    guard count > 0 else { return 0 }
    let file = try AtomicFile(path: path, fileSystem: store.fileSystem)
    try file.write(output)
    try file.commit()
    return count
  }

  private func mentions(_ line: RejectLog.Line) -> Bool {
    [Array(line.excerpt.utf8), Array(line.detail.utf8)].contains { text in
      lengths.contains { length in
        length <= text.count
          && (0...text.count - length).contains { ids.contains(Array(text[$0..<$0 + length])) }
      }
        || (Self.leastStart..<max(Self.leastStart, text.count)).contains {
          starts.contains(Array(text.suffix($0)))
        }
    }
  }
}

import EventModel
import FoundationEssentials
import Glibc
import SegmentStore

/// The log of a job's runs: one JSON object per line, appended as things happen.
struct RunLog {
  /// One line.
  struct Entry: Codable, Sendable {
    var time: String
    var job: String
    /// Which run it belongs to; a run that goes on keeps its name.
    var run: String
    /// `begin`, `resume`, `part`, `wrote`, `removed`, `expected`, `verdict`, `overlap`, `end`.
    var event: String
    var part: String?
    /// Of parts and ends: `done`, `failed`, `skipped`, `cancelled`; of overlaps: `ok`, `warn`.
    var status: String?
    var message: String?
    var path: String?
    var template: String?
    var seconds: Double?
    var snapshot: Int?
    var rows: Int?
    var rejected: Int?
    var bytes: Int?
    var digest: String?
    /// Of verdicts: the experiment, what it came to, and at which level.
    var experiment: String?
    var verdict: String?
    var alpha: Double?
    /// Of overlaps: the two experiments, the units in both, and the codes of what is wrong.
    var experiments: [String]?
    var units: Int?
    var findings: [String]?
    var today: String?
    var parameters: [String: String]?
  }

  /// Longer logs are read from their last bytes only.
  private static let longestRead = 64 << 20

  let path: String
  let job: String
  var run: String

  /// Appends one line and makes sure that it stays.
  func append(_ entry: Entry) throws(StoreError) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard var bytes = (try? encoder.encode(entry)).map(Array.init) else { return }
    bytes.append(UInt8(ascii: "\n"))
    Directories.makeParents(of: path)
    let descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw .system(call: "open", path: path, code: errno) }
    defer { close(descriptor) }
    // One write keeps the lines of two runs apart.
    guard write(descriptor, bytes, bytes.count) == bytes.count else {
      throw .system(call: "write", path: path, code: errno)
    }
    _ = fsync(descriptor)
  }

  func entry(_ event: String, at time: Timestamp) -> Entry {
    Entry(time: time.iso8601, job: job, run: run, event: event)
  }

  /// All lines of this job; lines that a crash cut short are left out.
  func entries() -> [Entry] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return [] }
    defer { close(descriptor) }
    let size = Int(lseek(descriptor, 0, SEEK_END))
    let start = max(0, size - Self.longestRead)
    lseek(descriptor, off_t(start), SEEK_SET)
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(descriptor, &chunk, chunk.count)
      if count < 0 && errno == EINTR { continue }
      if count <= 0 { break }
      bytes += chunk[..<count]
    }
    let decoder = JSONDecoder()
    return bytes.split(separator: UInt8(ascii: "\n")).compactMap { line in
      guard let entry = try? decoder.decode(Entry.self, from: Data(line)), entry.job == job else {
        return nil
      }
      return entry
    }
  }
}

/// Directories that outputs need.
enum Directories {
  static func makeParents(of path: String) {
    var directory = path.hasPrefix("/") ? "" : "."
    for part in path.split(separator: "/").dropLast() {
      directory += "/" + part
      mkdir(directory, 0o777)
    }
  }
}

import Glibc
import SegmentStore

/// The state of a ``SimulatedFileSystem``: what processes see, and what a crash would leave.
struct SimulatedDisk: Sendable {
  /// The bytes of a file, whatever its names.
  struct Content: Sendable {
    /// As processes see them.
    var bytes: [UInt8] = []
    /// As they were when the file was synchronised last; `nil` before.
    var durable: [UInt8]?
    /// Whether synchronising failed once, after which it never helps again.
    var isLost = false
  }

  /// A directory and the changes of its names that may not be on the disk yet.
  struct Names: Sendable {
    /// Names that take effect together: a rename changes two.
    var pending: [[(path: String, number: Int?)]] = []
    /// The files a crash would leave, by path.
    var durable: [String: Int] = [:]
  }

  var contents: [Content] = []
  /// As processes see them, by path.
  var files: [String: Int] = [:]
  var directories: [String: Names] = ["/": .init()]
  var locks: Set<String> = []
  var operations: [String] = []
  var fault: (number: Int, fault: SimulatedFileSystem.Fault)?
  var isCrashed = false
  /// Writes take at most so many bytes.
  var longestWrite = Int.max

  func requireParent(of path: String, call: String) throws(StoreError) {
    guard directories[Directory.parent(of: path)] != nil else {
      throw .system(call: call, path: path, code: ENOENT)
    }
  }

  func file(_ path: String, call: String) throws(StoreError) -> Int {
    guard let number = files[path] else { throw .system(call: call, path: path, code: ENOENT) }
    return number
  }

  /// Gives a path to another file, or to none.
  mutating func change(_ path: String, to number: Int?) {
    files[path] = number
    directories[Directory.parent(of: path)]?.pending.append([(path, number)])
  }

  mutating func rename(_ path: String, to newPath: String, _ number: Int) {
    files[path] = nil
    files[newPath] = number
    directories[Directory.parent(of: path)]?.pending.append([(path, nil), (newPath, number)])
  }

  mutating func synchroniseDirectory(_ path: String) {
    var names = directories[path] ?? .init()
    for change in names.pending.joined() { names.durable[change.path] = change.number }
    names.pending = []
    directories[path] = names
  }

  /// What is found after a crash, as a disk on which everything is durable.
  ///
  /// Directories themselves are taken to survive; a store makes them once and synchronises their parents.
  func afterCrash(_ survival: SimulatedFileSystem.Survival) -> SimulatedDisk {
    var seed: UInt64 = 0
    if case .part(let chosen) = survival { seed = chosen }
    var random = SeededRandom(seed: seed)
    var found = SimulatedDisk()
    for (path, names) in directories.sorted(by: { $0.key < $1.key }) {
      var left = names.durable
      for change in names.pending where survival != .nothing {
        if survival != .everything, random.oneIn(2) { continue }
        for name in change { left[name.path] = name.number }
      }
      found.directories[path] = .init(pending: [], durable: [:])
      for (path, number) in left.sorted(by: { $0.key < $1.key }) {
        let bytes = contents[number].found(survival, &random)
        found.contents.append(Content(bytes: bytes, durable: bytes))
        found.files[path] = found.contents.count - 1
        found.directories[Directory.parent(of: path)]?.durable[path] = found.contents.count - 1
      }
    }
    return found
  }
}

extension SimulatedDisk.Content {
  /// The bytes after a crash.
  fileprivate func found(
    _ survival: SimulatedFileSystem.Survival, _ random: inout SeededRandom
  ) -> [UInt8] {
    switch survival {
    case .everything: return bytes
    case .nothing: return durable ?? []
    case .part:
      let safe = durable ?? []
      guard bytes.starts(with: safe) else { return random.oneIn(2) ? safe : bytes }
      // Some of the rest arrived, and of what did, the end may be a hole.
      let length = Int.random(in: safe.count...bytes.count, using: &random)
      let written = Int.random(in: safe.count...length, using: &random)
      return Array(bytes.prefix(written)) + [UInt8](repeating: 0, count: length - written)
    }
  }
}

import Glibc
package import SegmentStore
import Synchronization

/// A file system in memory that forgets what was not synchronised when it crashes, and fails where a test says.
///
/// Models what POSIX promises and no more: a file's bytes survive a crash once the file was synchronised, a name once
/// its directory was. Safe to use from any number of threads.
package final class SimulatedFileSystem: FileSystem {
  /// What goes wrong at an operation.
  package enum Fault: Sendable, Equatable {
    /// The machine stops; half of a write may have been taken.
    case crash
    /// The operation fails with this `errno`. A file whose synchronisation failed never becomes durable: its pages
    /// count as clean.
    case failure(Int32)
  }

  /// What a crash leaves of things that were not synchronised.
  package enum Survival: Sendable, Equatable {
    case nothing
    /// As when a process is killed and the machine runs on.
    case everything
    /// Any part of it, each directory change and each file by itself.
    case part(seed: UInt64)
  }

  private let disk: Mutex<SimulatedDisk>
  private let interleaved = Mutex<(number: Int, body: @Sendable () -> Void)?>(nil)

  package init() {
    disk = Mutex(SimulatedDisk())
  }

  private init(_ disk: SimulatedDisk) {
    self.disk = Mutex(disk)
  }

  /// The same files in another file system: without faults, locks and count of operations, everything durable.
  package func copy(longestWrite: Int = .max) -> SimulatedFileSystem {
    var copy = disk.withLock { $0 }.afterCrash(.everything)
    copy.longestWrite = longestWrite
    return SimulatedFileSystem(copy)
  }

  /// The file system as it is found after a crash.
  package func afterCrash(_ survival: Survival) -> SimulatedFileSystem {
    SimulatedFileSystem(disk.withLock { $0 }.afterCrash(survival))
  }

  /// Lets `fault` happen at operation `number`, counted from 0 and from when the file system was made.
  package func plan(_ fault: Fault, at number: Int) {
    disk.withLock { $0.fault = (number, fault) }
  }

  /// Lets somebody else do `body` just before operation `number`.
  package func interleave(at number: Int, _ body: @escaping @Sendable () -> Void) {
    interleaved.withLock { $0 = (number, body) }
  }

  /// What was done so far, in order.
  package var operations: [String] { disk.withLock { $0.operations } }

  /// The paths of all files, sorted.
  package var files: [String] { disk.withLock { $0.files.keys.sorted() } }

  /// Changes the bytes of a file behind everyone's back.
  package func damage(_ path: String, _ change: (inout [UInt8]) -> Void) {
    disk.withLock { disk in
      guard let number = disk.files[path] else { return }
      change(&disk.contents[number].bytes)
    }
  }

  // MARK: - FileSystem

  package func create(_ path: String) throws(StoreError) -> any WritableFile {
    let number = try run("create", path) { disk throws(StoreError) in
      try disk.requireParent(of: path, call: "open")
      if let number = disk.files[path] {
        disk.contents[number].bytes = []
        return number
      }
      disk.contents.append(.init())
      disk.change(path, to: disk.contents.count - 1)
      return disk.contents.count - 1
    }
    return SimulatedFile(self, number, path)
  }

  package func map(_ path: String) throws(StoreError) -> MappedFile {
    MappedFile(
      path: path,
      contents: try run("open", path) { disk throws(StoreError) in
        disk.contents[try disk.file(path, call: "open")].bytes
      })
  }

  package func size(of path: String) throws(StoreError) -> Int {
    try run("stat", path) { disk throws(StoreError) in
      disk.contents[try disk.file(path, call: "stat")].bytes.count
    }
  }

  package func exists(_ path: String) -> Bool {
    disk.withLock { $0.files[path] != nil || $0.directories[path] != nil }
  }

  package func names(in directory: String) throws(StoreError) -> [String] {
    try run("opendir", directory) { disk throws(StoreError) in
      guard disk.directories[directory] != nil else {
        throw .system(call: "opendir", path: directory, code: ENOENT)
      }
      return (Array(disk.files.keys) + Array(disk.directories.keys)).filter {
        $0 != directory && Directory.parent(of: $0) == directory
      }.map { String($0.dropFirst(directory == "/" ? 1 : directory.count + 1)) }.sorted()
    }
  }

  package func makeDirectory(_ path: String) throws(StoreError) {
    try run("mkdir", path) { disk throws(StoreError) in
      guard disk.directories[path] == nil, disk.files[path] == nil else {
        throw .system(call: "mkdir", path: path, code: EEXIST)
      }
      try disk.requireParent(of: path, call: "mkdir")
      disk.directories[path] = .init()
    }
  }

  package func rename(_ path: String, to newPath: String) throws(StoreError) {
    try run("rename", newPath) { disk throws(StoreError) in
      let number = try disk.file(path, call: "rename")
      guard Directory.parent(of: path) == Directory.parent(of: newPath) else {
        throw .system(call: "rename", path: newPath, code: EXDEV)
      }
      disk.rename(path, to: newPath, number)
    }
  }

  package func remove(_ path: String) throws(StoreError) {
    try run("unlink", path) { disk throws(StoreError) in
      _ = try disk.file(path, call: "unlink")
      disk.change(path, to: nil)
    }
  }

  package func removeDirectory(_ path: String) throws(StoreError) {
    try run("rmdir", path) { disk throws(StoreError) in
      guard disk.directories[path] != nil else { throw .system(call: "rmdir", path: path, code: ENOENT) }
      let names = Array(disk.directories.keys) + Array(disk.files.keys)
      guard !names.contains(where: { $0.hasPrefix(path + "/") }) else {
        throw .system(call: "rmdir", path: path, code: ENOTEMPTY)
      }
      disk.directories[path] = nil
    }
  }

  package func synchroniseDirectory(_ path: String) throws(StoreError) {
    try run("synchronise", path) { disk throws(StoreError) in
      guard disk.directories[path] != nil else { throw .system(call: "open", path: path, code: ENOENT) }
      disk.synchroniseDirectory(path)
    }
  }

  package func lock(_ path: String) throws(StoreError) -> AnyObject {
    try run("flock", path) { disk throws(StoreError) in
      guard disk.locks.insert(path).inserted else { throw .locked(path: path, owner: getpid()) }
      if disk.files[path] == nil {
        disk.contents.append(.init())
        disk.change(path, to: disk.contents.count - 1)
      }
    }
    return SimulatedLock { [weak self] in _ = self?.disk.withLock { $0.locks.remove(path) } }
  }

  // MARK: - Faults

  /// Counts an operation and does it, unless it is planned to fail.
  fileprivate func run<Result: Sendable>(
    _ call: String, _ path: String,
    onFault: (inout SimulatedDisk, Fault) -> Void = { _, _ in },
    _ body: (inout SimulatedDisk) throws(StoreError) -> Result
  ) throws(StoreError) -> Result {
    let count = operations.count
    let intruder = interleaved.withLock { planned -> (@Sendable () -> Void)? in
      guard let due = planned, due.number == count else { return nil }
      planned = nil
      return due.body
    }
    intruder?()
    return try disk.withLock { disk throws(StoreError) in
      guard !disk.isCrashed else { throw .system(call: call, path: path, code: EIO) }
      let number = disk.operations.count
      disk.operations.append("\(call) \(path)")
      guard let fault = disk.fault, fault.number == number else { return try body(&disk) }
      onFault(&disk, fault.fault)
      switch fault.fault {
      case .crash:
        disk.isCrashed = true
        throw .system(call: call, path: path, code: EIO)
      case .failure(let code):
        throw .system(call: call, path: path, code: code)
      }
    }
  }
}

/// A file of a ``SimulatedFileSystem`` being written.
private final class SimulatedFile: WritableFile {
  private let fileSystem: SimulatedFileSystem
  private let number: Int
  private let path: String

  init(_ fileSystem: SimulatedFileSystem, _ number: Int, _ path: String) {
    self.fileSystem = fileSystem
    self.number = number
    self.path = path
  }

  func write(_ bytes: UnsafeRawBufferPointer) throws(StoreError) -> Int {
    let bytes = [UInt8](bytes)
    let number = number
    return try fileSystem.run(
      "write", path,
      onFault: { disk, fault in
        guard fault == .crash else { return }
        disk.contents[number].bytes += bytes.prefix(min(bytes.count, disk.longestWrite) / 2)
      }
    ) { disk throws(StoreError) in
      let taken = bytes.prefix(disk.longestWrite)
      disk.contents[number].bytes += taken
      return taken.count
    }
  }

  func synchronise() throws(StoreError) {
    let number = number
    try fileSystem.run("fsync", path, onFault: { disk, _ in disk.contents[number].isLost = true }) {
      disk throws(StoreError) in
      if !disk.contents[number].isLost { disk.contents[number].durable = disk.contents[number].bytes }
    }
  }

  func close() throws(StoreError) {
    try fileSystem.run("close", path) { _ throws(StoreError) in }
  }
}

private final class SimulatedLock {
  private let release: @Sendable () -> Void

  init(release: @escaping @Sendable () -> Void) {
    self.release = release
  }

  deinit { release() }
}

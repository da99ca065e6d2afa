import Glibc

extension FileSystem {
  /// Creates a directory and its missing parents; an existing one is fine.
  package func createDirectory(_ path: String) throws(StoreError) {
    if try makeDirectoryUnlessMissingParent(path) { return }
    let parent = Directory.parent(of: path)
    guard parent != path else { throw .system(call: "mkdir", path: path, code: ENOENT) }
    try createDirectory(parent)
    guard try makeDirectoryUnlessMissingParent(path) else {
      throw .system(call: "mkdir", path: path, code: ENOENT)
    }
  }

  private func makeDirectoryUnlessMissingParent(_ path: String) throws(StoreError) -> Bool {
    do {
      try makeDirectory(path)
    } catch .system(_, _, EEXIST) {
      return true
    } catch .system(_, _, ENOENT) {
      return false
    }
    return true
  }

  /// Removes a file if it is there.
  package func removeIfPresent(_ path: String) throws(StoreError) {
    do {
      try remove(path)
    } catch .system(_, _, ENOENT) {}
  }

  /// The whole of a file, which is damaged if it is longer than `limit`.
  package func contents(of path: String, limit: Int = .max) throws(StoreError) -> [UInt8] {
    let file = try map(path)
    guard file.bytes.count <= limit else {
      throw .damaged(file: path, block: "end", offset: UInt64(limit), problem: .lengthOutOfBounds)
    }
    return withExtendedLifetime(file) { [UInt8](file.bytes) }
  }
}

extension StoreError {
  /// Calls `operation` until no signal interrupts it.
  static func uninterrupted<Result>(
    _ operation: () throws(StoreError) -> Result
  ) throws(StoreError) -> Result {
    while true {
      do throws(StoreError) {
        return try operation()
      } catch .system(_, _, EINTR) {
        continue
      }
    }
  }
}

import Glibc

/// The few directory operations a store needs.
package enum Directory {
  /// Creates `path` and its missing parents; an existing directory is fine.
  package static func create(_ path: String) throws(StoreError) {
    if mkdir(path, 0o755) == 0 || errno == EEXIST { return }
    let code = errno
    guard code == ENOENT, parent(of: path) != path else {
      throw .system(call: "mkdir", path: path, code: code)
    }
    try create(parent(of: path))
    guard mkdir(path, 0o755) == 0 || errno == EEXIST else {
      throw .system(call: "mkdir", path: path, code: errno)
    }
  }

  /// The names in `path`, sorted, without `.` and `..`.
  package static func names(in path: String) throws(StoreError) -> [String] {
    guard let directory = opendir(path) else { throw .system(call: "opendir", path: path, code: errno) }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  package static func exists(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0
  }

  /// Makes renames and removals in `path` durable.
  package static func synchronise(_ path: String) throws(StoreError) {
    let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .system(call: "open", path: path, code: errno) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw .system(call: "fsync", path: path, code: errno) }
  }

  package static func parent(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}

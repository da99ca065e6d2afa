import Glibc

/// The file system of the machine.
package struct LocalFileSystem: FileSystem {
  package init() {}

  package func create(_ path: String) throws(StoreError) -> any WritableFile {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw .system(call: "open", path: path, code: errno) }
    return DescriptorFile(descriptor, path: path)
  }

  package func map(_ path: String) throws(StoreError) -> MappedFile { try MappedFile(path: path) }

  package func size(of path: String) throws(StoreError) -> Int {
    var status = stat()
    guard stat(path, &status) == 0 else { throw .system(call: "stat", path: path, code: errno) }
    return Int(status.st_size)
  }

  package func exists(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0
  }

  package func names(in directory: String) throws(StoreError) -> [String] {
    guard let stream = opendir(directory) else {
      throw .system(call: "opendir", path: directory, code: errno)
    }
    defer { closedir(stream) }
    var names: [String] = []
    while true {
      // Only errno tells the end of a directory from a failure to read it.
      errno = 0
      guard let entry = readdir(stream) else { break }
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    guard errno == 0 else { throw .system(call: "readdir", path: directory, code: errno) }
    return names.sorted()
  }

  package func makeDirectory(_ path: String) throws(StoreError) {
    guard mkdir(path, 0o755) == 0 else { throw .system(call: "mkdir", path: path, code: errno) }
  }

  package func rename(_ path: String, to newPath: String) throws(StoreError) {
    guard Glibc.rename(path, newPath) == 0 else { throw .system(call: "rename", path: newPath, code: errno) }
  }

  package func remove(_ path: String) throws(StoreError) {
    guard unlink(path) == 0 else { throw .system(call: "unlink", path: path, code: errno) }
  }

  package func removeDirectory(_ path: String) throws(StoreError) {
    guard rmdir(path) == 0 else { throw .system(call: "rmdir", path: path, code: errno) }
  }

  package func synchroniseDirectory(_ path: String) throws(StoreError) {
    let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .system(call: "open", path: path, code: errno) }
    defer { close(descriptor) }
    while fsync(descriptor) != 0 {
      if errno != EINTR { throw .system(call: "fsync", path: path, code: errno) }
    }
  }

  package func lock(_ path: String) throws(StoreError) -> AnyObject { try StoreLock(path: path) }
}

/// A file behind a descriptor.
private final class DescriptorFile: WritableFile {
  private let path: String
  private var descriptor: Int32

  init(_ descriptor: Int32, path: String) {
    self.descriptor = descriptor
    self.path = path
  }

  deinit {
    if descriptor >= 0 { Glibc.close(descriptor) }
  }

  func write(_ bytes: UnsafeRawBufferPointer) throws(StoreError) -> Int {
    let count = Glibc.write(descriptor, bytes.baseAddress, bytes.count)
    guard count >= 0 else { throw .system(call: "write", path: path, code: errno) }
    return count
  }

  func synchronise() throws(StoreError) {
    guard fsync(descriptor) == 0 else { throw .system(call: "fsync", path: path, code: errno) }
  }

  func close() throws(StoreError) {
    let result = Glibc.close(descriptor)
    descriptor = -1
    // Linux closes the descriptor even when a signal interrupts.
    guard result == 0 || errno == EINTR else { throw .system(call: "close", path: path, code: errno) }
  }
}

import Glibc

/// A local copy of a bucket.
package struct HeapMirror: HeapBucket {
  private let root: String
  /// The root without symbolic links.
  private let realRoot: String

  package init(root: String) throws(HeapConnectError) {
    guard let real = realpath(root, nil) else { throw .cannotRead(path: root, errorNumber: errno) }
    defer { free(real) }
    self.root = root.count > 1 && root.hasSuffix("/") ? String(root.dropLast()) : root
    realRoot = String(cString: real)
  }

  package var name: String { root }

  package func manifestNames() throws -> [String] {
    guard let directory = opendir(root + "/manifests") else {
      throw HeapConnectError.noManifests(place: root)
    }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names
  }

  package func manifest(_ name: String) throws -> [UInt8] {
    let path = "\(root)/manifests/\(name)"
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw HeapConnectError.cannotRead(path: path, errorNumber: errno) }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while bytes.count <= HeapManifest.largestText {
      let count = read(descriptor, &chunk, chunk.count)
      if count < 0 {
        if errno == EINTR { continue }
        throw HeapConnectError.cannotRead(path: path, errorNumber: errno)
      }
      if count == 0 { break }
      bytes += chunk[..<count]
    }
    return bytes
  }

  package func size(of path: String) throws -> Int? {
    var status = stat()
    guard stat("\(root)/\(path)", &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    guard let real = realpath("\(root)/\(path)", nil) else { return nil }
    defer { free(real) }
    let prefix = realRoot == "/" ? "/" : realRoot + "/"
    guard String(cString: real).hasPrefix(prefix) else { throw HeapPathFault.linkLeavesMirror }
    return Int(status.st_size)
  }

  package func input(_ path: String, name: String, size: Int) -> EventFileInput {
    EventFileInput(path: "\(root)/\(path)")
  }
}

import Glibc

/// A directory of its own for one test, removed with all it holds.
package final class TemporaryDirectory {
  package let path: String

  package init() {
    var template = Array("/tmp/sojourn-test-XXXXXX".utf8CString)
    guard let made = mkdtemp(&template) else { fatalError("mkdtemp: errno \(errno)") }
    path = String(cString: made)
  }

  deinit {
    Self.remove(path)
  }

  package func write(_ bytes: [UInt8], to name: String) -> String {
    let file = path + "/" + name
    let descriptor = open(file, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    guard descriptor >= 0 else { fatalError("open \(file): errno \(errno)") }
    var done = 0
    while done < bytes.count {
      let written = bytes.withUnsafeBytes {
        Glibc.write(descriptor, $0.baseAddress! + done, bytes.count - done)
      }
      guard written > 0 else { fatalError("write \(file): errno \(errno)") }
      done += written
    }
    close(descriptor)
    return file
  }

  package static func contents(_ path: String) -> [UInt8] {
    let descriptor = open(path, O_RDONLY)
    guard descriptor >= 0 else { fatalError("open \(path): errno \(errno)") }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: Int(lseek(descriptor, 0, SEEK_END)))
    lseek(descriptor, 0, SEEK_SET)
    var done = 0
    while done < bytes.count {
      let count = bytes.count - done
      let got = bytes.withUnsafeMutableBytes { read(descriptor, $0.baseAddress! + done, count) }
      guard got > 0 else { fatalError("read \(path): errno \(errno)") }
      done += got
    }
    return bytes
  }

  package static func names(in path: String) -> [String] {
    guard let directory = opendir(path) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  private static func remove(_ path: String) {
    for name in names(in: path) {
      let entry = path + "/" + name
      var status = stat()
      if lstat(entry, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
        remove(entry)
      } else {
        unlink(entry)
      }
    }
    rmdir(path)
  }
}

import Glibc

/// The right to write to a store; held by one process at a time and given back when the process ends.
///
/// The kernel keeps the lock (`flock`), so a crashed owner leaves none behind; the pid in the file is only for
/// the message.
package final class StoreLock {
  private let descriptor: Int32

  package init(path: String) throws(StoreError) {
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw .system(call: "open", path: path, code: errno) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let code = errno
      // The descriptor is closed by `deinit`, which runs because the object is complete.
      let owner = Self.owner(descriptor)
      if code == EWOULDBLOCK { throw .locked(path: path, owner: owner) }
      throw .system(call: "flock", path: path, code: code)
    }
    let text = Array("\(getpid())\n".utf8)
    ftruncate(descriptor, 0)
    _ = text.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
  }

  deinit {
    // Explicitly, because a child process between fork and exec shares the lock and would hold it a moment longer.
    flock(descriptor, LOCK_UN)
    close(descriptor)
  }

  private static func owner(_ descriptor: Int32) -> Int32? {
    var bytes = [UInt8](repeating: 0, count: 32)
    let count = bytes.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, 0) }
    guard count > 0 else { return nil }
    return Int32(String(decoding: bytes[..<count], as: UTF8.self).prefix { $0.isNumber })
  }
}

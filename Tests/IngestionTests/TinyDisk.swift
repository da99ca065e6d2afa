import Glibc

/// A file system in memory with next to no room; exists as long as the object.
final class TinyDisk {
  let path: String
  private var filler: String { path + "/filler" }

  /// Whether this process may mount one.
  static let canBeMade = TinyDisk(kibibytes: 64) != nil

  init?(kibibytes: Int) {
    var template = Array("/tmp/sojourn-disk-XXXXXX".utf8CString)
    guard let made = mkdtemp(&template) else { return nil }
    path = String(cString: made)
    guard mount("tmpfs", path, "tmpfs", 0, "size=\(kibibytes)k") == 0 else {
      rmdir(path)
      return nil
    }
  }

  deinit {
    umount2(path, Int32(MNT_DETACH))
    rmdir(path)
  }

  /// Takes all room but `bytes`.
  func fill(leaving bytes: Int) {
    let descriptor = open(filler, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    defer { close(descriptor) }
    let page = [UInt8](repeating: 1, count: 4096)
    while page.withUnsafeBytes({ write(descriptor, $0.baseAddress, $0.count) }) == page.count {}
    let length = lseek(descriptor, 0, SEEK_END)
    ftruncate(descriptor, max(0, length - bytes))
  }

  func empty() {
    unlink(filler)
  }
}

import Glibc

/// A file mapped into memory for reading; immutable files only, as segment files are.
///
/// The bytes live as long as the object. Safe to read from any number of threads.
package final class MappedFile: @unchecked Sendable {
  package let path: String
  package let bytes: UnsafeRawBufferPointer
  private let isMapped: Bool

  /// A file that exists in memory only.
  package init(path: String, contents: [UInt8]) {
    self.path = path
    isMapped = false
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: contents.count, alignment: 16)
    memory.copyBytes(from: contents)
    bytes = UnsafeRawBufferPointer(memory)
  }

  package init(path: String) throws(StoreError) {
    self.path = path
    isMapped = true
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .system(call: "open", path: path, code: errno) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw .system(call: "fstat", path: path, code: errno) }
    let length = Int(status.st_size)
    guard length > 0 else {
      bytes = UnsafeRawBufferPointer(start: nil, count: 0)
      return
    }
    guard let address = mmap(nil, length, PROT_READ, MAP_PRIVATE, descriptor, 0), address != MAP_FAILED else {
      throw .system(call: "mmap", path: path, code: errno)
    }
    bytes = UnsafeRawBufferPointer(start: address, count: length)
  }

  /// Takes the bytes before `end` out of the process's memory until they are read again, when they come back from the
  /// system's cache or the disk.
  ///
  /// Always from the start of the file, though most of it went earlier: the system maps a whole folio of its cache around
  /// a page that is read, so what lies before the first byte still needed comes back by the megabyte. Walking pages that
  /// are not there costs next to nothing.
  func release(upTo end: Int) {
    guard isMapped, end > 0, let address = bytes.baseAddress else { return }
    // Advice only: where it is refused, the bytes stay until the system needs the room.
    _ = madvise(UnsafeMutableRawPointer(mutating: address), end, MADV_DONTNEED)
  }

  deinit {
    if !isMapped {
      bytes.deallocate()
    } else if let address = bytes.baseAddress {
      munmap(UnsafeMutableRawPointer(mutating: address), bytes.count)
    }
  }
}

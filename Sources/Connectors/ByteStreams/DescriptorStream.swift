import Glibc
import Synchronization

/// The bytes of a file descriptor as they are stored, counted and hashed on the way.
final class DescriptorStream: StoredStream {
  private let descriptor: Int32
  private let closesDescriptor: Bool
  private let input: String
  private let isCancelled: @Sendable () -> Bool
  /// Whether a read may block for as long as somebody else likes.
  private let isPollable: Bool

  /// Opens the file at `path`.
  init(path: String, isCancelled: @escaping @Sendable () -> Bool) throws(EventFileError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .cannotOpen(input: path, errorNumber: errno) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      let number = errno
      close(descriptor)
      throw .cannotOpen(input: path, errorNumber: number)
    }
    if status.st_mode & S_IFMT == S_IFDIR {
      close(descriptor)
      throw .cannotOpen(input: path, errorNumber: EISDIR)
    }
    let isRegular = status.st_mode & S_IFMT == S_IFREG
    if isRegular { _ = posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL) }
    self.descriptor = descriptor
    self.closesDescriptor = true
    self.input = path
    self.isCancelled = isCancelled
    self.isPollable = !isRegular
    super.init(canBeReadAgain: isRegular)
  }

  /// Reads an open descriptor, which stays open.
  init(descriptor: Int32, input: String, isCancelled: @escaping @Sendable () -> Bool) {
    self.descriptor = descriptor
    self.closesDescriptor = false
    self.input = input
    self.isCancelled = isCancelled
    var status = stat()
    let isRegular = fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    self.isPollable = !isRegular
    super.init(canBeReadAgain: false)
  }

  deinit {
    if closesDescriptor { close(descriptor) }
  }

  /// The size of the regular file at `path`, or `nil` if there is none.
  static func size(ofFileAt path: String) -> UInt64? {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    return UInt64(status.st_size)
  }

  override func readStored(into buffer: UnsafeMutableRawBufferPointer) throws(EventFileError) -> Int {
    while true {
      if isPollable { try waitForBytes() }
      let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
      if count >= 0 { return count }
      if errno != EINTR && errno != EAGAIN {
        throw .cannotRead(input: input, offset: bytesRead, errorNumber: errno)
      }
    }
  }

  /// Waits for bytes or the end, looking up now and then whether the work was cancelled meanwhile.
  private func waitForBytes() throws(EventFileError) {
    var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    while poll(&request, 1, 200) == 0 || (request.revents == 0 && errno == EINTR) {
      if isCancelled() { throw .cancelled }
    }
    if isCancelled() { throw .cancelled }
  }
}

/// Bytes held in memory as an input.
final class MemoryStream: StoredStream {
  private let bytes: [UInt8]
  private var position = 0

  init(bytes: [UInt8]) {
    self.bytes = bytes
    super.init(canBeReadAgain: true)
  }

  override func readStored(into buffer: UnsafeMutableRawBufferPointer) throws(EventFileError) -> Int {
    let count = min(buffer.count, bytes.count - position)
    buffer.copyBytes(from: bytes[position..<position + count])
    position += count
    return count
  }
}

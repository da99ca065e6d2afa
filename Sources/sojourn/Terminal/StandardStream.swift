import Glibc

/// The two streams a command writes to: results to the output, everything else to the error stream.
enum StandardStream: Int32 {
  case output = 1
  case error = 2

  /// Whether a person looks at it.
  var isTerminal: Bool { isatty(rawValue) == 1 }

  /// Writes all of `text` at once.
  ///
  /// Ends the process quietly when nobody reads the output any more (`sojourn … | head`). What cannot be said on the
  /// error stream is lost, because there is nowhere to say so.
  /// Long answers of work in progress are written piece by piece; a Ctrl-C throws ``CommandError/cancelled`` between two of
  /// them, also while the reader takes nothing.
  func write(_ text: String) throws(CommandError) {
    var text = text
    let isCancellable = self == .output && text.utf8.count > Self.piece && Interruption.shared.isWorking
    let failure: Int32? = text.withUTF8 { bytes in
      var rest = UnsafeRawBufferPointer(bytes)
      while !rest.isEmpty {
        if isCancellable {
          if Interruption.shared.isRequested { return ECANCELED }
          guard waitsForRoom() else { continue }
        }
        let count = Glibc.write(
          rawValue, rest.baseAddress, isCancellable ? min(rest.count, Self.piece) : rest.count)
        if count < 0 {
          if errno == EINTR { continue }
          return errno
        }
        rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
      }
      return nil
    }
    guard let failure, self == .output else { return }
    if failure == ECANCELED { throw .cancelled }
    if failure == EPIPE { exit(CommandExit.done.rawValue) }
    throw .system(action: .write, path: "standard output", errorNumber: failure)
  }
}

extension StandardStream {
  /// As much as a pipe with any room takes without waiting.
  private static let piece = Int(PIPE_BUF)
  /// ms.
  private static let longestWait: Int32 = 20

  /// Whether the reader takes something; waits a little for it.
  private func waitsForRoom() -> Bool {
    var state = pollfd(fd: rawValue, events: Int16(POLLOUT), revents: 0)
    // What the system says is wrong, the write will say better.
    return poll(&state, 1, Self.longestWait) != 0
  }

  /// Says something on the error stream.
  static func note(_ text: String) {
    try? StandardStream.error.write(text + "\n")
  }
}

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
  func write(_ text: String) throws(CommandError) {
    var text = text
    let failure: Int32? = text.withUTF8 { bytes in
      var rest = UnsafeRawBufferPointer(bytes)
      while !rest.isEmpty {
        let count = Glibc.write(rawValue, rest.baseAddress, rest.count)
        if count < 0 {
          if errno == EINTR { continue }
          return errno
        }
        rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
      }
      return nil
    }
    guard let failure, self == .output else { return }
    if failure == EPIPE { exit(CommandExit.done.rawValue) }
    throw .system(action: .write, path: "standard output", errorNumber: failure)
  }
}

extension StandardStream {
  /// Says something on the error stream.
  static func note(_ text: String) {
    try? StandardStream.error.write(text + "\n")
  }
}

import Glibc

/// The two streams a program talks on.
enum StandardStream {
  /// One line for scripts.
  static func result(_ text: String) {
    write(text, to: STDOUT_FILENO)
  }

  /// One line for people.
  static func note(_ text: String) {
    write(text, to: STDERR_FILENO)
  }

  /// A reader that has gone is no reason to stop serving, so failures are let go.
  private static func write(_ text: String, to descriptor: Int32) {
    var rest = ArraySlice((text + "\n").utf8)
    while !rest.isEmpty {
      let length = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if length < 0 && errno == EINTR { continue }
      guard length > 0 else { return }
      rest = rest.dropFirst(length)
    }
  }
}

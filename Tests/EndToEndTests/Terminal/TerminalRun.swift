import Foundation

/// One run of `sojourn` at a terminal that the test types into and reads from: the far end of a pseudo-terminal.
final class TerminalRun {
  /// Kept, because a temporary directory goes with its owner.
  private let directory: TemporaryDirectory
  private let terminal: Int32
  private let process: pid_t
  private var isReaped = false
  /// Everything the terminal was sent so far.
  private(set) var screen = ""
  /// The first bytes of a character whose others have not come yet.
  private var cut: [UInt8] = []
  /// Where in ``screen`` the next expectation begins to look.
  private var seen: String.Index

  struct NoTerminal: Error {}

  /// `TIOCSPTLCK`, `TIOCGPTN` and `POSIX_SPAWN_SETSID`.
  private static let setLock: UInt = 0x4004_5431
  private static let getNumber: UInt = 0x8004_5430
  private static let newSession: Int16 = 0x80

  /// Starts the executable as leader of a session of its own, so that the terminal's Ctrl-C reaches it alone.
  init(
    _ arguments: [String], in directory: TemporaryDirectory, columns: UInt16 = 80, rows: UInt16 = 200,
    environment: [String: String] = [:]
  ) throws {
    self.directory = directory
    // The functions around pseudo-terminals are not part of the Glibc module; these are the calls they make.
    terminal = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    var isLocked: Int32 = 0
    var number: UInt32 = 0
    guard terminal >= 0, ioctl(terminal, Self.setLock, &isLocked) == 0,
      ioctl(terminal, Self.getNumber, &number) == 0
    else { throw NoTerminal() }
    var size = winsize(ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(terminal, UInt(TIOCSWINSZ), &size)
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/pts/\(number)", O_RDWR, 0)
    posix_spawn_file_actions_adddup2(&actions, 0, 1)
    posix_spawn_file_actions_adddup2(&actions, 0, 2)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    posix_spawnattr_setflags(&attributes, Self.newSession)
    let variables = [
      "PATH": "/usr/bin:/bin", "TERM": "xterm", "HOME": directory.url.path, "NO_COLOR": "1", "PAGER": "cat",
    ].merging(environment) { $1 }
    let words =
      (["/bin/sh", "-c", "cd \"$0\" && exec \"$@\"", directory.url.path, CommandLineRun.executable.path]
      + arguments).map { (word: String) in strdup(word) } + [nil]
    let settings = variables.map { name, value in strdup("\(name)=\(value)") } + [nil]
    defer { for word in words + settings { free(word) } }
    var process = pid_t()
    guard posix_spawn(&process, "/bin/sh", &actions, &attributes, words, settings) == 0
    else { throw NoTerminal() }
    self.process = process
    seen = screen.endIndex
  }

  deinit {
    if !isReaped {
      kill(process, SIGKILL)
      _ = end()
    }
    close(terminal)
  }

  /// Types keys; `\r` is Enter, `\u{3}` Ctrl-C, `\u{4}` Ctrl-D.
  func type(_ keys: String) {
    var keys = keys
    keys.withUTF8 { _ = write(terminal, $0.baseAddress, $0.count) }
  }

  /// Gives the window another size.
  func resize(columns: UInt16, rows: UInt16 = 200) {
    var size = winsize(ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(terminal, UInt(TIOCSWINSZ), &size)
  }

  /// Reads until `text` has appeared after what was expected before; answers what came up to its end, or `nil` when
  /// it has not appeared in time.
  @discardableResult
  func expect(_ text: String, seconds: Int = 60) -> String? {
    for _ in 0..<10 * seconds {
      if let found = screen[seen...].range(of: text) {
        let before = String(screen[seen..<found.upperBound])
        seen = found.upperBound
        return before
      }
      read(milliseconds: 100)
    }
    return nil
  }

  /// Waits for the process to end; answers its exit code, or minus a signal's number where it had to be ended.
  func end() -> Int32 {
    var status: Int32 = 0
    var rounds = 0
    while waitpid(process, &status, WNOHANG) == 0 {
      read(milliseconds: 20)
      rounds += 1
      if rounds == 3_000 { kill(process, SIGKILL) }
    }
    isReaped = true
    return status & 0x7F == 0 ? status >> 8 & 0xFF : -(status & 0x7F)
  }

  private func read(milliseconds: Int32) {
    var source = pollfd(fd: terminal, events: Int16(POLLIN), revents: 0)
    guard poll(&source, 1, milliseconds) > 0 else { return }
    var bytes = [UInt8](repeating: 0, count: 65_536)
    let count = Foundation.read(terminal, &bytes, bytes.count)
    guard count > 0 else {
      usleep(10_000)
      return
    }
    let offset = screen.utf8.distance(from: screen.startIndex, to: seen)
    let arrived = cut + bytes[..<count]
    let whole = arrived.count - Self.cutLength(of: arrived)
    cut = Array(arrived[whole...])
    screen += String(decoding: arrived[..<whole], as: UTF8.self)
    seen = screen.utf8.index(screen.startIndex, offsetBy: offset)
  }

  /// How many bytes at the end begin a character and do not end it.
  private static func cutLength(of bytes: [UInt8]) -> Int {
    for length in 1...3 where length <= bytes.count {
      let byte = bytes[bytes.count - length]
      if byte & 0xC0 == 0x80 { continue }
      let whole = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1
      return whole > length ? length : 0
    }
    return 0
  }
}

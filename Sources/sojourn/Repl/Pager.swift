import CEdit
import Glibc

/// Shows a text that is longer than the terminal through `$PAGER`, or `less`.
enum Pager {
  /// The command; `nil` where output is no terminal or the person turned paging off.
  static var command: String? {
    guard StandardStream.output.isTerminal, isatty(STDIN_FILENO) == 1 else { return nil }
    if let named = getenv("PAGER") {
      let command = String(cString: named)
      return command.isEmpty || command == "cat" ? nil : command
    }
    return "less"
  }

  /// Whether the text has more lines than the terminal shows at once.
  static func isNeeded(for text: String) -> Bool {
    text.utf8.count { $0 == UInt8(ascii: "\n") } >= Terminal.height
  }

  /// Runs the pager to its end; `false` when it could not be started, so that the caller writes the text itself.
  static func show(_ text: String) -> Bool {
    guard let command else { return false }
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { return false }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, ends[0], STDIN_FILENO)
    // What this process does with signals is its own affair: a child begins with what programs expect.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    var usual = sigset_t()
    sigemptyset(&usual)
    sigaddset(&usual, SIGPIPE)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &usual)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    // `less` leaves short texts and colours as they are; who has set its options wants those.
    if getenv("LESS") == nil { setenv("LESS", "FRX", 0) }
    var process = pid_t()
    let words = ["/bin/sh", "-c", command].map { (word: String) in strdup(word) } + [nil]
    defer { for word in words { free(word) } }
    let outcome = posix_spawn(&process, "/bin/sh", &actions, &attributes, words, process_environment())
    close(ends[0])
    guard outcome == 0 else {
      close(ends[1])
      return false
    }
    var text = text
    text.withUTF8 { bytes in
      var rest = UnsafeRawBufferPointer(bytes)
      while !rest.isEmpty {
        let count = write(ends[1], rest.baseAddress, rest.count)
        if count < 0 && errno == EINTR { continue }
        // A pager that was left early takes no more.
        if count <= 0 { break }
        rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
      }
    }
    close(ends[1])
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 && errno == EINTR {}
    // 127: the shell has not found it.
    return status >> 8 & 0xFF != 127
  }
}
